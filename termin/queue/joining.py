"""Joining a queue: a new ticket with the next number of its series, however somebody came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.connection import get_connection

from termin.booking.rows import Channel
from termin.events import TicketDrawn
from termin.officeday import Day
from termin.queue.rows import Ticket, TicketLine
from termin.queue.stations import stations_of
from termin.tokens import hashed, new_secret

_NEXT_NUMBER = """
INSERT INTO ticket_series (office_day_id, letter, last_number) VALUES ($1, $2, 1)
ON CONFLICT (office_day_id, letter) DO UPDATE SET last_number = ticket_series.last_number + 1
RETURNING last_number
"""


@dataclass(frozen=True, slots=True)
class Errand:
    """One service a person came for: how often, and the minutes planned for all together."""

    service: int
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Joining:
    """How somebody joins a queue, beside what they came for.

    `drawn_at` is what their place in line counts from, where that is not the moment of joining.
    """

    letter: str
    channel: Channel
    appointment: UUID | None = None
    due_at: datetime | None = None
    key: str | None = None
    priority: bool = False
    forwarded_from: UUID | None = None
    drawn_at: datetime | None = None


async def join(
    day: Day, joining: Joining, errands: Iterable[Errand], now: datetime
) -> tuple[Ticket, str]:
    """Put a new ticket into a locked day's queue; return it with its secret."""
    secret = new_secret()
    wanted = tuple(errands)
    ticket = await Ticket.create(
        municipality_id=day.municipality,
        office_id=day.office,
        office_day_id=day.id,
        letter=joining.letter,
        number=await _next_number(day, joining.letter),
        secret_hash=hashed(secret),
        channel=joining.channel,
        appointment_id=joining.appointment,
        due_at=joining.due_at,
        drawn_at=joining.drawn_at or now,
        came_at=now,
        priority=joining.priority,
        stations=await stations_of(day.office, [one.service for one in wanted]),
        draw_key=joining.key,
        forwarded_from_id=joining.forwarded_from,
    )
    await TicketLine.bulk_create(
        TicketLine(ticket=ticket, service_id=one.service, count=one.count, minutes=one.minutes)
        for one in wanted
    )
    await day.record(
        TicketDrawn(ticket.id, ticket.label, joining.appointment, joining.channel.value), now
    )
    return ticket, secret


async def _next_number(day: Day, letter: str) -> int:
    # The row is written in the transaction that holds the day's lock: a number whose ticket is not
    # made goes back with it, so a series has no gaps.
    rows = await get_connection("default").execute_query_dict(_NEXT_NUMBER, [day.id, letter])
    return int(rows[0]["last_number"])
