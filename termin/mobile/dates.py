"""The dates of a pattern among public holidays."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from termin.offices.mobile import OnHoliday

SUNDAY = 6


def fitted(
    days: Iterable[date], holidays: Collection[date], on_holiday: OnHoliday
) -> tuple[date, ...]:
    """Return a pattern's dates without holidays: left out, or moved to the next working day.

    A day moved onto one that the pattern has already is that one day. Saturdays are working days
    only for patterns that fall on Saturdays themselves.
    """
    planned = tuple(days)
    saturdays = any(day.weekday() == SUNDAY - 1 for day in planned)
    free = {SUNDAY} if saturdays else {SUNDAY - 1, SUNDAY}
    found = set()
    for day in planned:
        if day not in holidays:
            found.add(day)
        elif on_holiday is OnHoliday.NEXT_WORKDAY:
            moved = day
            while moved in holidays or moved.weekday() in free:
                moved += timedelta(days=1)
            found.add(moved)
    return tuple(sorted(found))
