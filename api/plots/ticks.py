"""Where an axis is marked: round numbers, and full hours of the clock on the wall."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, tzinfo

_ROUND = (1, 2, 5, 10)
_HOURS = (0.5, 1, 2, 3, 4, 6)


def ticks(most: float, count: int = 5) -> tuple[float, ...]:
    """Return about `count` round marks from 0 to the first one at or above `most`."""
    if most <= 0:
        return (0.0, 1.0)
    step = _round_up(most / count)
    last = math.ceil(round(most / step, 9))
    return tuple(round(step * place, 9) for place in range(last + 1))


def whole_ticks(most: float, count: int = 5) -> tuple[float, ...]:
    """Return the same where only whole numbers make sense, as for people."""
    found = ticks(most, count)
    return found if found[1] >= 1 else tuple(float(n) for n in range(math.ceil(most) + 1))


def hours(start: datetime, end: datetime, zone: tzinfo, most: int = 12) -> tuple[datetime, ...]:
    """Return full hours of local time from `start` to `end`, at most about `most` of them."""
    lasting = (end - start).total_seconds() / 3600
    step = next((hour for hour in _HOURS if lasting / hour <= most), _HOURS[-1])
    minutes = int(step * 60)
    local = start.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    told: list[datetime] = []
    place = math.ceil((local - midnight).total_seconds() / 60 / minutes)
    while True:
        # Wall clock arithmetic, so that the marks stay full hours when the clocks change.
        mark = (midnight + timedelta(minutes=place * minutes)).astimezone(start.tzinfo)
        if mark > end:
            return tuple(told)
        if mark >= start:
            told.append(mark)
        place += 1


def _round_up(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(
        (factor * power for factor in _ROUND if factor * power >= step * (1 - 1e-9)), 10 * power
    )
