"""Two plans that need no solver: each block opens for the longest backlog; none opens at all."""

from __future__ import annotations

from collections import Counter

from scheduler.capacity.problem import Place, Plan, Problem


def greedy(problem: Problem) -> Plan:
    """Open in each block, one counter after the other, for the group with most work to do.

    Work to do is what waits and what comes in the block; a counter is opened only for as much as
    it can serve in half a block. Nobody is sent elsewhere. Keeps every hard rule if the pins do.
    """
    counts: Counter[Place] = Counter(problem.pins)
    for site in range(len(problem.sites)):
        for day in range(len(problem.days)):
            _day(problem, site, day, counts)
    return Plan({place: count for place, count in counts.items() if count})


def _day(problem: Problem, site: int, day: int, counts: Counter[Place]) -> None:
    here = problem.sites[site]
    left = [0.0] * len(problem.groups)
    slots = here.budget[day]
    pinned = {
        place: n for place, n in problem.pins.items() if (place.site, place.day) == (site, day)
    }
    if slots is not None:
        slots -= sum(n * len(problem.slots_of(place.block)) for place, n in pinned.items())
    for block in range(problem.blocks):
        span = problem.slots_of(block)
        serves = problem.minutes * len(span)
        work = [
            rest + sum(here.demand[day][group][slot] for slot in span)
            for group, rest in enumerate(left)
        ]
        for place, n in pinned.items():
            if place.block == block:
                work[place.group] -= serves * n
        while slots is None or slots >= len(span):
            places = [
                Place(site, day, kind, group, block)
                for kind, what in enumerate(here.kinds)
                for group in what.groups
                if Place(site, day, kind, group, block) not in problem.pins
            ]
            free = [
                place
                for place in places
                if work[place.group] >= serves / 2 and _fits(problem, place, counts)
            ]
            if not free:
                break
            place = max(free, key=lambda one: (work[one.group], -one.kind, -one.group))
            counts[place] += 1
            work[place.group] -= serves
            slots = None if slots is None else slots - len(span)
        left = [max(0.0, rest) for rest in work]


def _fits(problem: Problem, place: Place, counts: Counter[Place]) -> bool:
    """Say whether staff, skills and room allow one more counter at a place."""
    here = problem.sites[place.site]
    open_ = {
        (kind, group): counts[place._replace(kind=kind, group=group)]
        for kind, what in enumerate(here.kinds)
        for group in what.groups
    }
    span = problem.slots_of(place.block)
    of_kind = sum(n for (kind, _), n in open_.items() if kind == place.kind)
    return (
        of_kind < here.kinds[place.kind].count
        and sum(open_.values()) < min(here.staff[place.day][slot] for slot in span)
        and all(
            sum(n for (_, group), n in open_.items() if group in limit.groups)
            < min(limit.most[place.day][slot] for slot in span)
            for limit in here.limits
            if place.group in limit.groups
        )
    )
