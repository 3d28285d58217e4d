"""How long it may take: an interval in minutes out of many ways the day may go on."""

from __future__ import annotations

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

    As many lie below as above it. Ends are rounded to the nearest `STEP`; None where most never
    come, or only after `LONGEST`.
    """
    ordered = sorted(minutes)
    low, high = quantile(ordered, (1 - aim) / 2), quantile(ordered, (1 + aim) / 2)
    if quantile(ordered, 0.5) > LONGEST:
        return None
    start = min(_near(low), LONGEST)
    return Wait(start, max(_near(min(high, LONGEST)), start + STEP))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which a share of sorted values lies, between two of them by line."""
    place = share * len(ordered) - 0.5
    below = max(0, min(len(ordered) - 1, int(place)))
    above = min(len(ordered) - 1, below + 1)
    if ordered[above] == inf:
        return ordered[below] if place <= below else inf
    part = min(1.0, max(0.0, place - below))
    return ordered[below] + part * (ordered[above] - ordered[below])


def _near(minutes: float) -> int:
    return int(minutes / STEP + 0.5) * STEP
