"""Numbers: a walk-in draws one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.booking.rows import Channel
from termin.catalogue.lines import Line
from termin.catalogue.rows import ServiceAtOffice
from termin.errors import Invalid, NotFound
from termin.events import TurnedAway
from termin.officeday import Day, locked
from termin.offices.rows import Office
from termin.queue.admission import rejection
from termin.queue.estimate import Wait
from termin.queue.joining import Errand, Joining, join
from termin.queue.moment import moment_of
from termin.queue.order import Policy
from termin.queue.outlook import outlook
from termin.queue.rows import Ticket, TicketState
from termin.queue.survey import read_hall
from termin.queue.today import day_of_office
from termin.queue.wait import tell_wait

_LONGEST_KEY = 64


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


async def draw_number(
    office: int,
    lines: Sequence[Line],
    channel: Channel,
    now: datetime,
    *,
    key: str | None = None,
    priority: bool = False,
    policy: Policy | None = None,
) -> Drawn:
    """Give a number to somebody who walks in for these services.

    With a `key` (one per wish to draw, up to 64 signs) the same key on the same day gives the same
    ticket again, without its secret: a form sent twice, an answer lost on the way. Whoever is
    refused because the office is closed or full is counted.

    Raises:
        NotFound: no such office.
        Invalid: no service, one that this office does not have, or too often.
        Closed: the office takes nobody in now (`opens_at`), or no walk-ins at all.
        Full: the day's numbers are given out, or it is too late for another.
        TryAgain: the day is too busy; no number was used up.
    """
    found = await Office.get_or_none(id=office, retired_at=None)
    if found is None:
        raise NotFound
    errands = await _errands(found, lines)
    own_key = _checked_key(key)
    async with locked(await day_of_office(found, now)) as (day,):
        moment = await moment_of(day, now)
        there = await _drawn_before(day, own_key)
        if there is not None:
            return await drawn(day, there, None, moment, policy)
        rejected = await rejection(found.id, day.id, moment)
        if rejected is None:
            joining = Joining(found.letter_walk_ins, channel, key=own_key, priority=priority)
            ticket, secret = await join(day, joining, errands, moment)
            return await drawn(day, ticket, secret, moment, policy)
        services = tuple(one.service for one in errands)
        await day.record(TurnedAway(rejected.why, channel.value, services), moment)
    raise rejected.refusal  # after the block, so that who was turned away stays counted


async def drawn(
    day: Day, ticket: Ticket, secret: str | None, now: datetime, policy: Policy | None
) -> Drawn:
    """Say what the holder of a ticket is told, and tell the public if the wait changed.

    What a new ticket (one with its `secret`) is told is kept, to see later whether it held.
    """
    hall = await read_hall(day.id, now)
    await tell_wait(day, now, hall)
    seen = outlook(hall, ticket.id, now, policy or hall.policy)
    if secret is not None and seen.wait is not None:
        ticket.told_low, ticket.told_high = seen.wait.low, seen.wait.high
        await ticket.save(update_fields=["told_low", "told_high"])
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


def _checked_key(key: str | None) -> str | None:
    if key is not None and not 0 < len(key) <= _LONGEST_KEY:
        raise Invalid(fields={"key": f"Der Schlüssel hat 1 bis {_LONGEST_KEY} Zeichen."})
    return key


async def _drawn_before(day: Day, key: str | None) -> Ticket | None:
    return await Ticket.get_or_none(office_day_id=day.id, draw_key=key) if key else None
