"""Check-in: somebody with an appointment is here."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from termin import tokens
from termin.booking import states as booking
from termin.booking.rows import Appointment, AppointmentLine, AppointmentState, Channel
from termin.capacity.expiry import sweep
from termin.errors import (
    NoLongerBooked,
    NotConfirmed,
    NotFound,
    OtherDay,
    OtherOffice,
    TooEarly,
    TryAgain,
)
from termin.events import TicketRequeued
from termin.localtime import local_date
from termin.officeday import Day, locked
from termin.offices.rows import Office
from termin.queue.draw import APPOINTMENTS, WALK_INS, Drawn, Errand, drawn, join
from termin.queue.following import follow
from termin.queue.order import USUAL, Policy
from termin.queue.rows import Ticket, TicketState
from termin.queue.states import Step, after


async def check_in(
    code: str,
    now: datetime,
    channel: Channel = Channel.KIOSK,
    *,
    at_office: int | None = None,
    policy: Policy = USUAL,
) -> Drawn:
    """Let the person with this appointment's code join the queue; done twice, the same ticket.

    Later than the office's `late_minutes` the appointment is served like a walk-in. Who was called
    and had not come waits again, with the same number, like a walk-in.

    Raises:
        NotFound: no appointment has this code.
        OtherOffice: it is not at `at_office` (`office_name`, `office`).
        OtherDay: it is not today (`starts_at`).
        TooEarly: check-in opens later today (`opens_at`, `starts_at`).
        NoLongerBooked, NotConfirmed: it was cancelled or ran out; the mailed link was not followed.
    """
    seen = await _find(code)
    await _check_place_and_day(seen, now, at_office)
    async with locked(seen.office_day_id) as (day,):
        await sweep(day, now)  # an appointment whose link was not followed in time is over
        appointment = await _find(code)
        if appointment.office_day_id != day.id:
            raise TryAgain  # moved to another day in this moment
        there = await Ticket.exclude(state=TicketState.WITHDRAWN).get_or_none(
            appointment_id=appointment.id
        )
        if there is None:
            ticket, secret = await _admit(day, appointment, channel, now)
            return await drawn(day, ticket, secret, now, policy)
        if there.state is TicketState.MISSED:
            await _take_back(day, there, appointment, now)
        return await drawn(day, there, None, now, policy)


async def _find(code: str) -> Appointment:
    plain = tokens.typed(code)
    found = await Appointment.get_or_none(code=plain).select_related("office") if plain else None
    if found is None:
        raise NotFound
    return found


async def _check_place_and_day(
    appointment: Appointment, now: datetime, at_office: int | None
) -> None:
    office: Office = appointment.office
    if at_office is not None and office.id != at_office:
        raise OtherOffice(office=str(office.id), office_name=office.short_name or office.name)
    zone = ZoneInfo(office.time_zone)
    if local_date(appointment.starts_at, zone) != local_date(now, zone):
        _check_state(appointment)
        raise OtherDay(starts_at=appointment.starts_at)


def _check_state(appointment: Appointment) -> None:
    if appointment.state in (AppointmentState.CANCELLED, AppointmentState.LAPSED):
        raise NoLongerBooked(state=appointment.state.value)
    if appointment.state is AppointmentState.UNCONFIRMED:
        raise NotConfirmed(starts_at=appointment.starts_at)


async def _admit(
    day: Day, appointment: Appointment, channel: Channel, now: datetime
) -> tuple[Ticket, str]:
    _check_state(appointment)
    office: Office = appointment.office
    opens_at = appointment.starts_at - timedelta(minutes=office.early_minutes)
    if now < opens_at:
        raise TooEarly(opens_at=opens_at, starts_at=appointment.starts_at)
    late = now > appointment.starts_at + timedelta(minutes=office.late_minutes)
    await follow(appointment.id, booking.Step.ARRIVE, now)
    rows = await AppointmentLine.filter(appointment_id=appointment.id).order_by("position")
    return await join(
        day,
        WALK_INS if late else APPOINTMENTS,
        [Errand(row.service_id, row.count, row.minutes) for row in rows],
        channel,
        now,
        appointment=appointment.id,
        due_at=None if late else appointment.starts_at,
    )


async def _take_back(day: Day, ticket: Ticket, appointment: Appointment, now: datetime) -> None:
    ticket.state = after(ticket.state, Step.RETURN)
    ticket.due_at = None
    ticket.drawn_at = now
    ticket.ended_at = ticket.called_at = ticket.counter_id = ticket.called_by = None
    ticket.calls = 0
    await ticket.save()
    if appointment.state is AppointmentState.MISSED:
        await follow(appointment.id, booking.Step.ARRIVE, now)
    await day.record(TicketRequeued(ticket.id, ticket.label, "returned"), now)
