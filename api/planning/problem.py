"""A week's facts as a problem of the scheduler: which counters to open for which services, when."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from api.distance import metres_between
from api.planning.facts import (
    ClerkFacts,
    CounterFacts,
    Minutes,
    OfficeFacts,
    WeekFacts,
    does,
)
from scheduler.capacity.problem import Costs, Grid, Kind, Problem, Site
from termin.planning.demand import STEP, STEPS, Skills

SLOT = 15
BLOCK = STEP // SLOT
"""Counters open, close and change in half hours."""

LEAST_OPEN = 10
"""Minutes of a half hour in which an office is open, for it to count as open."""

LONGEST = 6 * 60
"""Minutes after which there has to be a break (ArbZG § 4)."""

COUNTER_SHARE = 0.85
"""Of the working time, what can be at a counter; the rest is breaks, files and meetings."""


FEW = 15.0
"""Minutes of work in a half hour: a group with less has no counters of its own, on average."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A problem, and what its numbers stand for.

    `kinds` are the counters of each site's kinds, `first` is the local minute of slot 0. `folded`
    are the groups of each site whose little work is planned with the general one; a counter that
    can serve them is to be open all the same (`api.planning.coverage`).
    """

    facts: WeekFacts
    problem: Problem
    groups: tuple[Skills, ...]
    kinds: tuple[tuple[tuple[CounterFacts, ...], ...], ...]
    first: int
    dates: tuple[date, ...]
    folded: tuple[frozenset[Skills], ...] = ()

    def minute(self, block: int) -> int:
        """Return the local minute at which a block begins."""
        return self.first + block * STEP

    def block(self, minute: int) -> int:
        """Return the block in which a local minute lies."""
        return (minute - self.first) // STEP


def problem_of(facts: WeekFacts, costs: Costs | None = None, *, few: float = FEW) -> Translation:
    """Return the problem of a week; each office stands for itself, so nobody is sent elsewhere.

    Groups with fewer than `few` minutes of work in a half hour are planned with the general one.
    """
    folded = tuple(small_groups(facts, office, few) for office in facts.offices)
    groups = _groups(facts, folded)
    dates = tuple(on for on in facts.dates if any(one.open.get(on) for one in facts.offices))
    first, last = _span(facts)
    slots = (last - first) // SLOT
    kinds = tuple(_kinds(one) for one in facts.offices)
    sites = tuple(
        _site(facts, office, kinds[number], groups, folded[number], dates, first, slots)
        for number, office in enumerate(facts.offices)
    )
    problem = Problem(
        groups=tuple(group_name(facts, group) for group in groups),
        days=tuple(on.isoformat() for on in dates),
        slots=slots,
        sites=sites,
        distances=_distances(facts.offices),
        costs=costs or Costs(),
        minutes=float(SLOT),
        block=BLOCK,
        hour=2 * BLOCK,
        start=first,
        slot_minutes=SLOT,
    )
    return Translation(facts, problem, groups, kinds, first, dates, folded)


def small_groups(facts: WeekFacts, office: OfficeFacts, few: float) -> frozenset[Skills]:
    """Return an office's groups with too little work for counters of their own."""
    open_steps = sum(
        open_in(times, step * STEP) for times in office.open.values() for step in range(STEPS)
    )

    def minutes(group: Skills) -> float:
        return sum(sum(facts.demand.of(office.id, on, group).expected) for on in facts.dates)

    return frozenset(
        group for group in office.skills if group and minutes(group) < few * open_steps
    )


def _groups(facts: WeekFacts, folded: Sequence[frozenset[Skills]]) -> tuple[Skills, ...]:
    own = {
        group
        for office, small in zip(facts.offices, folded, strict=True)
        for group in office.skills - small
    }
    return tuple(sorted(own | {frozenset()}, key=sorted))


def group_name(facts: WeekFacts, group: Skills) -> str:
    """Return what a service group is called: its skills, or nothing special."""
    return ", ".join(facts.names.get(skill, str(skill)) for skill in sorted(group)) or "Allgemein"


def open_in(times: Minutes, start: int) -> bool:
    """Say whether an office counts as open in the half hour from a local minute."""
    inside = sum(max(0, min(b, start + STEP) - max(a, start)) for a, b in times)
    return inside >= LEAST_OPEN


