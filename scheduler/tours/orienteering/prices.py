"""An upper bound by prices of places: what each is worth at most to m vehicles that know no others.

Every place has a price. A vehicle pays it with each visit and may then come again; what the best
such way earns, m times, and all prices together are never less than the best routes (Lagrange;
Geoffrion 1974). Ways are walked backwards over all times, without going straight back to where one
came from (Houck et al., Opsearch 17, 1980). Prices follow the visits: what is visited too often
becomes dearer (subgradients with memory; Camerini, Fratta and Maffioli 1975).

`facts` are those of the engine; `ways` are worth[span, place] after beginning service there in this
span of time, the same with another place next, and which place is next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import gcd
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

compiled = numba.njit(cache=True, nogil=True)

SPANS = 2000
"""Time is looked at in so many spans; what arrives within one is taken for its beginning."""

NEVER = -1e18
PATIENCE = 12
"""So often a price round may fail before the steps become shorter, from the best prices on."""

SHORTER, MEMORY = 0.7, 0.8
LEAST_STEP = 1e-3
EXACT = 1e-6


@compiled
def downhill(facts, gains, width, ways):  # type: ignore[no-untyped-def]
    """Fill in the ways for what visits gain; return the best way's gain and its first place."""
    travel, service, _, opens, closes = facts
    worth, second, following = ways
    spans = len(worth)
    paying = np.flatnonzero(gains > 0)
    worth[:], second[:], following[:] = NEVER, NEVER, -1
    for span in range(spans - 1, -1, -1):
        for here in paying:
            if (span + 1) * width <= opens[here] or span * width > closes[here]:
                continue
            leaves = max(span * width, opens[here]) + service[here]
            if leaves + travel[here, 0] > closes[0]:
                continue
            best, other = 0.0, NEVER
            then: int = 0
            for there in paying:
                begins = max(leaves + travel[here, there], opens[there])
                if there == here or begins > closes[there] or begins > closes[0]:
                    continue
                at = begins // width
                value = second[at, there] if following[at, there] == here else worth[at, there]
                value += gains[there]
                if value > best:
                    best, other, then = value, best, int(there)
                elif value > other:
                    other = value
            worth[span, here], second[span, here], following[span, here] = best, other, then
    most = 0.0
    first: int = 0
    for there in paying:
        begins = max(opens[0] + travel[0, there], opens[there])
        if begins > closes[there] or begins > closes[0]:
            continue
        if worth[begins // width, there] + gains[there] > most:
            most, first = worth[begins // width, there] + gains[there], int(there)
    return most, first


@compiled
def visits(facts, gains, width, ways, first):  # type: ignore[no-untyped-def]
    """Return how often the best way visits each place."""
    travel, service, _, opens, closes = facts
    worth, second, following = ways
    count = np.zeros(len(gains), np.int64)
    if first == 0:
        return count
    here, before = first, -1
    span = max(opens[0] + travel[0, first], opens[first]) // width
    while here > 0:
        count[here] += 1
        leaves = max(span * width, opens[here]) + service[here]
        target = second[span, here] if following[span, here] == before else worth[span, here]
        then, later = 0, 0
        for there in range(1, len(gains)):
            begins = max(leaves + travel[here, there], opens[there])
            if there in (here, before) or gains[there] <= 0:
                continue
            if begins > closes[there] or begins > closes[0]:
                continue
            at = begins // width
            value = second[at, there] if following[at, there] == here else worth[at, there]
            if abs(value + gains[there] - target) < 1e-7:
                then, later = there, at
                break
        before, here, span = here, then, later
    return count


Facts = tuple[npt.NDArray[Any], ...]


@dataclass(slots=True)
class Prices:
    """Prices that are mended round by round; `bound` is the lowest that any have proven."""

    facts: Facts
    vehicles: int
    bound: int
    width: int = 0
    unit: int = 1
    step: float = 1.0
    failed: int = 0
    prices: npt.NDArray[np.float64] = field(init=False)
    best: npt.NDArray[np.float64] = field(init=False)
    lowest: float = field(init=False)
    direction: npt.NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """Begin without prices; where places are too near for the spans there are none to mend."""
        travel, service, profit, _, closes = self.facts
        hops = service[1:, None] + travel[1:, :]
        np.fill_diagonal(hops[:, 1:], hops.max(initial=0))
        horizon, nearest = int(closes[0]), int(hops.min()) if hops.size else 0
        width = max(1, min(-(-horizon // SPANS), nearest))
        # A place that gains nothing is left out: that is no detour saved if service takes longer
        # than what distances lose by being cut off.
        fine = nearest > 0 and int(service[1:].min()) >= 2
        self.width = width if fine and horizon // width <= 10 * SPANS else 0
        self.unit = gcd(*(int(one) for one in profit)) or 1
        self.bound -= self.bound % self.unit
        self.lowest = float(self.bound)
        self.prices = np.zeros(len(profit))
        self.best = self.prices.copy()

    def mend(
        self, value: Callable[[], int], go_on: Callable[[], bool], rounds: int | None = None
    ) -> None:
        """Mend prices, asking what the best known routes are worth, until told to stop.

        Ends where nothing more is to be had: the bound is the value, or steps are too short.
        """
        if not self.width:
            return
        spans = int(self.facts[4][0]) // self.width + 2
        shape = (spans, len(self.prices))
        ways = (np.empty(shape), np.empty(shape), np.empty(shape, np.int16))
        while go_on() and self.step > LEAST_STEP and self.bound > value() and rounds != 0:
            rounds = None if rounds is None else rounds - 1
            self._round(value(), ways)

    def _round(self, value: int, ways: Facts) -> None:
        profit = self.facts[2]
        gains = profit - self.prices
        gains[0] = 0.0
        most, first = downhill(self.facts, gains, self.width, ways)
        proven = float(self.prices.sum() + self.vehicles * most)
        if proven < self.lowest - EXACT:
            self.lowest, self.best, self.failed = proven, self.prices.copy(), 0
            whole = int(proven + EXACT)
            self.bound = min(self.bound, whole - whole % self.unit)
        else:
            self.failed += 1
            if self.failed >= PATIENCE:
                self.step, self.failed = self.step * SHORTER, 0
                self.prices, self.direction = self.best.copy(), None
                return
        count = visits(self.facts, gains, self.width, ways, first)
        self._follow(1.0 - self.vehicles * count, max(proven - value, 1.0))

    def _follow(self, slope: npt.NDArray[np.float64], above: float) -> None:
        """Go a step against the slope, remembering the ones before."""
        slope[0] = 0.0
        known = self.direction
        self.direction = slope if known is None else MEMORY * known + (1 - MEMORY) * slope
        down = np.where((self.prices <= 0) & (self.direction > 0), 0.0, self.direction)
        length = float((down * down).sum())
        if length < EXACT:
            self.step = 0.0
            return
        self.prices = np.maximum(0.0, self.prices - self.step * above / length * down)
