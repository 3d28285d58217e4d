"""Taking back: a call as long as nobody came, any other step for half a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from termin.booking.rows import AppointmentState
from termin.errors import CounterTaken, TooLate, WrongState
from termin.events import TicketRequeued, TicketRestored
from termin.officeday import Day
from termin.offices.rows import Counter
from termin.queue.following import follow_back
from termin.queue.memory import CALLS, UNDO_SECONDS, last_step, put_back, undoable_step
from termin.queue.rows import Ticket, TicketState
from termin.queue.sheet import Sheet, sheet_of
from termin.queue.states import AT_COUNTER, OVER, Step, after
from termin.queue.step import opened


async def undo_call(ticket: UUID, now: datetime) -> Sheet:
    """The call was a mistake: the person stands as before it, waiting, parked or missed.

    Raises:
        NotFound: there is no such ticket.
        WrongState: it is not called.
        TryAgain: the day is too busy; nothing was changed.
    """
    async with opened(ticket, now) as (day, row, moment):
        state = after(row.state, Step.UNDO)
        if last_step(row) in CALLS:
            await _restore(row, moment)
        else:
            row.state = state
            row.counter_id = row.called_at = row.called_by = row.before = None
            row.calls = 0
        if row.state is TicketState.WAITING:
            await day.record(TicketRequeued(row.id, row.label, "undone"), moment)
        else:
            await _tell(day, row, moment)
    return await sheet_of(ticket)


async def undo(ticket: UUID, now: datetime) -> Sheet:
    """Take back the last step of a ticket (see `memory.UNDOABLE`); the appointment goes back too.

    Raises:
        NotFound: there is no such ticket.
        WrongState: its last step is none of these, or the appointment was moved, cancelled or
            checked in again since.
        TooLate: the step is longer ago than `UNDO_SECONDS` (`seconds`).
        CounterTaken: somebody else is at the counter by now (`number`, `state`).
        TryAgain: the day is too busy; nothing was changed.
    """
    async with opened(ticket, now) as (day, row, moment):
        if undoable_step(row) is None or row.stepped_at is None:
            raise WrongState(state=row.state.value, step="undo")
        if moment - row.stepped_at > timedelta(seconds=UNDO_SECONDS):
            raise TooLate(seconds=UNDO_SECONDS)
        await _check_nobody_stands_there(row)
        await _restore(row, moment)
        await _tell(day, row, moment)
    return await sheet_of(ticket)


async def _check_nobody_stands_there(row: Ticket) -> None:
    before: dict[str, Any] = row.before or {}
    if TicketState(before["state"]) not in AT_COUNTER:
        return
    others = Ticket.filter(counter_id=before["counter_id"], state__in=list(AT_COUNTER))
    there = await others.exclude(id=row.id).first()
    if there is not None:
        raise CounterTaken(ticket=there.id, number=there.label, state=there.state.value)


async def _restore(row: Ticket, now: datetime) -> None:
    before: dict[str, Any] = row.before or {}
    if row.state is TicketState.WITHDRAWN and row.appointment_id is not None:
        others = Ticket.filter(appointment_id=row.appointment_id).exclude(state__in=list(OVER))
        if await others.exists():
            raise WrongState(state="checked-in")
    await put_back(row)
    if before["appointment"] is not None:
        state, sequence = before["appointment"]
        await follow_back(row.appointment_id, AppointmentState(state), sequence, now)


async def _tell(day: Day, row: Ticket, now: datetime) -> None:
    counter = await Counter.get_or_none(id=row.counter_id) if row.counter_id else None
    restored = TicketRestored(
        ticket=row.id,
        number=row.label,
        state=row.state.value,
        counter=row.counter_id,
        counter_name=counter.name if counter else None,
        called_at=row.called_at,
        room=counter.waiting_room if counter else "",
    )
    await day.record(restored, now)
