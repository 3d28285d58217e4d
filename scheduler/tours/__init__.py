"""Tours of mobile offices: which stops, on which days, in which order, for how long.

`problem` holds the values, `check` judges any plan without a solver, `solve` makes one; `pattern`
knows recurring dates; `explain` says why. `orienteering` is the bare question behind it, with
public instances to measure against.
"""
