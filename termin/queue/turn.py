"""What happens with a ticket between the call and the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from termin.booking import states as booking
from termin.errors import NotFound
from termin.events import (
    TicketArrived,
    TicketFinished,
    TicketMissed,
    TicketRecalled,
    TicketRequeued,
    TicketWithdrawn,
)
from termin.officeday import Day, locked
from termin.offices.rows import Counter
from termin.queue.following import follow
from termin.queue.rows import Ticket
from termin.queue.sheet import Sheet, sheet_of
from termin.queue.states import Step, after
from termin.queue.wait import tell_wait


async def call_again(ticket: UUID, now: datetime) -> Sheet:
    """Call the same person once more to the same counter.

    Raises (as all moves here):
        NotFound: there is no such ticket.
        WrongState: the ticket's state has no such move.
    """
    async with _moved(ticket, Step.CALL_AGAIN, now) as (day, row):
        row.calls += 1
        row.called_at = now
        await day.record(TicketRecalled(row.id, row.label, _counter(row), await _name(row)), now)
    return await sheet_of(ticket)


async def arrive(ticket: UUID, now: datetime) -> Sheet:
    """The person called is at the counter; the time of serving begins."""
    async with _moved(ticket, Step.ARRIVE, now) as (day, row):
        row.arrived_at = now
        await day.record(TicketArrived(row.id, row.label, _counter(row)), now)
    return await sheet_of(ticket)


async def miss(ticket: UUID, now: datetime) -> Sheet:
    """The person called did not come."""
    async with _moved(ticket, Step.MISS, now) as (day, row):
        row.ended_at = now
        await follow(row.appointment_id, booking.Step.MISS, now)
        await day.record(TicketMissed(row.id, row.label, _counter(row)), now)
    return await sheet_of(ticket)


async def finish(ticket: UUID, now: datetime) -> Sheet:
    """The person was served."""
    async with _moved(ticket, Step.FINISH, now) as (day, row):
        row.ended_at = now
        await follow(row.appointment_id, booking.Step.FINISH, now)
        minutes = _minutes(row.arrived_at or now, now)
        await day.record(TicketFinished(row.id, row.label, _counter(row), minutes), now)
    return await sheet_of(ticket)


async def undo_call(ticket: UUID, now: datetime) -> Sheet:
    """The call was a mistake: the person waits again, at their old place."""
    async with _moved(ticket, Step.UNDO, now) as (day, row):
        row.counter_id = row.called_at = row.called_by = None
        row.calls = 0
        await day.record(TicketRequeued(row.id, row.label, "undone"), now)
    return await sheet_of(ticket)


async def withdraw(ticket: UUID, now: datetime) -> Sheet:
    """The person leaves before being called; an appointment is as before its check-in."""
    async with _moved(ticket, Step.WITHDRAW, now) as (day, row):
        row.ended_at = now
        await follow(row.appointment_id, booking.Step.LEAVE, now)
        await day.record(TicketWithdrawn(row.id, row.label), now)
    return await sheet_of(ticket)


@asynccontextmanager
async def _moved(ticket: UUID, step: Step, now: datetime) -> AsyncIterator[tuple[Day, Ticket]]:
    """Lock the ticket's day, take the step, and save after the block; then tell the wait."""
    seen = await Ticket.get_or_none(id=ticket)
    if seen is None:
        raise NotFound
    async with locked(seen.office_day_id) as (day,):
        row = await Ticket.get(id=ticket)
        row.state = after(row.state, step)
        yield day, row
        await row.save()
        await tell_wait(day, now)


def _counter(row: Ticket) -> int:
    if row.counter_id is None:  # the database refuses such a row
        raise ValueError(f"ticket {row.id} is at no counter")
    return row.counter_id


async def _name(row: Ticket) -> str:
    return (await Counter.get(id=_counter(row))).name


def _minutes(since: datetime, now: datetime) -> float:
    return round((now - since).total_seconds() / 60, 1)
