"""The numbers a phone has drawn, kept by its browser for a day: to find one's way back to them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.house import house
from api.requests import over_https
from api.security.cookies import Cookie, read_cookie, set_cookie
from api.standing import LIVING
from termin.localtime import local_date
from termin.offices import Office
from termin.queue.rows import Ticket

KEPT = timedelta(hours=14)
MOST = 4
"""A family may draw for several; the oldest number is forgotten first."""


async def own_numbers(request: Request, office: Office) -> tuple[Ticket, ...]:
    """Return the numbers this phone drew here today that are not over, the newest first."""
    own, zone = _read(request), ZoneInfo(office.time_zone)
    rows = await Ticket.filter(id__in=own, office_id=office.id, state__in=LIVING)
    today = local_date(house(request).clock.now(), zone)
    living = [row for row in rows if local_date(row.came_at, zone) == today]
    return tuple(sorted(living, key=lambda row: own.index(row.id)))


def remember(request: Request, response: Response, ticket: UUID) -> None:
    """Let the phone keep a number it has drawn."""
    own = [ticket, *(one for one in _read(request) if one != ticket)][:MOST]
    value = ".".join(str(one) for one in own)
    set_cookie(response, Cookie.NUMBERS, value, secure=over_https(request), keep=KEPT)


def _read(request: Request) -> list[UUID]:
    kept = read_cookie(request, Cookie.NUMBERS, secure=over_https(request)) or ""
    found = []
    for text in kept.split(".")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
