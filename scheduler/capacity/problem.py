"""Counters to open: what a city has, who comes, and what a plan of counters is.

Everything is counted by place in the problem's own tuples: `site` 3 is `problem.sites[3]`, `group`
0 is `problem.groups[0]`, `kind` 1 of a site is `site.kinds[1]`. A day is cut into slots (quarter
hours as a rule), slots into blocks (counters open, close and change their group only when a block
begins) and into hours (diversions are planned for a whole hour).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Grid = tuple[tuple[int, ...], ...]
"""A number for each day and slot."""


class Place(NamedTuple):
    """Counters of one kind that serve one group at one site in one block of one day."""

    site: int
    day: int
    kind: int
    group: int
    block: int


class Flow(NamedTuple):
    """People of one group sent from one site to another in one hour of one day."""

    origin: int
    target: int
    group: int
    day: int
    hour: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What is worth how much; only the ratios matter."""

    unserved: float = 20.0
    """For each minute of work left undone when the day ends."""
    waiting: float = 0.25
    """For each minute of work that waits, and each slot it waits."""
    opening: float = 1.0
    """For each open counter and slot."""
    setup: float = 12.0
    """Each time a counter opens or changes its group."""
    diversion: float = 0.6
    """For each minute of work sent to another site."""
    distance: float = 0.05
    """For each such minute, and each unit of `Problem.distances`."""
    change: float = 0.0
    """For each counter and block that differs from the previous plan."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Counters of a site that can do the same: `count` of them, each one group at a time."""

    groups: frozenset[int]
    count: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most[day][slot]` counters together may serve any of these groups.

    So staff who lack a skill are told apart.
    """

    groups: frozenset[int]
    most: Grid


@dataclass(frozen=True, slots=True)
class Least:
    """At least `count` counters of these kinds of a site serve any of these groups in a block.

    So whoever was promised something finds a counter: see `scheduler.capacity.promised`.
    """

    site: int
    day: int
    block: int
    kinds: frozenset[int]
    groups: frozenset[int]
    count: int

    @property
    def places(self) -> tuple[Place, ...]:
        """Return the places that count, also those that the site does not have."""
        return tuple(
            Place(self.site, self.day, kind, group, self.block)
            for kind in sorted(self.kinds)
            for group in sorted(self.groups)
        )


@dataclass(frozen=True, slots=True)
class Site:
    """An office, or a place that sends people to offices of its district.

    `staff[day][slot]` is how many can serve then, 0 where it is closed; `budget[day]` how many
    counter slots the day may have, None for any number; `demand[day][group][slot]` the minutes of
    work that arrive.
    """

    name: str
    district: str
    kinds: tuple[Kind, ...]
    staff: Grid
    budget: tuple[int | None, ...]
    demand: tuple[tuple[tuple[float, ...], ...], ...]
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Sites, days and demand; people may be sent to another site of the same district only.

    `minutes` is what one counter serves in a slot. `pins` says how many counters must be open at a
    place, neither more nor fewer; `least` how many at least at several places together. `previous`
    is an older plan's counts, of which `costs.change` keeps as much as it is worth. `start` is the
    minute of the day at which slot 0 begins; it only serves the words.
    """

    groups: tuple[str, ...]
    days: tuple[str, ...]
    slots: int
    sites: tuple[Site, ...]
    distances: tuple[tuple[float, ...], ...]
    costs: Costs = Costs()
    minutes: float = 15.0
    block: int = 2
    hour: int = 4
    pins: Mapping[Place, int] = field(default_factory=dict)
    least: tuple[Least, ...] = ()
    previous: Mapping[Place, int] | None = None
    start: int = 8 * 60
    slot_minutes: int = 15

    @property
    def blocks(self) -> int:
        """How many blocks a day has; the last may be shorter."""
        return -(-self.slots // self.block)

    @property
    def hours(self) -> int:
        """How many hours a day has; the last may be shorter."""
        return -(-self.slots // self.hour)

    def slots_of(self, block: int) -> range:
        """Return the slots of a block."""
        return range(block * self.block, min(self.slots, (block + 1) * self.block))

    def slots_in(self, hour: int) -> range:
        """Return the slots of an hour."""
        return range(hour * self.hour, min(self.slots, (hour + 1) * self.hour))

    def districts(self) -> dict[str, tuple[int, ...]]:
        """Return the sites of each district."""
        found: dict[str, list[int]] = {}
        for number, site in enumerate(self.sites):
            found.setdefault(site.district, []).append(number)
        return {name: tuple(sites) for name, sites in found.items()}

    def does(self, site: int, group: int) -> bool:
        """Say whether a site has counters for a group."""
        return any(group in kind.groups for kind in self.sites[site].kinds)

    def diversion(self, origin: int, target: int) -> float:
        """Return what one minute of work sent from one site to another costs."""
        return self.costs.diversion + self.costs.distance * self.distances[origin][target]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many counters are open where, and how many minutes of work are sent elsewhere.

    What is not in `counts` or `flows` is 0.
    """

    counts: Mapping[Place, int]
    flows: Mapping[Flow, float] = field(default_factory=dict)

    def of_day(self, site: int, day: int) -> Plan:
        """Return the part of one site's day (its own counters, and what it sends away)."""
        return Plan(
            {p: n for p, n in self.counts.items() if p.site == site and p.day == day},
            {f: m for f, m in self.flows.items() if f.origin == site and f.day == day},
        )
