"""A roster cooled down: from hot, where much is tried, to cold, where only what helps is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import cast

import numpy as np

from scheduler.roster.anneal import ADAPT, BEYOND, PULL, anneal
from scheduler.roster.changes import LITTLE, ROW, STEP
from scheduler.roster.ground import Ground, ground
from scheduler.roster.problem import Clerk, Demand, Group, Problem, Roster, Shift
from scheduler.roster.state import Floats, Prices, Sheet

NOISE = 1 << 16
SOFT = 0.7
"""Up to which part of the time more hours may be given than there are."""
SLACK = 600
"""How many minutes too much somebody may have meanwhile."""
FIRM = 0.85
"""Up to which part of the time too little back office costs less than it does."""
MILD = 2.0, 4.0
"""What a block of it costs meanwhile, at first and at last: a dear one could not move to other days
one block at a time."""
FAR = 200.0
"""What an hour costs in the end that somebody may not work."""
COLDEST = 1e-6
CHUNK = 500
"""So many draws (a millisecond or two) at one heat."""


@dataclass(frozen=True)
class Cooling:
    """From which heat to which (in cost), in how many seconds, and how hours begin.

    `tries` replaces the clock by a number of draws. `hours` is by clerk's id what an hour is worth;
    `pull` says from what to what it gets dearer with each hour too many.
    """

    seconds: float
    hot: float = 0.8
    cold: float = 0.1
    hours: Mapping[int, float] | None = None
    pull: tuple[float, float] = (0.05, 1.0)
    seed: int = 0
    tries: int | None = None


def cool(base: Ground, roster: Roster, cooling: Cooling) -> Roster:
    """Return a roster near a local optimum; the given one may break limits that tie days.

    The answer nearly always keeps them all again; the check has to say.
    """
    state = base.state(roster)
    office = base.office._replace(costs=base.office.costs.copy())
    if not len(office.work) or not office.need.any():
        return roster
    prices = hour_prices(base, cooling)
    desk = sheet(base, cooling.seed)
    run = cast(Callable[..., float], anneal)
    began, tries, number = monotonic(), 0, cooling.seed * 1_000_003
    dear = float(office.costs[LITTLE])
    while True:
        if cooling.tries is None:
            done = (monotonic() - began) / max(cooling.seconds, 1e-3)
        else:
            done = tries / max(1, cooling.tries)
        if done >= 1:
            break
        heat = _between((cooling.hot, cooling.cold), done)
        soft = done < SOFT
        prices.pull[PULL] = _between(cooling.pull, min(1.0, done / SOFT))
        prices.pull[BEYOND] = 12.0 * done / SOFT if soft else FAR
        prices.pull[ADAPT] = 2e-3 if soft and cooling.hours is None else 0.0
        office.costs[LITTLE] = min(dear, _between(MILD, done / FIRM)) if done < FIRM else dear
        run(office, state, prices, desk, CHUNK, SLACK if soft else 0, heat, number % (1 << 31))
        number, tries = number + 1, tries + CHUNK
    office.costs[LITTLE] = dear
    for _ in range(4):
        run(office, state, prices, desk, CHUNK, 0, COLDEST, number % (1 << 31))
        number += 1
    return base.roster(state)


def _between(ends: tuple[float, float], part: float) -> float:
    """Return what lies so far on the way from one end to the other, by equal factors."""
    first, last = ends
    return float(first * (last / first) ** part)


def hour_prices(base: Ground, cooling: Cooling) -> Prices:
    """Return prices to begin with."""
    clerks = base.problem.clerks
    told = cooling.hours or {}
    hours: Floats = np.array([told.get(one.id, 4.0) for one in clerks], np.float64)
    return Prices(hours, np.zeros(len(clerks)), np.zeros(3))


def sheet(base: Ground, seed: int) -> Sheet:
    """Return what the search writes on, with its noise."""
    blocks, row = base.office.need.shape[1], int(base.office.sizes[ROW])
    lengths = int(base.office.work.max() // base.office.sizes[STEP]) + 1
    noise = np.random.default_rng(seed).gumbel(size=NOISE) - np.euler_gamma
    return Sheet(
        worth=np.zeros((2, 2, blocks)),
        task=np.zeros((2, 2, blocks), np.int64),
        table=np.zeros((blocks + 1, row + 1)),
        best=np.zeros((2, lengths)),
        which=np.zeros((2, lengths), np.int64),
        tasks=np.zeros(blocks, np.int64),
        before=np.zeros((2, blocks), np.int64),
        noise=noise,
    )


def prepare() -> None:
    """Compile the search, if that has not been done on this machine."""
    shift = Shift("day", 480, 720)
    clerk = Clerk(0, "", frozenset({""}))
    problem = Problem(
        date(2026, 1, 5), 1, (clerk,), (Group(""),), (shift,), (Demand(0, 16, "", 1),), block=60
    )
    choice = {(0, 0): (shift,)}
    cool(ground(problem, choice), Roster(), Cooling(0.0, tries=1))
