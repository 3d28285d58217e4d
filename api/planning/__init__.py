"""Planning at the edge: rows become a problem of the scheduler, its answer becomes a draft.

The only place that knows both the domain's rows and the scheduler's values.
"""
