"""Sending somebody to another office, where a number of their own waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from termin.catalogue.rows import ServiceAtOffice
from termin.errors import Invalid, NotFound, TryAgain, WrongState
from termin.events import TicketForwarded
from termin.localtime import local_date
from termin.officeday import locked
from termin.offices.openings import opening_of
from termin.offices.rows import Office
from termin.queue.draw import Drawn, drawn
from termin.queue.joining import Errand, Joining, join
from termin.queue.moment import moment_of
from termin.queue.opening import check_open
from termin.queue.rows import Ticket, TicketLine
from termin.queue.states import Step
from termin.queue.step import days_of, take
from termin.queue.stint import end_stint
from termin.queue.today import day_of_office
from termin.queue.wait import tell_wait


async def send(ticket: UUID, office: int, now: datetime) -> Drawn:
    """Send the person to another office of the municipality; return the number they have there.

    They take along what that office offers of their services, their appointment with its time,
    their priority, and the time they have waited already: their place there counts from when they
    joined the queue here. A limit on walk-in numbers does not stop them.

    Raises:
        NotFound: there is no such ticket or office.
        Invalid: it is the same office, or one that offers none of the services.
        Closed: that office takes nobody in now (`opens_at`).
        WrongState: the person neither waits, is called nor served, or not today.
        TryAgain: one of the days is too busy; nothing was changed.
    """
    seen = await Ticket.get_or_none(id=ticket).select_related("office")
    if seen is None:
        raise NotFound
    there = await _destination(seen, office)
    if seen.office_day_id != await day_of_office(seen.office, now):
        raise WrongState(state="past", step=Step.SEND.value)
    here, *of_appointment = await days_of(seen)
    to_id = await day_of_office(there, now)
    async with locked(here, to_id, *of_appointment) as (day, to_day, *_):
        row = await Ticket.get(id=ticket)
        if set(await days_of(row)) - {here, to_id, *of_appointment}:
            raise TryAgain
        moment = max(await moment_of(day, now), await moment_of(to_day, now))
        errands = await _errands_there(row, there.id)
        await _check_open(there, moment)
        await take(row, Step.SEND, moment)
        end_stint(row, moment)
        row.ended_at = moment
        await row.save()  # before its successor is made: an appointment has one ticket
        await day.record(TicketForwarded(row.id, row.label, "", None, there.id), moment)
        made, secret = await join(to_day, _joining(row, there), errands, moment)
        await tell_wait(day, moment)
        return await drawn(to_day, made, secret, moment, None)


async def _destination(ticket: Ticket, office: int) -> Office:
    there = await Office.get_or_none(
        id=office, municipality_id=ticket.municipality_id, retired_at=None
    )
    if there is None:
        raise NotFound
    if there.id == ticket.office_id:
        raise Invalid(fields={"office": "Bitte wählen Sie eine andere Dienststelle."})
    return there


def _joining(row: Ticket, there: Office) -> Joining:
    return Joining(
        there.letter_appointments if row.due_at else there.letter_walk_ins,
        row.channel,
        appointment=row.appointment_id,
        due_at=row.due_at,
        priority=row.priority,
        forwarded_from=row.id,
        drawn_at=row.drawn_at,
    )


async def _errands_there(row: Ticket, office: int) -> Sequence[Errand]:
    """Return what that office does of what the person came for, with its minutes there."""
    lines = await TicketLine.filter(ticket_id=row.id, count__gt=0).order_by("id")
    found = await ServiceAtOffice.filter(
        office_id=office, service_id__in=[line.service_id for line in lines], retired_at=None
    )
    minutes = {one.service_id: one.planned_minutes for one in found}
    errands = [
        Errand(line.service_id, line.count, minutes[line.service_id] * line.count)
        for line in lines
        if line.service_id in minutes
    ]
    if not errands:
        raise Invalid(fields={"office": "Diese Dienststelle bietet das Anliegen nicht an."})
    return errands


async def _check_open(office: Office, now: datetime) -> None:
    today = local_date(now, ZoneInfo(office.time_zone))
    check_open(await opening_of(office.id, today), now, office.early_minutes)
