"""How long it may take: an interval in minutes out of many ways the day may go on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

STEP = 5
"""Minutes to which both ends are rounded: finer would pretend to know more than anybody does."""

LONGEST = 600
"""Minutes beyond which nothing is said."""


@dataclass(frozen=True, slots=True, order=True)
class Wait:
    """Minutes from now to the call, as an interval."""

    low: int
    high: int


def interval(minutes: Sequence[float], aim: float = 0.8) -> Wait | None:
    """Return the interval in which a share of about `aim` of these equally likely minutes lie.

    Its middle is the best guess (the median); its ends stand on the grid of `STEP`, where they hold
    nearest to `aim` of the minutes without moving the middle far. None where most never come, or
    only after `LONGEST`.
    """
    ordered = sorted(minutes)
    middle = quantile(ordered, 0.5)
    if middle > LONGEST:
        return None
    half = quantile(sorted(abs(one - middle) for one in ordered), aim)
    low = middle - half if half < inf else quantile(ordered, (1 - aim) / 2)
    lows = _grid(max(0.0, low))
    highs = _grid(min(middle + half, LONGEST + 0.0))
    around = [Wait(low, max(high, low + STEP)) for low in lows for high in highs]
    return min(around, key=lambda one: _blame(one, ordered, middle, aim))


def _blame(one: Wait, ordered: Sequence[float], middle: float, aim: float) -> tuple[float, int]:
    """Return how badly an interval serves: five minutes off the middle are half of everything."""
    within = bisect_right(ordered, one.high) - bisect_left(ordered, one.low)
    off = abs((one.low + one.high) / 2 - middle) / (4 * STEP)
    return abs(within / len(ordered) - aim) + off, one.high


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which a share of sorted values lies, between two of them by line."""
    place = share * len(ordered) - 0.5
    below = max(0, min(len(ordered) - 1, int(place)))
    above = min(len(ordered) - 1, below + 1)
    if ordered[above] == inf:
        return ordered[below] if place <= below else inf
    part = min(1.0, max(0.0, place - below))
    return ordered[below] + part * (ordered[above] - ordered[below])


def _grid(minutes: float) -> tuple[int, int]:
    below = int(minutes // STEP) * STEP
    return below, below + STEP
