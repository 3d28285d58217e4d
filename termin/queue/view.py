"""What staff and ticket holders see of a queue; nothing here changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.errors import NotFound
from termin.offices.rows import Office
from termin.queue.alarm import AlarmView, alarms_of
from termin.queue.estimate import Wait
from termin.queue.hall import AtCounter, Hall, Parked
from termin.queue.order import Place, Policy, Reason
from termin.queue.outlook import Outlook, outlook, outlooks, places, public_wait, reasons
from termin.queue.rows import Ticket, TicketState
from termin.queue.survey import read_hall
from termin.queue.today import day_of_office


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who was called and did not come."""

    ticket: UUID
    number: str
    ended_at: datetime
    counter_name: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """An office's queue for its staff: waiting in order with reasons, called and served, parked.

    `missed` is newest first; `paused` says of a counter until when its pause is expected to last.
    """

    office: int
    office_day: int
    waiting: tuple[Place, ...]
    outlooks: Mapping[UUID, Outlook]
    called: tuple[AtCounter, ...]
    serving: tuple[AtCounter, ...]
    parked: tuple[Parked, ...]
    missed: tuple[Missed, ...]
    paused: Mapping[int, datetime]
    alarms: tuple[AlarmView, ...]
    wait: Wait | None
    open_counters: int

    def at(self, counter: int) -> AtCounter | None:
        """Return who is called to a counter or served there."""
        everybody = self.called + self.serving
        return next((one for one in everybody if one.counter == counter), None)


@dataclass(frozen=True, slots=True)
class TicketStatus:
    """A ticket for its holder; `counter_name` says where to go once called.

    Nobody is called before `earliest`, as far as one can know: until then one may leave. `told` is
    the interval told when joining. While it waits, `reason` says why it stands at its place, and
    `before` why others come first, in their order.
    """

    id: UUID
    office: int
    number: str
    state: TicketState
    ahead: int
    wait: Wait | None
    counter_name: str | None
    drawn_at: datetime
    due_at: datetime | None
    earliest: datetime
    told: Wait | None
    reason: Reason | None = None
    before: tuple[Reason, ...] = ()


async def queue_of(office: int, now: datetime, policy: Policy | None = None) -> QueueView:
    """Return the queue of an office's present day, in the office's own order unless given.

    Raises:
        NotFound: no such office.
    """
    found = await Office.get_or_none(id=office)
    if found is None:
        raise NotFound
    day = await day_of_office(found, now)
    hall = await read_hall(day, now)
    policy = policy or hall.policy
    return QueueView(
        office=office,
        office_day=day,
        waiting=places(hall, now, policy),
        outlooks=outlooks(hall, now, policy),
        called=_in_state(hall, TicketState.CALLED),
        serving=_in_state(hall, TicketState.SERVING),
        parked=hall.parked,
        missed=await _missed(day),
        paused=hall.paused,
        alarms=await alarms_of(office),
        wait=public_wait(hall, now, policy),
        open_counters=len(hall.desks(now)),
    )


async def status_of(ticket: UUID, now: datetime, policy: Policy | None = None) -> TicketStatus:
    """Return where a ticket stands, in the office's own order unless given.

    Raises:
        NotFound: there is none.
    """
    row = await Ticket.get_or_none(id=ticket).select_related("counter")
    if row is None:
        raise NotFound
    seen = Outlook(0, None)
    reason: Reason | None = None
    before: tuple[Reason, ...] = ()
    if row.state is TicketState.WAITING:
        hall = await read_hall(row.office_day_id, now)
        policy = policy or hall.policy
        seen = outlook(hall, ticket, now, policy)
        reason, before = reasons(hall, ticket, now, policy)
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
        earliest=seen.earliest or now,
        told=_told(row),
        reason=reason,
        before=before,
    )


def _told(row: Ticket) -> Wait | None:
    if row.told_low is None or row.told_high is None:
        return None
    return Wait(row.told_low, row.told_high)


async def _missed(day: int) -> tuple[Missed, ...]:
    rows = (
        await Ticket.filter(office_day_id=day, state=TicketState.MISSED)
        .order_by("-ended_at", "letter", "number")
        .select_related("counter")
    )
    return tuple(
        Missed(row.id, row.label, row.ended_at or row.drawn_at, row.counter.name)
        for row in rows
        if row.counter
    )


def _in_state(hall: Hall, state: TicketState) -> tuple[AtCounter, ...]:
    return tuple(one for one in hall.at_counter if one.state is state)
