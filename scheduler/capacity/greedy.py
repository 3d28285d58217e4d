"""Two plans that need no solver: each block opens for the longest backlog; none opens at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import ceil

from scheduler.capacity.problem import Place, Plan, Problem


def greedy(problem: Problem, opened: Mapping[Place, int] | None = None) -> Plan:
    """Open in each block, one counter after the other, for the group with most work to do.

    Work to do is what waits and what comes in the block; a counter is opened only for as much as
    it can serve in half a block. A day's budget is spread over the day as its staff is. Nobody is
    sent elsewhere. Begins with what is `opened` (what is pinned, unless told), and keeps every hard
    rule if that does.
    """
    counts: Counter[Place] = Counter(problem.pins if opened is None else opened)
    first = dict(counts)
    for site in range(len(problem.sites)):
        for day in range(len(problem.days)):
            mine = {
                place: n for place, n in first.items() if (place.site, place.day) == (site, day)
            }
            _day(problem, site, day, counts, mine)
    return Plan({place: count for place, count in counts.items() if count})


def _day(
    problem: Problem, site: int, day: int, counts: Counter[Place], first: Mapping[Place, int]
) -> None:
    here = problem.sites[site]
    left = [0.0] * len(problem.groups)
    slots = here.budget[day]
    if slots is not None:
        slots -= sum(n * len(problem.slots_of(place.block)) for place, n in first.items())
    for block in range(problem.blocks):
        span = problem.slots_of(block)
        serves = problem.minutes * len(span)
        work = [
            rest + sum(here.demand[day][group][slot] for slot in span)
            for group, rest in enumerate(left)
        ]
        for place, n in first.items():
            if place.block == block:
                work[place.group] -= serves * n
        open_ = _Open(problem, site, day, block, counts)
        now = None if slots is None else _share(problem, here.staff[day], block, slots)
        while now is None or now >= len(span):
            free = [
                place
                for place in open_.places
                if work[place.group] >= serves / 2 and open_.takes(place)
            ]
            if not free:
                break
            place = max(free, key=lambda one: (work[one.group], -one.kind, -one.group))
            open_.one_more(place)
            work[place.group] -= serves
            if slots is not None and now is not None:
                slots, now = slots - len(span), now - len(span)
        left = [max(0.0, rest) for rest in work]


def _share(problem: Problem, staff: tuple[int, ...], block: int, slots: int) -> int:
    """Return how many of the counter slots that are left a block may use: its share by staff.

    Rounded up to whole counters, so that nothing is kept back that the day could use.
    """
    span = problem.slots_of(block)
    here, ahead = sum(staff[slot] for slot in span), sum(staff[span.start :])
    counters = ceil(slots * here / ahead / len(span)) if ahead else 0
    return min(slots, counters * len(span))


class _Open:
    """What is open at a site in one block, and where staff, skills and room allow one more."""

    def __init__(
        self, problem: Problem, site: int, day: int, block: int, counts: Counter[Place]
    ) -> None:
        here, span = problem.sites[site], problem.slots_of(block)
        every = [
            Place(site, day, kind, group, block)
            for kind, what in enumerate(here.kinds)
            for group in what.groups
        ]
        self.places = [place for place in every if place not in problem.pins]
        self.counts = counts
        self.room = [what.count for what in here.kinds]
        self.staff = min(here.staff[day][slot] for slot in span)
        self.limits = [
            (limit.groups, min(limit.most[day][slot] for slot in span)) for limit in here.limits
        ]
        for place in every:
            self._count(place, counts[place])

    def takes(self, place: Place) -> bool:
        """Say whether one more counter may open at a place."""
        return (
            self.room[place.kind] > 0
            and self.staff > 0
            and all(most > 0 for groups, most in self.limits if place.group in groups)
        )

    def one_more(self, place: Place) -> None:
        """Open one more counter at a place."""
        self.counts[place] += 1
        self._count(place, 1)

    def _count(self, place: Place, number: int) -> None:
        self.room[place.kind] -= number
        self.staff -= number
        self.limits = [
            (groups, most - number if place.group in groups else most)
            for groups, most in self.limits
        ]
