"""What a counter sees of its office: the person now, who is next and why, appointments to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from termin.booking.rows import Appointment, AppointmentState
from termin.offices.rows import Counter
from termin.queue import QueueView, Sheet, queue_of, sheet_of
from termin.queue.ability import desk_of
from termin.queue.order import USUAL, Place, Rule, may_call
from termin.queue.rows import TicketLine

SHOWN = 4
"""People and appointments shown at most; more would have to be scrolled to."""


@dataclass(frozen=True, slots=True)
class Next:
    """Somebody who waits: for what, since when, and why at this place."""

    ticket: UUID
    number: str
    services: str
    minutes: int
    reason: str
    drawn_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Coming:
    """An appointment whose person has not checked in."""

    starts_at: datetime
    services: str


@dataclass(frozen=True, slots=True)
class Room:
    """All that the workstation shows."""

    person: Sheet | None
    gone: int
    """Seconds since the person came, or was called."""
    next: tuple[Next, ...]
    callable: bool
    """Whether there is somebody whom the next call would reach."""
    waiting: int
    others: int
    """How many wait whom this counter cannot serve."""
    coming: tuple[Coming, ...]
    to_come: int


async def room_of(
    counter: Counter,
    account: int,
    now: datetime,
    translate: Callable[[str], str] = lambda text: text,
) -> Room:
    """Return the room as a counter with this account sees it; reads only."""
    queue = await queue_of(counter.office_id, now)
    desk = await desk_of(counter, account)
    mine = [one for one in queue.waiting if may_call(desk, one.waiting)]
    zone = ZoneInfo(counter.office.time_zone)
    here = queue.at(counter.id)
    coming = await coming_of(queue, now)
    return Room(
        person=await sheet_of(here.ticket) if here else None,
        gone=max(0, int((now - (here.arrived_at or here.called_at)).total_seconds()))
        if here
        else 0,
        next=await told(mine[:SHOWN], zone, translate),
        callable=any(USUAL.take_early or one.reason.rule is not Rule.EARLY for one in mine),
        waiting=len(mine),
        others=len(queue.waiting) - len(mine),
        coming=coming[:SHOWN],
        to_come=len(coming),
    )


async def told(
    places: Sequence[Place], zone: ZoneInfo, translate: Callable[[str], str] = lambda text: text
) -> tuple[Next, ...]:
    """Return people who wait as staff see them, with the reason in a sentence."""
    services = await services_of([place.waiting.ticket for place in places])
    return tuple(
        Next(
            ticket=place.waiting.ticket,
            number=place.waiting.number,
            services=services.get(place.waiting.ticket, ""),
            minutes=place.waiting.minutes,
            reason=place.reason.sentence(
                lambda instant: instant.astimezone(zone).strftime("%H:%M"), translate
            ),
            drawn_at=place.waiting.drawn_at,
            due_at=place.waiting.due_at,
        )
        for place in places
    )


async def services_of(tickets: Collection[UUID]) -> Mapping[UUID, str]:
    """Return what tickets are for, in words."""
    rows = (
        await TicketLine.filter(ticket_id__in=list(tickets))
        .order_by("id")
        .select_related("service")
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        found[row.ticket_id].append(counted(row.service.name, row.count))
    return {ticket: ", ".join(names) for ticket, names in found.items()}


async def coming_of(queue: QueueView, now: datetime) -> tuple[Coming, ...]:
    """Return the day's appointments to come, from those that began a little while ago."""
    rows = (
        await Appointment.filter(
            office_day_id=queue.office_day, state=AppointmentState.BOOKED, ends_at__gt=now
        )
        .order_by("starts_at", "code")
        .prefetch_related("lines__service")
    )
    return tuple(Coming(row.starts_at, services_in(row)) for row in rows)


def services_in(appointment: Appointment) -> str:
    """Return what an appointment, read with its lines, is for."""
    lines = sorted(appointment.lines, key=lambda line: line.position)
    return ", ".join(counted(line.service.name, line.count) for line in lines)


def counted(name: str, count: int) -> str:
    """Return a service with how often it is wanted."""
    return f"{name} ({count}×)" if count > 1 else name
