"""What follows from a plan on one day at one site: what is open, what arrives, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.capacity.problem import Flow, Place, Plan, Problem


@dataclass(frozen=True, slots=True)
class Day:
    """One site's day under a plan.

    `kinds[kind, group][block]` and `open[group][block]` are counters, `arriving[group][slot]` and
    `backlog[group][slot]` minutes of work: what comes in a slot, and what is left after it.
    `sent` are the flows that leave the site.
    """

    site: int
    day: int
    kinds: Mapping[tuple[int, int], Sequence[int]]
    open: Sequence[Sequence[int]]
    arriving: Sequence[Sequence[float]]
    backlog: Sequence[Sequence[float]]
    sent: Mapping[Flow, float]

    def open_slots(self, problem: Problem, group: int | None = None) -> int:
        """Return the counter slots of the day, of all groups or of one."""
        rows = self.open if group is None else [self.open[group]]
        return sum(
            row[block] * len(problem.slots_of(block))
            for row in rows
            for block in range(problem.blocks)
        )


def days_of(
    problem: Problem,
    plan: Plan,
    sites: Iterable[int] | None = None,
    days: Iterable[int] | None = None,
) -> Iterator[Day]:
    """Return each day of each site (of all unless told), also those on which nothing is open."""
    counts: dict[tuple[int, int], dict[Place, int]] = {}
    for place, count in plan.counts.items():
        counts.setdefault((place.site, place.day), {})[place] = count
    sent: dict[tuple[int, int], dict[Flow, float]] = {}
    got: dict[tuple[int, int], dict[Flow, float]] = {}
    for way, minutes in plan.flows.items():
        sent.setdefault((way.origin, way.day), {})[way] = minutes
        got.setdefault((way.target, way.day), {})[way] = minutes
    for site in range(len(problem.sites)) if sites is None else sites:
        for day in range(len(problem.days)) if days is None else days:
            at = (site, day)
            yield _day(problem, site, day, counts.get(at, {}), sent.get(at, {}), got.get(at, {}))


def _day(
    problem: Problem,
    site: int,
    day: int,
    counts: Mapping[Place, int],
    sent: Mapping[Flow, float],
    got: Mapping[Flow, float],
) -> Day:
    kinds = {
        (number, group): [
            counts.get(Place(site, day, number, group, block), 0) for block in range(problem.blocks)
        ]
        for number, kind in enumerate(problem.sites[site].kinds)
        for group in sorted(kind.groups)
    }
    rows = [
        [sum(column) for column in zip(*of_group, strict=True)] or [0] * problem.blocks
        for of_group in (
            [row for (_, served), row in kinds.items() if served == group]
            for group in range(len(problem.groups))
        )
    ]
    arriving = _arriving(problem, problem.sites[site].demand[day], sent, got)
    return Day(
        site=site,
        day=day,
        kinds=kinds,
        open=rows,
        arriving=arriving,
        backlog=[backlog(problem, come, row) for come, row in zip(arriving, rows, strict=True)],
        sent=sent,
    )


def _arriving(
    problem: Problem,
    demand: Sequence[Sequence[float]],
    sent: Mapping[Flow, float],
    got: Mapping[Flow, float],
) -> list[list[float]]:
    """Who is sent away leaves each slot of the hour alike; who is sent here comes evenly."""
    come = [list(row) for row in demand]
    for way, minutes in sent.items():
        slots = problem.slots_in(way.hour)
        whole = sum(demand[way.group][slot] for slot in slots)
        for slot in slots:
            if whole:
                come[way.group][slot] -= minutes * demand[way.group][slot] / whole
    for way, minutes in got.items():
        slots = problem.slots_in(way.hour)
        for slot in slots:
            come[way.group][slot] += minutes / len(slots)
    return come


def backlog(problem: Problem, arriving: Sequence[float], row: Sequence[int]) -> list[float]:
    """Return what is left after each slot if each open counter serves its minutes."""
    left, rest = [], 0.0
    for slot, come in enumerate(arriving):
        rest = max(0.0, rest + come - problem.minutes * row[slot // problem.block])
        left.append(rest)
    return left


def starts(row: Sequence[int]) -> int:
    """Return how many counters open over a day, given how many are open in each block."""
    return sum(max(0, now - before) for before, now in zip([0, *row], row, strict=False))
