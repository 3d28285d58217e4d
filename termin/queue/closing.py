"""The end of a day: nobody is left behind in a state that says they are still to come."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from tortoise.connection import get_connection

from termin.booking import states as booking
from termin.booking.rows import Appointment, AppointmentState
from termin.capacity.expiry import sweep
from termin.errors import TryAgain
from termin.events import AlarmEnded, AppointmentMissed
from termin.localtime import local_date
from termin.officeday import Day, locked
from termin.queue.following import follow
from termin.queue.leftover import close_ticket
from termin.queue.moment import moment_of
from termin.queue.pause import end_pause
from termin.queue.rows import Alarm, Pause, Ticket
from termin.queue.states import OPEN
from termin.queue.step import days_of

_LEFT_OPEN = """
SELECT d.id FROM office_day d JOIN office o ON o.id = d.office_id
WHERE d.date BETWEEN ($1::timestamptz)::date - 400 AND ($1::timestamptz)::date + 1
  AND d.date < (($1::timestamptz) AT TIME ZONE o.time_zone)::date
  AND (EXISTS (SELECT FROM appointment a WHERE a.office_day_id = d.id AND a.state = 'booked'
      AND a.ends_at <= $1)
    OR EXISTS (SELECT FROM ticket t WHERE t.office_day_id = d.id
      AND t.state IN ('waiting', 'called', 'serving', 'parked'))
    OR EXISTS (SELECT FROM pause p WHERE p.office_day_id = d.id AND p.ended_at IS NULL)
    OR EXISTS (SELECT FROM alarm m WHERE m.office_day_id = d.id AND m.ended_at IS NULL))
ORDER BY d.date, d.id
"""


async def close_days(now: datetime) -> int:
    """Close the days that are over at their offices; return how many there were to close.

    Tickets still open end as `leftover.close_ticket` says; who had an appointment and never came
    has missed it; pauses and alarms end. Done again, nothing is left to do. A day that is busy is
    left for the next time; days of more than 400 days ago are not looked at.
    """
    closed = await _close_open_days(now)
    # Who was let go at another office leaves an appointment behind at the one it was booked at.
    return closed + await _close_open_days(now) if closed else 0


async def _close_open_days(now: datetime) -> int:
    rows = await get_connection("default").execute_query_dict(_LEFT_OPEN, [now])
    closed = 0
    for row in rows:
        with suppress(TryAgain):
            closed += await _close_day(row["id"], now)
    return closed


async def _close_day(day_id: int, now: datetime) -> bool:
    """Close one day; say whether it was still to be closed when its turn came."""
    others = await _days_of_appointments(day_id)
    async with locked(day_id, *others) as (day, *_):
        if day.date >= local_date(now, day.zone):
            return False
        moment = await moment_of(day, now)
        await sweep(day, moment)
        changes = [
            await _end_tickets(day, moment, {day_id, *others}),
            await _miss_appointments(day, moment),
            await _end_pauses(day, moment),
            await _end_alarms(day, moment),
        ]
    return any(changes)


async def _days_of_appointments(day_id: int) -> set[int]:
    """Return the other days whose appointments have open tickets here."""
    rows = await Ticket.filter(office_day_id=day_id, state__in=list(OPEN))
    return {day for row in rows for day in await days_of(row)} - {day_id}


async def _end_tickets(day: Day, now: datetime, locked_days: set[int]) -> int:
    rows = await Ticket.filter(office_day_id=day.id, state__in=list(OPEN)).order_by("came_at")
    for row in rows:
        if not set(await days_of(row)) <= locked_days:
            raise TryAgain  # sent here in this moment
        await close_ticket(day, row, now)
    return len(rows)


async def _miss_appointments(day: Day, now: datetime) -> int:
    rows = await Appointment.filter(
        office_day_id=day.id, state=AppointmentState.BOOKED, ends_at__lte=now
    ).order_by("starts_at", "id")
    for row in rows:
        await follow(row.id, booking.Step.MISS, now)
        await day.record(AppointmentMissed(row.id), now)
    return len(rows)


async def _end_pauses(day: Day, now: datetime) -> int:
    rows = await Pause.filter(office_day_id=day.id, ended_at=None)
    for row in rows:
        await end_pause(day, row, min(row.expected_until, now))
    return len(rows)


async def _end_alarms(day: Day, now: datetime) -> int:
    rows = await Alarm.filter(office_day_id=day.id, ended_at=None)
    for row in rows:
        row.ended_at = now
        await row.save(update_fields=["ended_at"])
        await day.record(AlarmEnded(row.id), now)
    return len(rows)
