"""What happens with a ticket between the call and the end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from termin.booking import states as booking
from termin.errors import WrongState
from termin.events import (
    TicketArrived,
    TicketMissed,
    TicketRanked,
    TicketRecalled,
    TicketRequeued,
    TicketWithdrawn,
)
from termin.localtime import local_date
from termin.officeday import Day
from termin.queue.following import follow
from termin.queue.rows import Ticket
from termin.queue.sheet import Sheet, sheet_of
from termin.queue.states import ENDED, Step
from termin.queue.step import counter_of, its_counter, opened, take
from termin.queue.stint import end_parking, was_served


async def call_again(ticket: UUID, now: datetime) -> Sheet:
    """Call the same person once more to the same counter.

    Raises (as all moves here):
        NotFound: there is no such ticket.
        WrongState: the ticket's state has no such move.
        TryAgain: the day is too busy; nothing was changed.
    """
    async with opened(ticket, now) as (day, row, moment):
        await take(row, Step.CALL_AGAIN, moment)
        row.calls += 1
        row.called_at = moment
        counter = await its_counter(row)
        recalled = TicketRecalled(row.id, row.label, counter.id, counter.name, counter.waiting_room)
        await day.record(recalled, moment)
    return await sheet_of(ticket)


async def arrive(ticket: UUID, now: datetime) -> Sheet:
    """The person called is at the counter; the time of serving begins."""
    async with opened(ticket, now) as (day, row, moment):
        await take(row, Step.ARRIVE, moment)
        row.arrived_at = moment
        await day.record(TicketArrived(row.id, row.label, counter_of(row)), moment)
    return await sheet_of(ticket)


async def miss(ticket: UUID, now: datetime) -> Sheet:
    """The person called did not come, or who was parked did not come back."""
    async with opened(ticket, now) as (day, row, moment):
        await take(row, Step.MISS, moment)
        await end_missed(day, row, moment)
    return await sheet_of(ticket)


async def end_missed(day: Day, row: Ticket, now: datetime) -> None:
    """Write what follows from the step MISS; the row is not saved."""
    row.ended_at = now
    end_parking(row, now)
    await follow(row.appointment_id, booking.Step.MISS, now)
    await day.record(TicketMissed(row.id, row.label, counter_of(row)), now)


async def withdraw(ticket: UUID, now: datetime) -> Sheet:
    """The person leaves before being called; an appointment is as before its check-in."""
    async with opened(ticket, now) as (day, row, moment):
        await take(row, Step.WITHDRAW, moment)
        await end_withdrawn(day, row, moment)
    return await sheet_of(ticket)


async def end_withdrawn(day: Day, row: Ticket, now: datetime) -> None:
    """Write what follows from the step WITHDRAW; the row is not saved."""
    row.ended_at = now
    await follow(row.appointment_id, booking.Step.LEAVE, now)
    await day.record(TicketWithdrawn(row.id, row.label), now)


async def bring_back(ticket: UUID, now: datetime) -> Sheet:
    """Let somebody who was called and had not come wait again, with the same number.

    They stand in line as if they had just walked in, also with an appointment; who was served
    before and goes on, goes on. Whose day is over draws a new number.
    """
    async with opened(ticket, now) as (day, row, moment):
        if local_date(moment, day.zone) != day.date:
            raise WrongState(state="past", step=Step.RETURN.value)
        await take_back(day, row, moment)
    return await sheet_of(ticket)


async def take_back(day: Day, row: Ticket, now: datetime) -> None:
    """Do so with a ticket of a locked day; the row is not saved.

    Raises:
        WrongState: it was not missed.
    """
    await take(row, Step.RETURN, now)
    row.due_at = row.ended_at = row.called_at = row.counter_id = row.called_by = None
    row.calls = 0
    row.drawn_at = now
    row.continued_at = now if was_served(row) else None
    await follow(row.appointment_id, booking.Step.ARRIVE, now)
    await day.record(TicketRequeued(row.id, row.label, "returned"), now)


async def rank(ticket: UUID, now: datetime, *, priority: bool) -> Sheet:
    """Give somebody priority, or take it back; done twice, it is done once.

    Raises:
        WrongState: the ticket has ended.
    """
    async with opened(ticket, now) as (day, row, moment):
        if row.state in ENDED:
            raise WrongState(state=row.state.value, step="rank")
        if row.priority is not priority:
            row.priority = priority
            await day.record(TicketRanked(row.id, row.label, priority), moment)
    return await sheet_of(ticket)
