"""A made-up city to plan for: 44 sites, 500 counters, 60 services in 8 groups, five days.

The same number always gives the same city, draw for draw: figures of different programs compare.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity.problem import Grid, Kind, Problem, Site

SITES, COUNTERS, SERVICES, GROUPS, SLOTS, DISTRICTS = 44, 500, 60, 8, 40, 12
DURATIONS = (6, 8, 10, 12, 15, 20, 25, 30)
DAYS = {"Monday": 1.25, "Tuesday": 1.05, "Wednesday": 0.85, "Thursday": 1.0, "Friday": 0.85}
"""How busy each day is beside the mean."""
LUNCH = slice(16, 22)


def city(seed: int) -> Problem:
    """Return the city of this number; costs and grid are those of `Costs` and `Problem`."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 40, (SITES, 2))
    sizes = _sizes(rng)
    services = _services(rng)
    kinds = [_kinds(rng, int(size), services) for size in sizes]
    demand = _demand(rng, sizes, services, kinds)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    district = _districts(places)
    sites = []
    for number in range(SITES):
        staff = _staff(int(sizes[number]))
        sites.append(
            Site(
                name=f"Site {number + 1}",
                district=district[number],
                kinds=kinds[number],
                staff=staff,
                budget=tuple(int(0.93 * sum(day)) for day in staff),
                demand=tuple(
                    tuple(tuple(map(float, demand[number, group, day])) for group in range(GROUPS))
                    for day in range(len(DAYS))
                ),
            )
        )
    return Problem(
        groups=tuple(f"Group {chr(ord('A') + group)}" for group in range(GROUPS)),
        days=tuple(DAYS),
        slots=SLOTS,
        sites=tuple(sites),
        distances=tuple(tuple(map(float, row)) for row in apart),
    )


@dataclass(frozen=True, slots=True)
class _Services:
    """Of each service: its group, its minutes, and its share of all who come."""

    group: NDArray[np.int64]
    minutes: NDArray[np.int64]
    share: NDArray[np.float64]

    @property
    def work(self) -> NDArray[np.float64]:
        return self.share * self.minutes


def _sizes(rng: np.random.Generator) -> NDArray[np.int64]:
    """Deal the counters out to the sites, four or more to each."""
    size = rng.dirichlet(np.full(SITES, 6.0))
    counters: NDArray[np.int64] = np.maximum(
        4, np.floor(size * (COUNTERS - 4 * SITES)).astype(int) + 4
    )
    while counters.sum() != COUNTERS:
        counters[rng.integers(SITES)] += 1 if counters.sum() < COUNTERS else -1
    return counters


def _services(rng: np.random.Generator) -> _Services:
    group = rng.integers(0, GROUPS, SERVICES)
    group[:GROUPS] = np.arange(GROUPS)
    minutes = rng.choice(DURATIONS, SERVICES)
    share = 1 / np.arange(1, SERVICES + 1) ** 0.8
    rng.shuffle(share)
    share /= share.sum()
    return _Services(group, minutes, share)


def _kinds(rng: np.random.Generator, counters: int, services: _Services) -> tuple[Kind, ...]:
    """Make two to four kinds of counter, each for two or three groups, busy groups rather."""
    weight = np.array([services.work[services.group == group].sum() for group in range(GROUPS)])
    weight /= weight.sum()
    number = int(rng.integers(2, 5))
    parts = rng.multinomial(counters - number, np.full(number, 1 / number)) + 1
    chosen = [
        rng.choice(GROUPS, size=int(rng.integers(2, 4)), replace=False, p=weight)
        for _ in range(number)
    ]
    return tuple(
        Kind(frozenset(map(int, groups)), int(count))
        for groups, count in zip(chosen, parts, strict=True)
    )


def _demand(
    rng: np.random.Generator,
    sizes: NDArray[np.int64],
    services: _Services,
    kinds: list[tuple[Kind, ...]],
) -> NDArray[np.float64]:
    """Draw who comes, in minutes by site, group, day and slot: two waves a day, Monday most.

    All counters together would be 82 % staffed and then 80 % busy. What a site has no counters
    for is asked there less often, but it is asked.
    """
    wave = np.array(
        [
            0.6 + 0.9 * math.exp(-(((t - 6) / 6) ** 2)) + 0.6 * math.exp(-(((t - 26) / 7) ** 2))
            for t in range(SLOTS)
        ]
    )
    busy = np.array([*DAYS.values()])
    load = 0.80 * COUNTERS * 15 * 0.82
    demand = np.zeros((SITES, GROUPS, len(DAYS), SLOTS))
    for site in range(SITES):
        has = {group for kind in kinds[site] for group in kind.groups}
        for service in range(SERVICES):
            group = services.group[service]
            rate = (
                load
                * sizes[site]
                / COUNTERS
                * services.share[service]
                / services.work.sum()
                * (1.0 if group in has else 0.15)
            )
            demand[site, group] += services.minutes[service] * rng.poisson(
                rate * wave[None, :] / wave.mean() * busy[:, None]
            )
    return demand


def _staff(counters: int) -> Grid:
    """Return who is there: fewer on quiet days, and seven in ten at lunch."""
    days = []
    for busy in DAYS.values():
        base = max(2, round(counters * 0.88 * min(1.0, busy + 0.05)))
        day = [base] * SLOTS
        day[LUNCH] = [max(2, round(base * 0.7))] * (LUNCH.stop - LUNCH.start)
        days.append(tuple(day))
    return tuple(days)


def _districts(places: NDArray[np.float64]) -> dict[int, str]:
    """Cut the city into districts of three or four neighbours."""
    order = np.lexsort((places[:, 1], np.floor(places[:, 0] / 10)))
    return {
        int(site): f"District {number + 1}"
        for number, sites in enumerate(np.array_split(order, DISTRICTS))
        for site in sites
    }
