"""The demo's hour: whenever it is started, it is ten on a working day there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from termin.localtime import at_local
from termin.offices import public_holidays

TEN = time(10)


def ten_on_a_working_day(real: datetime, zone: ZoneInfo, land: str) -> datetime:
    """Return ten o'clock, local, of the date of `real` or of the next working day after it."""
    day = real.astimezone(zone).date()
    while not _is_working_day(day, land):
        day += timedelta(days=1)
    return at_local(day, TEN, zone).astimezone(UTC)


def _is_working_day(day: date, land: str) -> bool:
    return day.weekday() < 5 and day not in public_holidays(land, (), day, day)
