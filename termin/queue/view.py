"""What staff and ticket holders see of a queue; nothing here changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.errors import NotFound
from termin.queue.estimate import Wait
from termin.queue.hall import AtCounter, Hall, Outlook, Parked, outlook, outlooks, places
from termin.queue.hall import public_wait as _public_wait
from termin.queue.order import USUAL, Place, Policy
from termin.queue.rows import Ticket, TicketState
from termin.queue.survey import read_hall
from termin.queue.today import local_day


@dataclass(frozen=True, slots=True)
class QueueView:
    """An office's queue for its staff: waiting in order with reasons, called and served, parked."""

    office: int
    office_day: int
    waiting: tuple[Place, ...]
    outlooks: Mapping[UUID, Outlook]
    called: tuple[AtCounter, ...]
    serving: tuple[AtCounter, ...]
    parked: tuple[Parked, ...]
    wait: Wait | None
    open_counters: int

    def at(self, counter: int) -> AtCounter | None:
        """Return who is called to a counter or served there."""
        everybody = self.called + self.serving
        return next((one for one in everybody if one.counter == counter), None)


@dataclass(frozen=True, slots=True)
class TicketStatus:
    """A ticket for its holder; `counter_name` says where to go once called."""

    id: UUID
    office: int
    number: str
    state: TicketState
    ahead: int
    wait: Wait | None
    counter_name: str | None
    drawn_at: datetime
    due_at: datetime | None


async def queue_of(office: int, now: datetime, policy: Policy = USUAL) -> QueueView:
    """Return the queue of an office's present day.

    Raises:
        NotFound: no such office.
    """
    day = await local_day(office, now)
    hall = await read_hall(day, now)
    return QueueView(
        office=office,
        office_day=day,
        waiting=places(hall, now, policy),
        outlooks=outlooks(hall, now, policy),
        called=_in_state(hall, TicketState.CALLED),
        serving=_in_state(hall, TicketState.SERVING),
        parked=hall.parked,
        wait=_public_wait(hall, now),
        open_counters=hall.open_counters,
    )


async def status_of(ticket: UUID, now: datetime, policy: Policy = USUAL) -> TicketStatus:
    """Return where a ticket stands.

    Raises:
        NotFound: there is none.
    """
    row = await Ticket.get_or_none(id=ticket).select_related("counter")
    if row is None:
        raise NotFound
    seen = Outlook(0, None)
    if row.state is TicketState.WAITING:
        seen = outlook(await read_hall(row.office_day_id, now), ticket, now, policy)
    return TicketStatus(
        id=row.id,
        office=row.office_id,
        number=row.label,
        state=row.state,
        ahead=seen.ahead,
        wait=seen.wait,
        counter_name=row.counter.name if row.counter else None,
        drawn_at=row.drawn_at,
        due_at=row.due_at,
    )


def _in_state(hall: Hall, state: TicketState) -> tuple[AtCounter, ...]:
    return tuple(one for one in hall.at_counter if one.state is state)
