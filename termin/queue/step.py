"""Taking a step with a ticket: its day locked, its state judged, how it stood before kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from termin.booking.rows import Appointment
from termin.errors import NotFound
from termin.officeday import Day, locked
from termin.offices.rows import Counter
from termin.queue.memory import CALLS, UNDOABLE, remember
from termin.queue.moment import moment_of
from termin.queue.rows import Ticket
from termin.queue.states import Step, after
from termin.queue.wait import tell_wait


@asynccontextmanager
async def opened(ticket: UUID, now: datetime) -> AsyncIterator[tuple[Day, Ticket, datetime]]:
    """Lock a ticket's day for the block and read the ticket; afterwards save it and tell the wait.

    The third value is the moment of the step, to be used for `now` in the block.

    Raises:
        NotFound: there is no such ticket.
        TryAgain: the day is too busy; nothing was changed.
    """
    seen = await Ticket.get_or_none(id=ticket)
    if seen is None:
        raise NotFound
    async with locked(*await days_of(seen)) as days:
        day = days[0]
        row = await Ticket.get(id=ticket)
        moment = await moment_of(day, now)
        yield day, row, moment
        await row.save()
        await tell_wait(day, moment)


async def take(ticket: Ticket, step: Step, now: datetime) -> None:
    """Let a ticket of a locked day take a step; nothing is saved yet.

    Raises:
        WrongState: the ticket's state has no such step; the ticket is as before.
    """
    state = after(ticket.state, step)
    if step in UNDOABLE or step in CALLS:
        ticket.before = await remember(ticket, step)
    elif step is not Step.CALL_AGAIN:  # a call repeated can still be taken back as a whole
        ticket.before = None
    ticket.stepped_at = now
    ticket.state = state


async def days_of(ticket: Ticket) -> tuple[int, ...]:
    """Return the days to lock for a step: the ticket's, and its appointment's where it differs.

    It differs where somebody was sent to another office with their appointment.
    """
    if ticket.appointment_id is None:
        return (ticket.office_day_id,)
    appointment = await Appointment.get(id=ticket.appointment_id)
    return tuple(dict.fromkeys((ticket.office_day_id, appointment.office_day_id)))


def counter_of(ticket: Ticket) -> int:
    """Return the counter at which somebody is, or was last."""
    if ticket.counter_id is None:  # the database refuses such a row
        raise ValueError(f"ticket {ticket.id} is at no counter")
    return ticket.counter_id


async def its_counter(ticket: Ticket) -> Counter:
    """Return that counter."""
    return await Counter.get(id=counter_of(ticket))
