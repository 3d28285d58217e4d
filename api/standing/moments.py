"""What a wait means on the clock: when it is likely one's turn, and how long one may be away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from termin.queue import Wait

GRID = timedelta(minutes=5)
WORTH_LEAVING = timedelta(minutes=15)
"""Who has less time than this is not told to go away."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moments:
    """Times of day in steps of five minutes; `since` is None where it may be now."""

    since: datetime | None
    until: datetime


def moments(wait: Wait, now: datetime) -> Moments:
    """Return from when to when it is likely somebody's turn, rounded outwards."""
    since = earlier(now + timedelta(minutes=wait.low))
    until = -((_EPOCH - now - timedelta(minutes=wait.high)) // GRID) * GRID + _EPOCH
    return Moments(since if wait.low > 0 and since > now else None, until)


def away_until(earliest: datetime | None, now: datetime) -> datetime | None:
    """Return until when somebody may be away who is not called before `earliest`; None: stay."""
    if earliest is None:
        return None
    until = earlier(earliest)
    return until if until - now >= WORTH_LEAVING else None


def earlier(at: datetime) -> datetime:
    """Return the last mark of five minutes not after `at`."""
    return _EPOCH + (at - _EPOCH) // GRID * GRID
