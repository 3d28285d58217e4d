"""One district's day: what is known of it, and a stretch of work on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.highs import solved
from scheduler.capacity.kinds import kinds
from scheduler.capacity.load import starts
from scheduler.capacity.model import Model, build
from scheduler.capacity.problem import Place, Plan, Problem

Counters = Mapping[tuple[int, int, int], int]
"""Open counters by site, group and block."""


@dataclass(frozen=True, slots=True)
class Part:
    """A district's day: the best plan so far, its cost, and what no plan can undercut."""

    sites: tuple[int, ...]
    day: int
    plan: Plan
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """What a better plan could save at most, in cost."""
        return max(0.0, self.value - self.bound)


def work(problem: Problem, part: Part, seconds: float, tolerance: float, seed: int) -> Part:
    """Return the part after so many seconds of work, never worse; proven to `tolerance` it stops.

    `tolerance` is in cost.
    """
    model = build(problem, part.sites, part.day)
    known = _counters(part)
    params = mo.SolveParameters(
        time_limit=timedelta(seconds=seconds),
        absolute_gap_tolerance=tolerance,
        relative_gap_tolerance=0.0,
        random_seed=seed,
    )
    hint = mo.SolutionHint(
        variable_values={variable: known[key] for key, variable in model.counters.items()}
    )
    answer = solved(model.program, params, hint)
    if answer is None:
        return part
    bound = max(part.bound, answer.best_objective_bound())
    found = part
    if answer.has_primal_feasible_solution():
        values = answer.variable_values()
        counters = {key: round(values[each]) for key, each in model.counters.items()}
        found = settle(model, counters) or part
    if found.value >= part.value:
        found = part
    return Part(part.sites, part.day, found.plan, found.value, min(bound, found.value))


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
    for key, variable in model.counters.items():
        variable.lower_bound = variable.upper_bound = counters[key]
    for place, variable in model.kinds.items():
        variable.lower_bound = variable.upper_bound = counts.get(place, 0)
    answer = solved(model.program, mo.SolveParameters())
    if answer is None or not answer.has_primal_feasible_solution():
        return None
    values = answer.variable_values()
    flows = {way: values[each] for way, each in model.flows.items() if values[each] > 1e-9}
    again = _starts(problem, counts, by_kind=True) - _starts(problem, counts, by_kind=False)
    value = answer.objective_value() + problem.costs.setup * again
    return Part(tuple(model.sites), model.day, Plan(counts, flows), value, 0.0)


def _counters(part: Part) -> Counter[tuple[int, int, int]]:
    """Return the part's open counters by site, group and block."""
    sums: Counter[tuple[int, int, int]] = Counter()
    for place, count in part.plan.counts.items():
        sums[place.site, place.group, place.block] += count
    return sums


def _starts(problem: Problem, counts: Mapping[Place, int], *, by_kind: bool) -> int:
    """Return how often counters open, each kind by itself or all of a group together."""
    rows: dict[tuple[int, ...], list[int]] = {}
    for place, count in counts.items():
        key = (place.site, place.group, place.kind if by_kind else -1)
        rows.setdefault(key, [0] * problem.blocks)[place.block] += count
    return sum(map(starts, rows.values()))
