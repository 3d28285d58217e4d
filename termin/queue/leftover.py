"""Tickets that an earlier day left open: that day is over, and so are they."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from termin.officeday import Day
from termin.queue.finish import end_served
from termin.queue.rows import Ticket, TicketState
from termin.queue.states import AT_COUNTER, Step
from termin.queue.step import days_of, take
from termin.queue.turn import end_missed, end_withdrawn

_LAST_STEPS = {
    TicketState.WAITING: Step.WITHDRAW,
    TicketState.CALLED: Step.MISS,
    TicketState.SERVING: Step.FINISH,
    TicketState.PARKED: Step.FINISH,
}


async def days_of_leftovers(counter: int, today: int) -> tuple[int, ...]:
    """Return the earlier days to lock because somebody is still at this counter."""
    rows = await Ticket.filter(counter_id=counter, state__in=list(AT_COUNTER)).exclude(
        office_day_id=today
    )
    return tuple([day for row in rows for day in await days_of(row)])


async def close_leftovers(counter: int, days: Iterable[Day], now: datetime) -> None:
    """Close who is still at this counter on these locked days of the past."""
    for day in days:
        rows = await Ticket.filter(
            counter_id=counter, office_day_id=day.id, state__in=list(AT_COUNTER)
        )
        for row in rows:
            await close_ticket(day, row, now)


async def close_ticket(day: Day, row: Ticket, now: datetime) -> None:
    """End an open ticket of a locked day that is over.

    Who waits has left, who was called did not come, who was served or parked is finished; the
    minutes of who is still at a counter are not known and told as planned, so that nothing learns a
    whole night. Nothing of it can be taken back.
    """
    step = _LAST_STEPS[row.state]
    minutes = await _planned(row) if row.state is TicketState.SERVING else None
    await take(row, step, now)
    row.before = None
    if step is Step.WITHDRAW:
        await end_withdrawn(day, row, now)
    elif step is Step.MISS:
        await end_missed(day, row, now)
    else:
        await end_served(day, row, now, minutes)
    await row.save()


async def _planned(row: Ticket) -> float:
    return float(sum([line.minutes for line in await row.lines.all()]))
