"""The sign on the door: is it open now, until when, and when next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from termin.errors import NotFound
from termin.localtime import local_date
from termin.offices.hours import DayHours
from termin.offices.openings import hours_between
from termin.offices.rows import Office

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Sign:
    """`open_until` is set while open, `opens_at` else; `reason` says why a usual time is closed.

    Without any of them nothing is known of the next two weeks.
    """

    open_until: datetime | None = None
    opens_at: datetime | None = None
    reason: str | None = None

    @property
    def open(self) -> bool:
        """Whether the office is open at this moment."""
        return self.open_until is not None


def sign(days: Iterable[DayHours], now: datetime) -> Sign:
    """Return what the sign says at `now`, from the days of one office beginning with today."""
    ordered = sorted(days, key=lambda day: day.date)
    spans = [interval for day in ordered for interval in day.open]
    here = next((span for span in spans if span.contains(now)), None)
    if here is not None:
        until = here.end
        for span in spans:  # a day that ends at midnight may go on
            if span.start == until:
                until = span.end
        return Sign(open_until=until)
    following = min((span.start for span in spans if span.start > now), default=None)
    return Sign(opens_at=following, reason=_reason(ordered, now))


async def sign_of(office: int, now: datetime) -> Sign:
    """Return what the sign of an office says at `now`.

    Raises:
        NotFound: no such office.
    """
    row = await Office.get_or_none(id=office)
    if row is None:
        raise NotFound
    today = local_date(now, ZoneInfo(row.time_zone))
    days = await hours_between([office], today, today + AHEAD)
    return sign(days.values(), now)


def _reason(days: list[DayHours], now: datetime) -> str | None:
    shut = (shutting for day in days for shutting in day.shuttings)
    inside = next((one.reason for one in shut if one.during.contains(now)), None)
    if inside is not None or not days:
        return inside
    today = days[0]
    return today.holiday if today.usual and today.holiday else None
