"""Which day it is at an office."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from termin.errors import NotFound
from termin.localtime import local_date
from termin.officeday import day_of
from termin.offices.rows import Office


async def local_day(office: int, now: datetime) -> int:
    """Return the id of the office's day on which `now` falls there.

    Raises:
        NotFound: there is no such office.
    """
    found = await Office.get_or_none(id=office)
    if found is None:
        raise NotFound
    return await day_of_office(found, now)


async def day_of_office(office: Office, now: datetime) -> int:
    """Return the id of the day of an office whose row is at hand."""
    date = local_date(now, ZoneInfo(office.time_zone))
    return await day_of(office.id, office.municipality_id, date)
