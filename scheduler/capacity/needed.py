"""What must be open, and what that takes: the fewest counter slots, and where even they lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from scheduler.capacity.cells import Cells, held
from scheduler.capacity.musts import Must, asked_days, musts
from scheduler.capacity.problem import Least, Place, Problem, Site

PRESSING = 100_000
"""No number of counters is dearer than one that is needed."""


@dataclass(frozen=True, slots=True)
class Affordable:
    """A problem whose needs can be met, and by how much its needs were lowered for that.

    `raised` says by site and day how many counter slots were added to a budget.
    """

    problem: Problem
    lowered: Mapping[Least, int] = field(default_factory=dict)
    raised: Mapping[tuple[int, int], int] = field(default_factory=dict)


def opened(problem: Problem) -> dict[Place, int]:
    """Return few counters that meet pins and needs, in each half hour where they can be met.

    On days whose budget that would break they are the fewest there can be.
    """
    found: dict[Place, int] = {}
    for site, day in asked_days(problem):
        rules = _blocks(problem, site, day)
        most = problem.sites[site].budget[day]
        quick = {block: _simply(mine) for block, mine in rules.items()}
        if None in quick.values() or (most is not None and _slots(problem, quick) > most):
            quick = {block: _fewest(mine) for block, mine in rules.items()}
        for counts in quick.values():
            found |= counts or {}
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
        rules = _blocks(problem, site, day)
        most = problem.sites[site].budget[day]
        quick = {block: _simply(mine) for block, mine in rules.items()}
        if None not in quick.values() and (most is None or _slots(problem, quick) <= most):
            continue
        best: dict[int, dict[Place, int] | None] = {}
        for block, mine in rules.items():
            answer = _nearest(mine)
            if answer is not None:
                best[block], short = answer
                least.update(short)
        slots = _slots(problem, best)
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


def _blocks(problem: Problem, site: int, day: int) -> dict[int, list[Must]]:
    found = musts(problem, site, day)
    return {block: rules for block, rules in found.items() if block is not None}


def _slots(problem: Problem, blocks: Mapping[int, Mapping[Place, int] | None]) -> int:
    return sum(
        len(problem.slots_of(block)) * sum((counts or {}).values())
        for block, counts in blocks.items()
    )


def _simply(rules: Sequence[Must]) -> dict[Place, int] | None:
    """Open where most rules ask for it, until all are met; None where that leads nowhere."""
    open_: Counter[Place] = Counter()

    def used(must: Must) -> int:
        return sum(open_[place] for place in must.cells)

    def fits(place: Place) -> bool:
        limits = (one for one in rules if one.high is not None and place in one.cells)
        return all(used(one) < one.high for one in limits if one.high is not None)

    while short := [must for must in rules if must.low is not None and used(must) < must.low]:
        free = [place for place in short[0].cells if fits(place)]
        if not free:
            return None
        open_[max(free, key=lambda place: sum(place in must.cells for must in short))] += 1
    return dict(open_)


def _fewest(rules: Sequence[Must]) -> dict[Place, int] | None:
    cells = held(rules)
    return cells.counts() if cells.solved() else None


def _nearest(rules: Sequence[Must]) -> tuple[dict[Place, int], dict[Least, int]] | None:
    """Return the fewest counters that meet the needs as far as they can be, and what they lack."""
    cells = Cells(rules)
    short = []
    for must in rules:
        if isinstance(must.source, Least):
            short.append((must.source, cells.bend(must)))
        else:
            cells.hold(must)
    lacking = cp_model.LinearExpr.sum([less for _, less in short])
    cells.model.minimize(PRESSING * lacking + cells.every())
    if not cells.solved():
        return None
    return cells.counts(), {one: cells.solver.value(less) for one, less in short}
