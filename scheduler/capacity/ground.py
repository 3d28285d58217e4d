"""A district's day in arrays, for the search that is compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity.problem import Flow, Place, Problem

MOST_KINDS = 8
"""With more kinds of counter each kind has rows of its own: the rules of room were too many."""
ENOUGH = 1 << 40

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ground:
    """A district's day; `s` a site, `g` a group, `r` a row, `t` a slot, `h` a block.

    A row is counters that serve one group, `serves[s, r]` (-1 where the site has no such row): of
    all kinds, or of one kind where kinds matter. `caps[s, k, h]` bounds the open counters of the
    rows in `limited[s, k]`, `floors[s, k, h]` bounds those in `needed[s, k]` from below. `before`
    are the counters of the previous plan, none where rows are groups. Flow `f` goes from
    `ends[f, 0]` to `ends[f, 1]` for group `ends[f, 2]` in hour `ends[f, 3]`, costs `price[f]` a
    minute, and takes `share[s, g, t]` of each minute from slot t of its hour.
    """

    does: Truths
    demand: Floats
    share: Floats
    come: Floats
    serves: Whole
    limited: Truths
    caps: Whole
    needed: Truths
    floors: Whole
    before: Whole
    budget: Whole
    ends: Whole
    price: Floats
    sizes: Whole
    """Slots in a block, slots in an hour."""
    costs: Floats
    """Minutes a counter serves in a slot, waiting, unserved, opening, set-up, change."""


Row = tuple[int, int]
"""A kind and a group; kind -1 stands for all."""

Bound = tuple[frozenset[Row], Mapping[int, int]]
"""Rows of a site together, and how many counters in which blocks."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of each site, in the order of the arrays."""

    problem: Problem
    sites: Sequence[int]
    day: int
    split: bool

    def of(self, site: int) -> list[Row]:
        """Return the rows of a site."""
        if not self.split:
            return [(-1, group) for group in range(len(self.problem.groups))]
        kinds = self.problem.sites[site].kinds
        return [
            (number, group) for number, kind in enumerate(kinds) for group in sorted(kind.groups)
        ]

    def array(self, counts: Mapping[Place, int]) -> Whole:
        """Return counters by site, row and block."""
        width = max(1, *(len(self.of(site)) for site in self.sites))
        found = np.zeros((len(self.sites), width, self.problem.blocks), np.int64)
        for number, site in enumerate(self.sites):
            for row, (kind, group) in enumerate(self.of(site)):
                for block in range(self.problem.blocks):
                    found[number, row, block] = counts.get(
                        Place(site, self.day, kind, group, block), 0
                    )
        return found


def ground(rows: Rows, ways: Sequence[Flow]) -> Ground:
    """Return the arrays, flows in the order of `ways`."""
    problem, sites, day = rows.problem, rows.sites, rows.day
    costs, groups = problem.costs, range(len(problem.groups))
    demand = np.array([problem.sites[site].demand[day] for site in sites], float)
    hours = [problem.slots_in(hour) for hour in range(problem.hours)]
    come = np.stack([demand[:, :, hour.start : hour.stop].sum(axis=2) for hour in hours], axis=2)
    whole = np.concatenate(
        [np.repeat(come[:, :, [n]], len(hour), axis=2) for n, hour in enumerate(hours)], axis=2
    )
    share = np.divide(demand, whole, out=np.zeros_like(demand), where=whole > 0)
    does = np.array([[problem.does(site, group) for group in groups] for site in sites])
    serves = np.full((len(sites), rows.array({}).shape[1]), -1)
    for number, site in enumerate(sites):
        for row, (_, group) in enumerate(rows.of(site)):
            serves[number, row] = group if does[number, group] else -1
    limited, caps = _bounds(rows, [[*_limits(rows, site)] for site in sites], ENOUGH)
    needed, floors = _bounds(rows, [[*_needs(rows, site)] for site in sites], 0)
    budgets = [problem.sites[site].budget[day] for site in sites]
    at = {site: number for number, site in enumerate(sites)}
    return Ground(
        does,
        demand,
        share,
        come,
        serves,
        limited,
        caps,
        needed,
        floors,
        rows.array(problem.previous or {}) if rows.split else np.zeros((0, 0, 0), np.int64),
        np.array([ENOUGH if budget is None else budget for budget in budgets]),
        np.array([(at[w.origin], at[w.target], w.group, w.hour) for w in ways], np.int64).reshape(
            -1, 4
        ),
        _prices(problem, ways, at, does, share),
        np.array([problem.block, problem.hour]),
        np.array(
            [
                problem.minutes,
                costs.waiting,
                costs.unserved,
                costs.opening,
                costs.setup,
                0.0 if problem.previous is None else costs.change,
            ]
        ),
    )


