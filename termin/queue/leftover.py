"""Tickets that an earlier day left open at a counter: that day is over, and so are they."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from termin.booking import states as booking
from termin.events import TicketFinished, TicketMissed
from termin.officeday import Day
from termin.queue.following import follow
from termin.queue.rows import Ticket, TicketState
from termin.queue.states import AT_COUNTER, Step, after


async def days_of_leftovers(counter: int, today: int) -> tuple[int, ...]:
    """Return the earlier days that still have somebody at this counter."""
    rows = await Ticket.filter(counter_id=counter, state__in=list(AT_COUNTER)).exclude(
        office_day_id=today
    )
    return tuple(row.office_day_id for row in rows)


async def close_leftovers(counter: int, days: Iterable[Day], now: datetime) -> None:
    """Close who is still at this counter on these locked days: served are finished, called missed.

    The minutes are not known; they are told as planned, so that nothing learns a whole night.
    """
    for day in days:
        rows = await Ticket.filter(
            counter_id=counter, office_day_id=day.id, state__in=list(AT_COUNTER)
        ).prefetch_related("lines")
        for ticket in rows:
            await _close(day, ticket, now)


async def _close(day: Day, ticket: Ticket, now: datetime) -> None:
    was_served = ticket.state is TicketState.SERVING
    ticket.state = after(ticket.state, Step.FINISH if was_served else Step.MISS)
    ticket.ended_at = now
    await ticket.save(update_fields=["state", "ended_at"])
    counter = ticket.counter_id or 0
    if was_served:
        await follow(ticket.appointment_id, booking.Step.FINISH, now)
        minutes = float(sum(line.minutes for line in ticket.lines))
        await day.record(TicketFinished(ticket.id, ticket.label, counter, minutes), now)
    else:
        await follow(ticket.appointment_id, booking.Step.MISS, now)
        await day.record(TicketMissed(ticket.id, ticket.label, counter), now)
