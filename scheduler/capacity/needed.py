"""What must be open, and what that takes: the fewest counter slots, and where even they lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from scheduler.capacity.cells import Cells
from scheduler.capacity.musts import Must, asked_days, musts
from scheduler.capacity.problem import Least, Place, Problem, Site

PRESSING = 100_000
"""A counter slot is never dearer than a counter that is needed."""


@dataclass(frozen=True, slots=True)
class Affordable:
    """A problem whose needs can be met, and by how much its needs were lowered for that.

    `raised` says by site and day how many counter slots were added to a budget.
    """

    problem: Problem
    lowered: Mapping[Least, int] = field(default_factory=dict)
    raised: Mapping[tuple[int, int], int] = field(default_factory=dict)


def opened(problem: Problem) -> dict[Place, int]:
    """Return the fewest counters that meet pins and needs, wherever they can be met."""
    found: dict[Place, int] = {}
    for site, day in asked_days(problem):
        rules = [must for some in musts(problem, site, day).values() for must in some]
        cells = Cells(rules)
        for must in rules:
            cells.hold(must)
        cells.model.minimize(_slots(problem, cells))
        if cells.solved():
            found |= cells.counts()
    return found


def affordable(problem: Problem) -> Affordable:
    """Return the problem with needs that staff, skills and counters can meet, and budgets for them.

    Needs come before the day's budget: it is raised to what they and the pins take at least. Needs
    are lowered by as little as can be in all. Whatever solves the problem returned has a bound that
    holds for every plan that meets them. What pins alone make impossible stays so.
    """
    least = Counter[Least]()
    raised: dict[tuple[int, int], int] = {}
    for site, day in asked_days(problem):
        rules = musts(problem, site, day)
        budget = rules.pop(None, [])
        answer = _cheapest(problem, [must for some in rules.values() for must in some])
        if answer is None:
            continue
        slots, short = answer
        least.update(short)
        most = budget[0].high if budget else None
        if most is not None and slots > most:
            raised[site, day] = slots - most
    lowered = {one: less for one, less in least.items() if less}
    met = [
        replace(one, count=one.count - lowered.get(one, 0)) for one in dict.fromkeys(problem.least)
    ]
    return Affordable(
        replace(
            problem,
            least=tuple(one for one in met if one.count > 0),
            sites=tuple(_richer(site, number, raised) for number, site in enumerate(problem.sites)),
        ),
        lowered,
        raised,
    )


def _richer(site: Site, number: int, raised: Mapping[tuple[int, int], int]) -> Site:
    budget = (
        None if most is None else most + raised.get((number, day), 0)
        for day, most in enumerate(site.budget)
    )
    return replace(site, budget=tuple(budget))


def _cheapest(problem: Problem, rules: Sequence[Must]) -> tuple[int, dict[Least, int]] | None:
    """Return the fewest slots that meet the needs as far as they can be, and what they lack."""
    cells = Cells(rules)
    short = []
    for must in rules:
        if isinstance(must.source, Least):
            short.append((must.source, cells.bend(must)))
        else:
            cells.hold(must)
    cells.model.minimize(
        PRESSING * cp_model.LinearExpr.sum([less for _, less in short]) + _slots(problem, cells)
    )
    if not cells.solved():
        return None
    slots = sum(
        count * len(problem.slots_of(place.block)) for place, count in cells.counts().items()
    )
    return slots, {one: cells.solver.value(less) for one, less in short}


def _slots(problem: Problem, cells: Cells) -> cp_model.LinearExpr:
    lengths = [len(problem.slots_of(place.block)) for place in cells.open]
    return cells.nothing + cp_model.LinearExpr.weighted_sum([*cells.open.values()], lengths)
