"""Whether an office gives out walk-in numbers at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from termin.errors import Closed
from termin.interval import Interval


def check_open(opening: Sequence[Interval], now: datetime, early_minutes: int) -> None:
    """Let pass from `early_minutes` before each opening until its end.

    Raises:
        Closed: not open today (`opens_at` None), not yet (`opens_at` says when), or no longer.
    """
    early = timedelta(minutes=early_minutes)
    if any(one.start - early <= now < one.end for one in opening):
        return
    opens_at = min((one.start for one in opening if now < one.start), default=None)
    raise Closed(opens_at=opens_at)
