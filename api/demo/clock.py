"""The demo's hour: whenever it is started, it is ten on a working day there, or later that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from termin.localtime import at_local, local_date
from termin.offices import public_holidays

TEN, LATE = time(10), time(15)

MOST_SPEED = 120.0
"""How much faster than ours the demo's time may go: a day in twelve minutes."""


def hour_of_start(
    real: datetime, zone: ZoneInfo, land: str, happened: datetime | None = None
) -> datetime:
    """Return ten o'clock, local, of the date of `real` or of the next working day after it.

    Time never goes back there: where something `happened` since then, at an earlier start, the day
    goes on from there, or, if it is late, with the next working day.
    """
    ten = ten_on_a_working_day(local_date(real, zone), zone, land)
    if happened is None or happened <= ten:
        return ten
    if happened.astimezone(zone).time() < LATE:
        return happened + timedelta(seconds=1)
    return ten_on_a_working_day(local_date(happened, zone) + timedelta(days=1), zone, land)


def ten_on_a_working_day(day: date, zone: ZoneInfo, land: str) -> datetime:
    """Return ten o'clock, local, of a date or of the next working day after it."""
    while not _is_working_day(day, land):
        day += timedelta(days=1)
    return at_local(day, TEN, zone).astimezone(UTC)


def _is_working_day(day: date, land: str) -> bool:
    return day.weekday() < 5 and day not in public_holidays(land, (), day, day)
