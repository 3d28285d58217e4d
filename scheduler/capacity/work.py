"""A stretch of work on one district's day."""

from __future__ import annotations

import time
from dataclasses import replace

from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.corners import corners
from scheduler.capacity.highs import Failed, limits, solved
from scheduler.capacity.model import Model, build
from scheduler.capacity.part import Part, hint, settle, told
from scheduler.capacity.problem import Problem

SMALL = 60
"""Programs with no more whole numbers than this are solved at once."""
LONG = 6.0
"""With less time than this HiGHS has hardly left the root of a hard program."""
TRIES = 800_000
HOT = 10.0
"""How much worse a change may be at first, in cost."""


def work(problem: Problem, part: Part, seconds: float, tolerance: float, seed: int) -> Part:
    """Return the part after so many seconds of work, never worse; proven to `tolerance` it stops.

    The first time it is only searched by many small changes, which is quick, unless it is small.
    Then the program is solved with the best so far as its hint, and after `LONG` seconds of that
    its corners are; where they give nothing more, the program again. `tolerance` is in cost.
    Where HiGHS fails, all begins anew with a program of its own and without the hint, once.
    """
    until = time.monotonic() + seconds
    part, failed = replace(part, failed=""), ""
    for hinted in (True, False):
        try:
            return _worked(problem, part, until, tolerance, seed, hinted=hinted)
        except Failed as error:
            failed = str(error)
    return replace(part, failed=failed)


def _worked(
    problem: Problem, part: Part, until: float, tolerance: float, seed: int, *, hinted: bool
) -> Part:
    long = until - time.monotonic() >= LONG
    model = build(problem, part.sites, part.day)
    if len(model.counters) > SMALL and part.bound <= 0:
        part = _annealed(model, part, seed)
        if part.bound > 0:
            return part
    if len(model.counters) > SMALL and part.by_corners and hinted:
        better = corners(model, part, until, tolerance, seed)
        return replace(better, by_corners=better.value < part.value)
    part, dealt = _solved(model, part, until, tolerance, seed, hinted=hinted)
    if not dealt and model.by_kind:
        model.whole()
        part, _ = _solved(model, part, until, tolerance, seed, hinted=hinted)
    return replace(part, by_corners=long)


def _solved(
    model: Model, part: Part, until: float, tolerance: float, seed: int, *, hinted: bool
) -> tuple[Part, bool]:
    """Return the part with what HiGHS finds and proves; and whether there are kinds for it.

    HiGHS is to search its tree soon and fast: it begins no root anew, trusts what it learned of a
    branch from the first time on, and looks less for plans beside the tree, since it has one.
    """
    params = limits(max(0.1, until - time.monotonic()), tolerance, seed)
    params.highs.bool_options["mip_allow_restart"] = False
    params.highs.int_options["mip_pscost_minreliable"] = 0
    params.highs.double_options["mip_heuristic_effort"] = 0.02
    answer = solved(model.program, params, hint(model, part) if hinted else None)
    part = part.bounded(answer.best_objective_bound())
    if not answer.has_primal_feasible_solution():
        return part, True
    found = told(model, answer)
    return part.or_better(found), found is not None


def _annealed(model: Model, part: Part, seed: int) -> Part:
    """Return the part after many small changes to the relaxed program's plan."""
    from scheduler.capacity.search import Start, search

    integers = [*model.counters.values()]
    for variable in integers:
        variable.integer = False
    answer = solved(model.program, mo.SolveParameters())
    for variable in integers:
        variable.integer = True
    if not answer.has_primal_feasible_solution():
        return part
    part = part.bounded(answer.objective_value())
    values = answer.variable_values()
    start = Start(
        {key: values[each] for key, each in model.counters.items()},
        {place: values[each] for place, each in model.kinds.items()},
        {way: max(0.0, values[each]) for way, each in model.flows.items()},
        part.plan.counts,
    )
    _, best = search(model, start, TRIES, HOT, 100 * seed)
    return part.or_better(settle(model, best)).or_better(_as_before(model))


def _as_before(model: Model) -> Part | None:
    """Return the previous plan, where it still keeps all rules."""
    previous = model.problem.previous
    if previous is None:
        return None
    counters = dict.fromkeys(model.counters, 0)
    for place, count in previous.items():
        if place in model.kinds:
            counters[place.site, place.group, place.block] += count
    return settle(model, counters)
