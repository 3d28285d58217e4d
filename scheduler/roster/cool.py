"""A roster cooled down: from hot, where much is tried, to cold, where only what helps is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import gcd
from time import monotonic
from typing import cast

import numpy as np

from scheduler.roster.anneal import anneal
from scheduler.roster.changes import MOST
from scheduler.roster.ground import Ground, ground
from scheduler.roster.problem import Clerk, Demand, Group, Problem, Roster, Shift
from scheduler.roster.state import Floats, Prices, Sheet

NOISE = 1 << 16
SOFT = 0.7
"""Up to which part of the time more hours may be given than there are."""
SLACK = 600
"""How many minutes too much somebody may have meanwhile."""
STRICT, COLDEST = True, 1e-6
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
    office, state = base.office, base.state(roster)
    if not len(office.work) or not office.need.any():
        return roster
    prices = hour_prices(base, cooling)
    desk = sheet(base, prices, cooling.seed)
    run = cast(Callable[..., float], anneal)
    began, tries, number = monotonic(), 0, cooling.seed * 1_000_003
    while True:
        if cooling.tries is None:
            done = (monotonic() - began) / max(cooling.seconds, 1e-3)
        else:
            done = tries / max(1, cooling.tries)
        if done >= 1:
            break
        heat = cooling.hot * (cooling.cold / cooling.hot) ** done
        soft = done < SOFT
        over = bool((state.paid > office.limits[:, MOST]).any())
        low, high = cooling.pull
        prices.pull[0] = low * (high / low) ** min(1.0, done / SOFT)
        prices.pull[1] = 12.0 * done / SOFT if soft else 20.0
        prices.pull[2] = 2e-3 if soft and cooling.hours is None else 0.0
        prices.pull[4] = SLACK if soft else 0
        run(office, state, prices, desk, CHUNK, not soft and not over, heat, number % (1 << 31))
        number, tries = number + 1, tries + CHUNK
    for _ in range(4):
        run(office, state, prices, desk, CHUNK, STRICT, COLDEST, number % (1 << 31))
        number += 1
    return base.roster(state)


def hour_prices(base: Ground, cooling: Cooling) -> Prices:
    """Return prices to begin with; lengths of shifts are multiples of a step."""
    clerks = base.problem.clerks
    step = gcd(*(int(work) for work in base.office.work)) or 1
    told = cooling.hours or {}
    hours: Floats = np.array([told.get(one.id, 4.0) for one in clerks], np.float64)
    pull = np.array([0.0, 0.0, 0.0, step, 0.0])
    return Prices(hours, np.zeros(len(clerks)), pull)


def sheet(base: Ground, prices: Prices, seed: int) -> Sheet:
    """Return what the search writes on, with its noise."""
    blocks, row = base.office.need.shape[1], int(base.office.sizes[1])
    lengths = int(base.office.work.max() // prices.pull[3]) + 1
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
