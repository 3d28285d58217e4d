"""Wall-clock time at an office and instants in UTC, also when an hour is missing or comes twice.

The policy for wall-clock times without exactly one instant (PEP 495, fold = 0): a time that comes
twice, when the clocks go back, means its first occurrence; a time that does not exist, when they go
forward, is moved on by the length of the gap (02:30 becomes 03:30).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from termin.interval import Interval


class Weekday(IntEnum):
    """The days of the week as `date.weekday` counts them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant in UTC at which the clocks of `zone` show `clock` on `day`.

    Follows the policy above. Refuses a `clock` that brings a zone of its own (ValueError).
    """
    if clock.tzinfo is not None:
        raise ValueError(f"a wall-clock time has no zone of its own: {clock!r}")
    return datetime.combine(day, clock.replace(fold=0), tzinfo=zone).astimezone(UTC)


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """What calendar and clock show in `zone` at `instant`; refuses naive times (ValueError)."""
    if instant.tzinfo is None:
        raise ValueError(f"a time without a zone is no instant: {instant}")
    return instant.astimezone(zone)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar date in `zone` at `instant`; refuses naive times (ValueError)."""
    return local(instant, zone).date()


def day_bounds(day: date, zone: ZoneInfo) -> Interval:
    """All instants at which the calendar in `zone` shows `day` (23, 24 or 25 hours in Europe).

    Where the clocks skip midnight, the day starts with its first existing minute.
    """
    following = day + timedelta(days=1)
    return Interval(at_local(day, time.min, zone), at_local(following, time.min, zone))


def minutes_in_day(day: date, zone: ZoneInfo) -> int:
    """How many minutes `day` lasts in `zone`: 1380, 1440 or 1500 where summer time is one hour."""
    return day_bounds(day, zone).minutes


def weekday(day: date) -> Weekday:
    """The day of the week of a calendar date."""
    return Weekday(day.weekday())