def _prices(
    problem: Problem, ways: Sequence[Flow], at: Mapping[int, int], does: Truths, share: Floats
) -> Floats:
    """Return what a minute sent costs, less what it would cost where nobody can serve it."""
    costs = problem.costs
    late = costs.unserved + costs.waiting * np.arange(problem.slots - 1, -1, -1)
    price = []
    for way in ways:
        cost = problem.diversion(way.origin, way.target)
        if not does[at[way.origin], way.group]:
            span = problem.slots_in(way.hour)
            lost = (
                share[at[way.origin], way.group, span.start : span.stop]
                @ late[span.start : span.stop]
            )
            cost -= float(lost)
        price.append(cost)
    return np.array(price, float)


def _bounds(rows: Rows, bounds: list[list[Bound]], free: int) -> tuple[Truths, Whole]:
    """Return which rows each bound of each site counts, and its number by block, `free` if none."""
    most, width = max(map(len, bounds)), rows.array({}).shape[1]
    counted = np.zeros((len(bounds), most, width), np.bool_)
    numbers = np.full((len(bounds), most, rows.problem.blocks), free, np.int64)
    for at, site in enumerate(rows.sites):
        for bound, (some, blocks) in enumerate(bounds[at]):
            counted[at, bound, : len(rows.of(site))] = [row in some for row in rows.of(site)]
            for block, number in blocks.items():
                numbers[at, bound, block] = number
    return counted, numbers


def _limits(rows: Rows, site: int) -> Iterable[Bound]:
    """Yield staff, skills, room and pins of a site.

    Room of groups by Hall's theorem: groups that only some kinds can serve get no more than those
    have.
    """
    problem, day = rows.problem, rows.day
    here, mine = problem.sites[site], rows.of(site)
    spans = [problem.slots_of(block) for block in range(problem.blocks)]
    every = frozenset(range(len(problem.groups)))
    for groups, most in [
        (every, here.staff[day]),
        *((limit.groups, limit.most[day]) for limit in here.limits),
    ]:
        least = {block: min(most[slot] for slot in span) for block, span in enumerate(spans)}
        yield frozenset(row for row in mine if row[1] in groups), least
    numbers = range(len(here.kinds))
    if rows.split:
        for number, kind in enumerate(here.kinds):
            own = frozenset(row for row in mine if row[0] == number)
            yield own, dict.fromkeys(range(len(spans)), kind.count)
        yield from _pins(rows, site)
        return
    for size in range(1, len(here.kinds) + 1):
        for some in combinations(numbers, size):
            others = (here.kinds[number].groups for number in numbers if number not in some)
            only = every.difference(*others)
            count = sum(here.kinds[number].count for number in some)
            own = frozenset((-1, group) for group in only)
            yield own, dict.fromkeys(range(len(spans)), count)


def _needs(rows: Rows, site: int) -> Iterable[Bound]:
    """Yield what must be open at least, and pins, which bound from both sides."""
    if not rows.split:
        return
    found: dict[frozenset[Row], dict[int, int]] = {}
    for one in rows.problem.least:
        if (one.site, one.day) == (site, rows.day):
            some = frozenset(
                row for row in rows.of(site) if row[0] in one.kinds and row[1] in one.groups
            )
            blocks = found.setdefault(some, {})
            blocks[one.block] = max(one.count, blocks.get(one.block, 0))
    yield from found.items()
    yield from _pins(rows, site)


def _pins(rows: Rows, site: int) -> Iterable[Bound]:
    found: dict[Row, dict[int, int]] = {}
    for place, count in rows.problem.pins.items():
        if (place.site, place.day) == (site, rows.day):
            found.setdefault((place.kind, place.group), {})[place.block] = count
    for row, blocks in found.items():
        yield frozenset([row]), blocks
