"""One district's day: what is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.highs import held, solved
from scheduler.capacity.kinds import kinds
from scheduler.capacity.model import Model
from scheduler.capacity.problem import Place, Plan
from scheduler.capacity.stretches import Stretch

Counters = Mapping[tuple[int, int, int], int]
"""Open counters by site, group and block."""


@dataclass(frozen=True, slots=True)
class Part:
    """A district's day: the best plan so far, its cost, and what no plan can undercut.

    `failed` says why HiGHS had no answer, twice, when it was last asked; empty if it had.
    `stretches` bind in the relaxed program, if they were looked for.
    """

    sites: tuple[int, ...]
    day: int
    plan: Plan
    value: float
    bound: float
    failed: str = ""
    stretches: tuple[Stretch, ...] = ()

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
        bound = min(found.value, self.bound)
        return replace(self, plan=found.plan, value=found.value, bound=bound)


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


def told(model: Model, answer: mo.SolveResult) -> Part | None:
    """Return the best plan with the counters that HiGHS found."""
    values = answer.variable_values()
    return settle(model, {key: round(values[each]) for key, each in model.counters.items()})


def counters_of(part: Part) -> Counter[tuple[int, int, int]]:
    """Return the part's open counters by site, group and block."""
    sums: Counter[tuple[int, int, int]] = Counter()
    for place, count in part.plan.counts.items():
        sums[place.site, place.group, place.block] += count
    return sums


def hint(model: Model, part: Part) -> mo.SolutionHint:
    """Return the part's plan as a hint, by kind where kinds are whole numbers."""
    known = counters_of(part)
    values = {variable: known[key] for key, variable in model.counters.items()}
    for place, variable in model.kinds.items():
        if variable.integer:
            values[variable] = part.plan.counts.get(place, 0)
    return mo.SolutionHint(variable_values=values)
