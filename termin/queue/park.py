"""Parking: somebody leaves the counter for a while, as for a form or a photo, and comes back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from termin.events import TicketParked, TicketRequeued
from termin.queue.rows import Ticket
from termin.queue.sheet import Sheet, sheet_of
from termin.queue.states import Step
from termin.queue.step import counter_of, opened, take
from termin.queue.stint import end_parking, end_stint, leave_counter

_LONGEST_ROOM = 120


async def park(
    ticket: UUID, now: datetime, *, room: str = "", remind_at: datetime | None = None
) -> Sheet:
    """Let the person leave the counter, which is free for others; the time of serving stands still.

    `room` says where they are, `remind_at` when the counter is to be reminded of them.

    Raises:
        NotFound: there is no such ticket.
        WrongState: nobody is served.
        TryAgain: the day is too busy; nothing was changed.
    """
    async with opened(ticket, now) as (day, row, moment):
        await take(row, Step.PARK, moment)
        end_stint(row, moment)
        row.parked_at = moment
        row.room = room.strip()[:_LONGEST_ROOM]
        row.remind_at = remind_at
        await day.record(TicketParked(row.id, row.label, counter_of(row), remind_at), moment)
    return await sheet_of(ticket)


async def requeue(ticket: UUID, now: datetime) -> Sheet:
    """Let a parked person wait for whichever counter is free; they go on before those who are new.

    Raises:
        NotFound: there is no such ticket.
        WrongState: nobody is parked.
        TryAgain: the day is too busy; nothing was changed.
    """
    async with opened(ticket, now) as (day, row, moment):
        await take(row, Step.REQUEUE, moment)
        _wait_on(row, moment)
        await day.record(TicketRequeued(row.id, row.label, "unparked"), moment)
    return await sheet_of(ticket)


def _wait_on(row: Ticket, now: datetime) -> None:
    end_parking(row, now)
    leave_counter(row, now)
    row.continued_at = now
    row.for_counter_id = None  # the counter that was theirs may have gone home
