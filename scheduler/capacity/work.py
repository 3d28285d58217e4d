"""A stretch of work on one district's day."""

from __future__ import annotations

import time
from dataclasses import replace
from enum import Enum, auto

from scheduler.capacity.corners import corners
from scheduler.capacity.highs import Failed, limits, solved
from scheduler.capacity.model import Model, build
from scheduler.capacity.part import Part, hint, settle, told
from scheduler.capacity.problem import Problem
from scheduler.capacity.stretches import add, relaxed

SMALL = 60
"""Programs with no more whole numbers than this are solved at once."""
RESTARTS = 3.9
"""With less time than this HiGHS has to be quick at the root."""
PATIENT = 4.0
"""With less time than this stretches are not looked for: a tight program takes longer to begin, and
one that is not through its root has no plan."""
TRIES = 800_000
HOT = 10.0
"""How much worse a change may be at first, in cost."""


class Step(Enum):
    """What is done with a part.

    `SEARCH`: many small changes, quick. `PLAN`: the whole program as far as its root for a better
    plan, which differs with the random numbers; `BOUND`: the same again, and its tree, for a better
    bound. `CORNERS`: small programs, most of the plan held. A small part's program is solved at
    once in any step.
    """

    SEARCH = auto()
    PLAN = auto()
    BOUND = auto()
    CORNERS = auto()


class _Role(Enum):
    """How far HiGHS goes with a program.

    `ROOT`: to where the tree begins; at last what is whole in its relaxation is held (RENS,
    Berthold 2007), which finds most of what HiGHS ever does. `TREE`: without that, which takes as
    long as the cuts; corners find plans sooner. `ALL`: both.
    """

    ROOT = auto()
    TREE = auto()
    ALL = auto()


def work(
    problem: Problem, part: Part, step: Step, seconds: float, tolerance: float, seed: int
) -> Part:
    """Return the part after so many seconds of work, never worse; proven to `tolerance` it stops.

    Programs begin with the best so far as their hint. `tolerance` is in cost. Where HiGHS fails,
    all begins anew with a program of its own and without the hint, once.
    """
    until = time.monotonic() + seconds
    part, failed = replace(part, failed=""), ""
    for hinted in (True, False):
        try:
            return _worked(problem, part, step, until, tolerance, seed, hinted=hinted)
        except Failed as error:
            failed = str(error)
    return replace(part, failed=failed)


def _worked(
    problem: Problem,
    part: Part,
    step: Step,
    until: float,
    tolerance: float,
    seed: int,
    *,
    hinted: bool,
) -> Part:
    model = build(problem, part.sites, part.day)
    small = len(model.counters) <= SMALL
    if step is Step.SEARCH and not small:
        left = until - time.monotonic()
        half = time.monotonic() + left / 2 if left >= PATIENT else 0.0
        part = _annealed(model, part, half, seed)
        if part.bound > 0:
            return part
    if step is Step.CORNERS and not small and hinted:
        return corners(model, part, until, tolerance, seed)
    add(model, part.stretches)
    role = _Role.ALL if small else _Role.ROOT if step is Step.PLAN else _Role.TREE
    part, dealt = _solved(model, part, until, tolerance, seed, hinted=hinted, role=role)
    if not dealt and model.by_kind:
        model.whole()
        part, _ = _solved(model, part, until, tolerance, seed, hinted=hinted, role=role)
    return part


def _solved(
    model: Model,
    part: Part,
    until: float,
    tolerance: float,
    seed: int,
    *,
    hinted: bool,
    role: _Role,
) -> tuple[Part, bool]:
    """Return the part with what HiGHS finds and proves; and whether there are kinds for it.

    HiGHS is to search its tree soon and fast: it trusts what it learned of a branch from the first
    time on. Restarts are allowed wherever there is time: once a good hint fixes a tenth of the
    whole numbers, HiGHS makes no more cuts, for a restart that would never come.
    """
    seconds = max(0.1, until - time.monotonic())
    params = limits(seconds, tolerance, seed)
    if role is _Role.ROOT:
        params.highs.int_options["mip_max_nodes"] = 1
    params.highs.bool_options["mip_heuristic_run_rens"] = role is not _Role.TREE
    params.highs.bool_options["mip_heuristic_run_rins"] = False
    params.highs.bool_options["mip_heuristic_run_root_reduced_cost"] = False
    params.highs.bool_options["mip_allow_restart"] = seconds >= RESTARTS
    params.highs.int_options["mip_pscost_minreliable"] = 0
    params.highs.double_options["mip_heuristic_effort"] = 0.02
    answer = solved(model.program, params, hint(model, part) if hinted else None)
    part = part.bounded(answer.best_objective_bound())
    if not answer.has_primal_feasible_solution():
        return part, True
    found = told(model, answer)
    return part.or_better(found), found is not None


def _annealed(model: Model, part: Part, until: float, seed: int) -> Part:
    """Return the part after many small changes to the relaxed program's plan."""
    from scheduler.capacity.search import Start, search

    answer, stretches = relaxed(model, until)
    part = replace(part, stretches=tuple(stretches))
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
