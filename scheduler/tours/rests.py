"""Breaks for a day that a person planned: put where the crew is free, if the law asks for any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, product

from scheduler.tours.problem import Break, Plan, Problem, Tour
from scheduler.tours.rules import law, physics

PARTS = ((30,), (15, 15), (45,), (30, 15), (15, 30), (15, 15, 15))
"""How 30 or 45 minutes may be parted: 15 at least each (ArbZG § 4)."""

Place = tuple[int, int, int]
"""From when to when the crew is free, and how many minutes of that they need not drive."""


def rested(problem: Problem, tour: Tour) -> Tour:
    """Return a tour without breaks with those that it needs, as near to the law as can be.

    They lie where the crew waits, or on the way out or home, which then begins earlier or ends
    later. Where no such breaks make the day legal, it is given those that break the fewest rules.
    """
    if law.worked(tour) <= law.MOST_WITHOUT:
        return tour
    found = [tour, *_tried(problem, tour)]
    return min(found, key=lambda one: (_faults(problem, one), one.returns - one.leaves))


def _tried(problem: Problem, tour: Tour) -> Iterator[Tour]:
    places = _places(problem, tour)
    for parts in PARTS:
        for chosen in combinations(places, len(parts)):
            if all(free >= part for (_, _, free), part in zip(chosen, parts, strict=True)):
                sides = [
                    (Break(start, start + part), Break(end - part, end))
                    for (start, end, _), part in zip(chosen, parts, strict=True)
                ]
                for breaks in product(*sides):
                    yield replace(tour, breaks=breaks)
        for before, after in ((sum(parts), 0), (0, sum(parts))):
            if tour.visits and len(parts) == 1 and tour.leaves >= before:
                leaves, returns = tour.leaves - before, tour.returns + after
                first, last = tour.visits[0], tour.visits[-1]
                rest = (
                    Break(first.arrives - before, first.arrives)
                    if before
                    else Break(last.leaves, last.leaves + after)
                )
                yield replace(tour, leaves=leaves, returns=returns, breaks=(rest,))


def _places(problem: Problem, tour: Tour) -> list[Place]:
    vehicle = problem.vehicle(tour.vehicle)
    found = []
    for one, other in pairwise(tour.visits):
        here, there = problem.stop(one.stop), problem.stop(other.stop)
        ends = other.opens - vehicle.ready(there)
        free = ends - one.leaves - problem.roads.minutes[here.at][there.at]
        found.append((one.leaves, ends, free))
    return found


def _faults(problem: Problem, tour: Tour) -> int:
    plan = Plan((tour,))
    rules = (law.day, law.breaks, law.part, law.free, law.stretch, physics.driving)
    return sum(1 for rule in rules for _ in rule(problem, plan))
