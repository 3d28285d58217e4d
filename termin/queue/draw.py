"""Numbers: a walk-in draws one, and where a number comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.connection import get_connection

from termin.booking.rows import Channel
from termin.catalogue.lines import Line
from termin.catalogue.rows import ServiceAtOffice
from termin.errors import Closed, Invalid, NotFound
from termin.events import TicketDrawn
from termin.localtime import local_date
from termin.officeday import Day, locked
from termin.offices.openings import opening_of
from termin.offices.rows import Office
from termin.queue.estimate import Wait
from termin.queue.hall import outlook
from termin.queue.opening import check_open
from termin.queue.order import USUAL, Policy
from termin.queue.rows import Ticket, TicketLine, TicketState
from termin.queue.survey import read_hall
from termin.queue.today import day_of_office
from termin.queue.wait import tell_wait
from termin.tokens import hashed, new_secret

APPOINTMENTS = "A"
WALK_INS = "B"

_NEXT_NUMBER = """
INSERT INTO ticket_series (office_day_id, letter, last_number) VALUES ($1, $2, 1)
ON CONFLICT (office_day_id, letter) DO UPDATE SET last_number = ticket_series.last_number + 1
RETURNING last_number
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ticket as its holder gets it.

    `secret` is told once, when the ticket is made, and None when it was there before; `ahead` and
    `wait` are of this moment.
    """

    id: UUID
    office: int
    number: str
    state: TicketState
    secret: str | None
    ahead: int
    wait: Wait | None
    drawn_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Errand:
    """One service a person came for: how often, and the minutes planned for all together."""

    service: int
    count: int
    minutes: int


async def draw_number(
    office: int, lines: Sequence[Line], channel: Channel, now: datetime, policy: Policy = USUAL
) -> Drawn:
    """Give a number to somebody who walks in for these services.

    Raises:
        NotFound: no such office.
        Invalid: no service, one that this office does not have, or too often.
        Closed: the office takes nobody in now (`opens_at`), or no walk-ins at all.
        TryAgain: the day is too busy; no number was used up.
    """
    found = await Office.get_or_none(id=office, retired_at=None)
    if found is None:
        raise NotFound
    errands = await _errands(found, lines)
    await _check_open(found, now)
    async with locked(await day_of_office(found, now)) as (day,):
        ticket, secret = await join(day, WALK_INS, errands, channel, now)
        return await drawn(day, ticket, secret, now, policy)


async def join(
    day: Day,
    letter: str,
    errands: Iterable[Errand],
    channel: Channel,
    now: datetime,
    *,
    appointment: UUID | None = None,
    due_at: datetime | None = None,
) -> tuple[Ticket, str]:
    """Put a new ticket into a locked day's queue; return it with its secret."""
    secret = new_secret()
    ticket = await Ticket.create(
        municipality_id=day.municipality,
        office_id=day.office,
        office_day_id=day.id,
        letter=letter,
        number=await _next_number(day, letter),
        secret_hash=hashed(secret),
        channel=channel,
        appointment_id=appointment,
        due_at=due_at,
        drawn_at=now,
        came_at=now,
    )
    await TicketLine.bulk_create(
        TicketLine(ticket=ticket, service_id=one.service, count=one.count, minutes=one.minutes)
        for one in errands
    )
    await day.record(TicketDrawn(ticket.id, ticket.label, appointment, channel.value), now)
    return ticket, secret


async def drawn(
    day: Day, ticket: Ticket, secret: str | None, now: datetime, policy: Policy
) -> Drawn:
    """Say what the holder of a ticket is told, and tell the public if the wait changed."""
    hall = await read_hall(day.id, now)
    await tell_wait(day, now, hall)
    seen = outlook(hall, ticket.id, now, policy)
    return Drawn(
        id=ticket.id,
        office=ticket.office_id,
        number=ticket.label,
        state=ticket.state,
        secret=secret,
        ahead=seen.ahead,
        wait=seen.wait,
        drawn_at=ticket.drawn_at,
        due_at=ticket.due_at,
    )


async def _next_number(day: Day, letter: str) -> int:
    # The row is written in the transaction that holds the day's lock: a number whose ticket is not
    # made goes back with it, so a series has no gaps.
    rows = await get_connection("default").execute_query_dict(_NEXT_NUMBER, [day.id, letter])
    return int(rows[0]["last_number"])


async def _errands(office: Office, lines: Sequence[Line]) -> tuple[Errand, ...]:
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.service] = wanted.get(line.service, 0) + line.count
    if not wanted:
        raise Invalid(fields={"services": "Bitte wählen Sie aus, was Sie erledigen möchten."})
    rows = await ServiceAtOffice.filter(
        office_id=office.id, service_id__in=list(wanted), retired_at=None
    ).select_related("service")
    at_office = {row.service_id: row for row in rows if row.service.retired_at is None}
    return tuple(_errand(at_office.get(service), wanted[service]) for service in wanted)


def _errand(found: ServiceAtOffice | None, count: int) -> Errand:
    if found is None:
        raise Invalid(fields={"services": "Dieses Anliegen gibt es in dieser Dienststelle nicht."})
    if not 1 <= count <= (found.max_count or found.service.max_count):
        raise Invalid(fields={"services": "So oft geht dieses Anliegen nicht auf einmal."})
    return Errand(found.service_id, count, found.planned_minutes * count)


async def _check_open(office: Office, now: datetime) -> None:
    if not office.walk_ins:
        raise Closed("Diese Dienststelle bedient nur mit Termin.", opens_at=None)
    today = local_date(now, ZoneInfo(office.time_zone))
    check_open(await opening_of(office.id, today), now, office.early_minutes)
