"""One district's day: what is known of it, and a stretch of work on it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.highs import Failed, held, solved
from scheduler.capacity.kinds import kinds
from scheduler.capacity.model import Model, build
from scheduler.capacity.problem import Place, Plan, Problem

SMALL = 60
"""Programs with no more whole numbers than this are solved at once."""
TRIES = 800_000
HOT = 10.0
"""How much worse a change may be at first, in cost."""

Counters = Mapping[tuple[int, int, int], int]
"""Open counters by site, group and block."""


@dataclass(frozen=True, slots=True)
class Part:
    """A district's day: the best plan so far, its cost, and what no plan can undercut.

    `failed` says why HiGHS had no answer, twice, when it was last asked; empty if it had.
    """

    sites: tuple[int, ...]
    day: int
    plan: Plan
    value: float
    bound: float
    failed: str = ""

    @property
    def gap(self) -> float:
        """What a better plan could save at most, in cost."""
        return max(0.0, self.value - self.bound)

    def bounded(self, bound: float) -> Part:
        """Return the part with a bound, if it says more than the one known."""
        return replace(self, bound=min(self.value, max(self.bound, bound)))

    def or_better(self, found: Part | None) -> Part:
        """Return the part with the plan found, if that costs less."""
        if found is None or found.value >= self.value:
            return self
        return replace(found, bound=min(found.value, self.bound))


def work(problem: Problem, part: Part, seconds: float, tolerance: float, seed: int) -> Part:
    """Return the part after so many seconds of work, never worse; proven to `tolerance` it stops.

    The first time it is only searched by many small changes, which is quick, unless it is small;
    from then on the program is solved with the best so far as its hint. `tolerance` is in cost.
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
    model = build(problem, part.sites, part.day)
    if len(model.counters) > SMALL and part.bound <= 0:
        part = _annealed(model, part, seed)
        if part.bound > 0:
            return part
    part, dealt = _solved(model, part, until, tolerance, seed, hinted=hinted)
    if not dealt and model.by_kind:
        model.whole()
        part, _ = _solved(model, part, until, tolerance, seed, hinted=hinted)
    return part


def _solved(
    model: Model, part: Part, until: float, tolerance: float, seed: int, *, hinted: bool
) -> tuple[Part, bool]:
    """Return the part with what HiGHS finds and proves; and whether there are kinds for it.

    HiGHS is to search its tree soon and fast: it begins no root anew, trusts what it learned of a
    branch from the first time on, and looks less for plans beside the tree, since it has one.
    """
    params = mo.SolveParameters(
        time_limit=timedelta(seconds=max(0.1, until - time.monotonic())),
        absolute_gap_tolerance=tolerance,
        relative_gap_tolerance=0.0,
        random_seed=seed,
    )
    params.highs.bool_options["mip_allow_restart"] = False
    params.highs.int_options["mip_pscost_minreliable"] = 0
    params.highs.double_options["mip_heuristic_effort"] = 0.02
    answer = solved(model.program, params, _hint(model, part) if hinted else None)
    part = part.bounded(answer.best_objective_bound())
    if not answer.has_primal_feasible_solution():
        return part, True
    values = answer.variable_values()
    found = settle(model, {key: round(values[each]) for key, each in model.counters.items()})
    return part.or_better(found), found is not None


def _hint(model: Model, part: Part) -> mo.SolutionHint:
    """Return the part's plan as a hint, by kind where kinds are whole numbers."""
    known = _counters(part)
    values = {variable: known[key] for key, variable in model.counters.items()}
    for place, variable in model.kinds.items():
        if variable.integer:
            values[variable] = part.plan.counts.get(place, 0)
    return mo.SolutionHint(variable_values=values)


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


def settle(model: Model, counters: Counters) -> Part | None:
    """Return the best plan with just these counters: their kinds, and who is sent where."""
    problem = model.problem
    counts: dict[Place, int] = {}
    for site in model.sites:
        of_site = {(group, block): n for (at, group, block), n in counters.items() if at == site}
        chosen = kinds(problem, site, model.day, of_site)
        if chosen is None:
            return None
        counts.update(chosen)
    fixed = [(variable, counters[key]) for key, variable in model.counters.items()]
    fixed += [(variable, counts.get(place, 0)) for place, variable in model.kinds.items()]
    with held(fixed):
        answer = solved(model.program, mo.SolveParameters())
    if not answer.has_primal_feasible_solution():
        return None
    values = answer.variable_values()
    flows = {way: values[each] for way, each in model.flows.items() if values[each] > 1e-9}
    return Part(tuple(model.sites), model.day, Plan(counts, flows), answer.objective_value(), 0.0)


def _counters(part: Part) -> Counter[tuple[int, int, int]]:
    """Return the part's open counters by site, group and block."""
    sums: Counter[tuple[int, int, int]] = Counter()
    for place, count in part.plan.counts.items():
        sums[place.site, place.group, place.block] += count
    return sums
