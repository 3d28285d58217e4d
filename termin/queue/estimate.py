"""How long it may take: an interval in minutes from who is ahead and who serves."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

STEP = 5
"""Minutes to which both ends are rounded: finer would pretend to know more than anybody does."""

LEAST_REST = 2
"""Minutes a person at a counter is still expected to need when the planned time is over."""


@dataclass(frozen=True, slots=True, order=True)
class Wait:
    """Minutes from now to the call, as an interval."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody who is served before: for so many minutes, and not before a certain time."""

    minutes: int
    not_before: datetime | None = None


def estimate(
    ahead: Sequence[Turn],
    rests: Iterable[float],
    counters: int,
    now: datetime,
    not_before: datetime | None = None,
) -> Wait | None:
    """Return the interval until somebody with these `ahead` is called; None if nobody serves.

    `rests` are the minutes each busy counter still needs, `counters` how many are open, busy or
    not. `ahead` with a `not_before` are appointments that take their turn only if their time comes
    first; `not_before` is one's own.

    The middle is what the planned minutes add up to; the interval around it is wide, from 0.6 to
    1.5 of it, until an office's own days teach better.
    """
    if counters < 1:
        return None
    middle = _minutes_until_free(ahead, rests, counters, now)
    if not_before is not None:
        middle = max(middle, (not_before - now).total_seconds() / 60)
    return Wait(_down(0.6 * middle), _up(1.5 * middle + STEP / 2))


def rest_minutes(planned: int, since: datetime | None, now: datetime) -> float:
    """Return the minutes still needed by somebody at a counter since `since` (None: on the way)."""
    if since is None:
        return float(planned)
    return max(LEAST_REST, planned - (now - since).total_seconds() / 60)


def _minutes_until_free(
    ahead: Sequence[Turn], rests: Iterable[float], counters: int, now: datetime
) -> float:
    free = sorted(rests)[:counters]
    free += [0.0] * (counters - len(free))
    heapq.heapify(free)
    for turn in sorted(ahead, key=lambda turn: turn.not_before or now):
        start = free[0]
        if turn.not_before is not None and turn.not_before > now + timedelta(minutes=start):
            continue  # one's own turn comes before theirs
        heapq.heapreplace(free, start + turn.minutes)
    return free[0]


def _down(minutes: float) -> int:
    return int(minutes // STEP) * STEP


def _up(minutes: float) -> int:
    return -int(-minutes // STEP) * STEP
