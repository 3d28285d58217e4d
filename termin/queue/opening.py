"""Whether an office gives out walk-in numbers at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from termin.errors import Closed, Full
from termin.interval import Interval


def check_open(opening: Sequence[Interval], now: datetime, early_minutes: int) -> None:
    """Let pass from `early_minutes` before each opening until its end.

    Raises:
        Closed: not open today (`opens_at` None), not yet (`opens_at` says when), or no longer.
    """
    early = timedelta(minutes=early_minutes)
    if any(one.start - early <= now < one.end for one in opening):
        return
    raise Closed(opens_at=_opens_after(opening, now))


def check_last_number(opening: Sequence[Interval], now: datetime, last_minutes: int) -> None:
    """Let pass until `last_minutes` before each closing.

    Raises:
        Full: nobody more can be served before the day's closing.
        Closed: nor before the break; `opens_at` says when it goes on.
    """
    last = timedelta(minutes=last_minutes)
    if not any(one.end - last <= now < one.end for one in opening):
        return
    opens_at = _opens_after(opening, now)
    if opens_at is not None:
        raise Closed(opens_at=opens_at)
    raise Full(opens_at=None)


def check_limit(given: int, limit: int | None) -> None:
    """Let pass while fewer numbers than the day's limit are given out (None: no limit).

    Raises:
        Full: all are given out (`limit`).
    """
    if limit is not None and given >= limit:
        raise Full(limit=limit, opens_at=None)


def _opens_after(opening: Sequence[Interval], now: datetime) -> datetime | None:
    return min((one.start for one in opening if now < one.start), default=None)