def _span(facts: WeekFacts) -> tuple[int, int]:
    edges = [t for one in facts.offices for times in one.open.values() for t in times]
    if not edges:
        return 8 * 60, 8 * 60 + STEP
    first = min(start for start, _ in edges) // STEP * STEP
    last = -(-max(end for _, end in edges) // STEP) * STEP
    return first, last


def _kinds(office: OfficeFacts) -> tuple[tuple[CounterFacts, ...], ...]:
    """Return the counters that can do the same, together."""
    found: defaultdict[frozenset[Skills], list[CounterFacts]] = defaultdict(list)
    for counter in office.counters:
        able = frozenset(group for group in office.skills if does(counter.able, group))
        if able:
            found[able].append(counter)
    return tuple(tuple(counters) for counters in found.values())


def _site(
    facts: WeekFacts,
    office: OfficeFacts,
    kinds: Sequence[Sequence[CounterFacts]],
    groups: Sequence[Skills],
    folded: frozenset[Skills],
    dates: Sequence[date],
    first: int,
    slots: int,
) -> Site:
    number = {group: index for index, group in enumerate(groups)}
    staff = tuple(
        tuple(_present(office, on, first + slot // BLOCK * STEP) for slot in range(slots))
        for on in dates
    )
    return Site(
        name=office.name,
        district=str(office.id),
        kinds=tuple(
            Kind(
                frozenset(
                    number[group]
                    for group in (office.skills - folded) | {frozenset[int]()}
                    if does(row[0].able, group)
                ),
                len(row),
            )
            for row in kinds
        ),
        staff=staff,
        budget=_budgets(facts, office, staff, dates),
        demand=tuple(
            tuple(
                _slots_of(facts, office, on, {group} if group else {group, *folded}, first, slots)
                if group not in folded
                else (0.0,) * slots
                for group in groups
            )
            for on in dates
        ),
    )


def _present(office: OfficeFacts, on: date, start: int) -> int:
    """Return how many can serve in the half hour from `start`, less those who have their break."""
    times = office.open.get(on, ())
    if not open_in(times, start):
        return 0
    there = sum(clerk.free(on, start, start + STEP) for clerk in office.clerks)
    there = max(0, there - _at_posts(office, on, start))
    relieved = max((1 / len(pauses) for pauses in pauses_of(times) if start in pauses), default=0.0)
    return max(min(1, there), there - math.ceil(there * relieved))


def _at_posts(office: OfficeFacts, on: date, start: int) -> int:
    """Return how many posts have somebody in the half hour from `start`: so many serve nobody."""
    free = {clerk.id for clerk in office.clerks if clerk.free(on, start, start + STEP)}
    return sum(not post.clerks.isdisjoint(free) for post in office.posts)


def pauses_of(times: Minutes) -> list[range]:
    """Return the half hours in which breaks are taken where an office is open for long.

    Breaks lie in the middle, so that nobody serves for more than six hours before or after.
    """
    found = []
    for start, end in times:
        if end - start > LONGEST:
            # Nobody has a break in the first three hours or the last two, if that can be.
            first = max(start + 3 * 60, end - LONGEST - STEP)
            last = max(first + STEP, min(end - 2 * 60, start + LONGEST + STEP))
            found.append(range(first // STEP * STEP, last // STEP * STEP, STEP))
    return [pauses for pauses in found if pauses]


def _slots_of(
    facts: WeekFacts,
    office: OfficeFacts,
    on: date,
    groups: Collection[Skills],
    first: int,
    slots: int,
) -> tuple[float, ...]:
    """Return the minutes of work of groups in each slot; what comes outside is served inside."""
    curves = [facts.demand.of(office.id, on, group).expected for group in groups]
    steps = [sum(column) for column in zip(*curves, strict=True)]
    times = office.open.get(on, ())
    opened = [step for step in range(len(steps)) if open_in(times, step * STEP)]
    found = [0.0] * slots
    if not opened:
        return tuple(found)
    for step, minutes in enumerate(steps):
        if minutes:
            served = min(opened, key=lambda one: (abs(one - step), one))
            slot = (served * STEP - first) // SLOT
            for ahead in range(BLOCK):
                found[slot + ahead] += minutes / BLOCK
    return tuple(found)


def _budgets(
    facts: WeekFacts, office: OfficeFacts, staff: Grid, dates: Sequence[date]
) -> tuple[int | None, ...]:
    """Return how many counter slots each day may have, so that nobody works beyond their contract.

    The week's working time goes to the days by their work, and no day gets more than its staff.
    """
    if any(clerk.minutes is None for clerk in office.clerks):
        return (None,) * len(dates)
    whole = sum(_share_there(office, clerk, dates) for clerk in office.clerks)
    posts = sum(
        STEP * _at_posts(office, on, step * STEP)
        for on, times in office.open.items()
        for step in range(STEPS)
        if open_in(times, step * STEP)
    )
    slots = max(0.0, whole * COUNTER_SHARE - posts) / SLOT
    most = [sum(day) for day in staff]
    weights = [
        sum(sum(facts.demand.of(office.id, on, group).expected) for group in office.skills)
        if most[index]
        else 0.0
        for index, on in enumerate(dates)
    ]
    if not any(weights):
        weights = [float(one) for one in most]
    return tuple(_shared_out(slots, weights, most))


def _share_there(office: OfficeFacts, clerk: ClerkFacts, dates: Sequence[date]) -> float:
    """Return a clerk's minutes of this week: those of the contract less the days away."""
    days = [on for on in dates if office.open.get(on)]
    there = [
        on
        for on in days
        if any(clerk.free(on, start, end) for start, end in office.open.get(on, ()))
    ]
    return (clerk.minutes or 0) * len(there) / len(days) if days else 0.0


def _shared_out(slots: float, weights: Sequence[float], most: Sequence[int]) -> list[int]:
    """Share slots out by weight; what is more than a day can have goes to the others."""
    found = [0.0] * len(weights)
    left, open_days = slots, {day for day, weight in enumerate(weights) if weight > 0}
    while left > 1e-6 and open_days:
        whole = sum(weights[day] for day in open_days)
        parts = {day: left * weights[day] / whole for day in open_days}
        left = 0.0
        for day, part in parts.items():
            room = most[day] - found[day]
            found[day] += min(part, room)
            left += max(0.0, part - room)
            if part >= room:
                open_days.discard(day)
    return [math.floor(amount + 1e-6) for amount in found]


def _distances(offices: Sequence[OfficeFacts]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(_apart(one, other) for other in offices) for one in offices)


def _apart(one: OfficeFacts, other: OfficeFacts) -> float:
    """Return about how many kilometres lie between two offices; 10 where nobody knows."""
    if one.id == other.id:
        return 0.0
    if one.place is None or other.place is None:
        return 10.0
    return metres_between(one.place, other.place) / 1000
