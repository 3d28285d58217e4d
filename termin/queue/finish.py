"""The end of a visit, or of its part at one counter: served, and on to the next station."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from termin.booking import states as booking
from termin.events import TicketFinished, TicketForwarded
from termin.officeday import Day
from termin.queue.following import follow
from termin.queue.report import Report, check_report, write_report
from termin.queue.rows import Ticket
from termin.queue.sheet import Sheet, sheet_of
from termin.queue.states import Step
from termin.queue.stations import still_to_visit
from termin.queue.step import counter_of, opened, take
from termin.queue.stint import end_parking, leave_counter, served_until


async def finish(ticket: UUID, now: datetime, report: Report | None = None) -> Sheet:
    """The person was served here: they go on to their next station, or the visit is over.

    Without a `report` it is not told what was done, and the minutes are as measured: since the
    arrival at the counter, without the time parked.

    Raises:
        NotFound: there is no such ticket.
        WrongState: nobody is served or parked.
        Invalid: the report cannot be true (`fields`).
        TryAgain: the day is too busy; nothing was changed.
    """
    if report is not None:
        check_report(report)
    async with opened(ticket, now) as (day, row, moment):
        stations = await still_to_visit(row)
        await take(row, Step.CONTINUE if stations else Step.FINISH, moment)
        if report is not None:
            await write_report(row, report)
        told = report.minutes if report else None
        if stations:
            await _go_on(day, row, stations, told, moment)
        else:
            await end_served(day, row, moment, told)
    return await sheet_of(ticket)


async def _go_on(
    day: Day, row: Ticket, stations: list[str], told: float | None, now: datetime
) -> None:
    end_parking(row, now)
    row.served_minutes = told if told is not None else _measured(row, now)
    row.arrived_at = None
    leave_counter(row, now)
    row.area, row.stations = stations[0], stations[1:]
    row.for_counter_id = None
    await day.record(TicketForwarded(row.id, row.label, row.area, None, None), now)


async def end_served(day: Day, row: Ticket, now: datetime, minutes: float | None = None) -> None:
    """Write what follows from the step FINISH; the row is not saved."""
    end_parking(row, now)
    row.served_minutes = _measured(row, now) if minutes is None else minutes
    row.ended_at = now
    await follow(row.appointment_id, booking.Step.FINISH, now)
    finished = TicketFinished(row.id, row.label, counter_of(row), row.served_minutes)
    await day.record(finished, now)


def _measured(row: Ticket, now: datetime) -> float:
    return served_until(row.served_minutes, row.arrived_at, now)
