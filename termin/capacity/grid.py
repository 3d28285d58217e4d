"""The time grid: marks every few minutes, counted from 1 January 1970 in UTC.

Every zone's offset is a multiple of fifteen minutes, so marks of 5 minutes are marks of its clocks.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

GRID = 5
"""Minutes between two marks where nothing else is said."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def mark_from(instant: datetime, grid: int = GRID) -> int:
    """The number of the first mark at or after `instant`."""
    return -((_EPOCH - instant) // timedelta(minutes=grid))


def mark_until(instant: datetime, grid: int = GRID) -> int:
    """The number of the last mark at or before `instant`."""
    return (instant - _EPOCH) // timedelta(minutes=grid)


def at_mark(mark: int, grid: int = GRID) -> datetime:
    """The instant in UTC of a mark."""
    return _EPOCH + timedelta(minutes=mark * grid)


def cells(minutes: int, grid: int = GRID) -> int:
    """How many grid steps `minutes` take, begun ones whole; refuses lengths below 1."""
    if minutes <= 0:
        raise ValueError(f"an appointment takes time: {minutes} minutes")
    return -(-minutes // grid)
