"""What keeps a page of the office's day fresh: which state it shows, and where changes are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from starlette.requests import Request

from api.house import house
from display.hub import HEARTBEAT
from termin import journal
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.queue.today import day_of_office

SECONDS = 20
"""A page looks again so often even where nothing is told: minutes pass, reminders fall due."""


@dataclass(frozen=True, slots=True)
class Live:
    """The state of an office's day that a page shows, ordered by (date, seq)."""

    date: date
    seq: int
    socket: str
    seconds: int
    silent: float = 3 * HEARTBEAT
    """After so many seconds without a sign of life the socket counts as dead."""


async def live_of(request: Request, office: Office, seconds: int = SECONDS) -> Live:
    """Return the day's version as it is now.

    Read before all else that a page shows, so that no page claims to be newer than it is.
    """
    own = house(request)
    now = own.clock.now()
    day = await day_of_office(office, now)
    versions = await journal.versions([day])
    return Live(
        date=local_date(now, ZoneInfo(office.time_zone)),
        seq=versions.get(day, 0),
        socket=own.table.path_to("v1-board", id=office.id),
        seconds=seconds,
    )
