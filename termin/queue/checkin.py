"""Check-in: somebody with an appointment is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from termin import tokens
from termin.booking import states as booking
from termin.booking.appointment import confirm_on
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
from termin.localtime import local_date
from termin.officeday import Day, locked
from termin.offices.rows import Office
from termin.queue.draw import Drawn, drawn
from termin.queue.following import follow
from termin.queue.joining import Errand, Joining, join
from termin.queue.moment import moment_of
from termin.queue.order import Policy
from termin.queue.rows import Ticket, TicketState
from termin.queue.states import OVER
from termin.queue.turn import take_back


async def check_in(
    code: str,
    now: datetime,
    channel: Channel = Channel.KIOSK,
    *,
    at_office: int | None = None,
    policy: Policy | None = None,
) -> Drawn:
    """Let the person with this appointment's code join the queue; done twice, the same ticket.

    Whoever is here has no need of the mailed link any more: the appointment is confirmed by it.
    Later than the office's `late_minutes` the appointment is served like a walk-in. Who was called
    and had not come waits again, with the same number, like a walk-in. Who was sent to another
    office with the appointment is expected there.

    Raises:
        NotFound: no appointment has this code.
        OtherOffice: it is not at `at_office` (`office_name`, `office`).
        OtherDay: it is not today (`starts_at`).
        TooEarly: check-in opens later today (`opens_at`, `starts_at`).
        NoLongerBooked: it was cancelled or ran out.
        NotConfirmed: the mailed link was not followed, and check-in is not open yet.
        TryAgain: the day is too busy; nothing was changed.
    """
    seen = await find_coming(code)
    _check_place(seen, at_office)
    _check_day(seen.appointment, now)
    async with locked(seen.office_day, seen.appointment.office_day_id) as (day, of_appointment):
        await sweep(of_appointment, now)  # one whose link was not followed in time is over
        coming = await find_coming(code)
        if (coming.office_day, coming.appointment.office_day_id) != (day.id, of_appointment.id):
            raise TryAgain  # moved to another day, or sent to another office, in this moment
        moment = await moment_of(day, now)
        if coming.ticket is None:
            ticket, secret = await _admit(day, of_appointment, coming.appointment, channel, moment)
            return await drawn(day, ticket, secret, moment, policy)
        if coming.ticket.state is TicketState.MISSED:
            await take_back(day, coming.ticket, moment)
            await coming.ticket.save()
        return await drawn(day, coming.ticket, None, moment, policy)


@dataclass(frozen=True, slots=True)
class Coming:
    """An appointment and, once its person is here, their ticket."""

    appointment: Appointment
    ticket: Ticket | None

    @property
    def office(self) -> Office:
        """Where the person is expected: at the office they were sent to, if they were."""
        office: Office = (self.ticket or self.appointment).office
        return office

    @property
    def office_day(self) -> int:
        """The day of that office."""
        return (self.ticket or self.appointment).office_day_id


async def find_coming(code: str) -> Coming:
    """Return the appointment of a typed or scanned code.

    Raises:
        NotFound: no appointment has this code.
    """
    plain = tokens.typed(code)
    found = await Appointment.get_or_none(code=plain).select_related("office") if plain else None
    if found is None:
        raise NotFound
    ticket = (
        await Ticket.filter(appointment_id=found.id)
        .exclude(state__in=list(OVER))
        .select_related("office")
        .first()
    )
    return Coming(found, ticket)


def _check_place(coming: Coming, at_office: int | None) -> None:
    office = coming.office
    if at_office is not None and office.id != at_office:
        raise OtherOffice(office=str(office.id), office_name=office.short_name or office.name)


def _check_day(appointment: Appointment, now: datetime) -> None:
    zone = ZoneInfo(appointment.office.time_zone)
    if local_date(appointment.starts_at, zone) != local_date(now, zone):
        _check_state(appointment)
        raise OtherDay(starts_at=appointment.starts_at)


_OFF = (
    AppointmentState.CANCELLED,
    AppointmentState.LAPSED,
    AppointmentState.DISPLACED,
)


def _check_state(appointment: Appointment) -> None:
    if appointment.state in _OFF:
        raise NoLongerBooked(state=appointment.state.value)
    if appointment.state is AppointmentState.UNCONFIRMED:
        raise NotConfirmed(starts_at=appointment.starts_at)


async def _admit(
    day: Day, of_appointment: Day, appointment: Appointment, channel: Channel, now: datetime
) -> tuple[Ticket, str]:
    office: Office = appointment.office
    opens_at = appointment.starts_at - timedelta(minutes=office.early_minutes)
    if now < opens_at:
        _check_state(appointment)
        raise TooEarly(opens_at=opens_at, starts_at=appointment.starts_at)
    if appointment.state is AppointmentState.UNCONFIRMED:
        await confirm_on(of_appointment, appointment, now)
    _check_state(appointment)
    late = now > appointment.starts_at + timedelta(minutes=office.late_minutes)
    await follow(appointment.id, booking.Step.ARRIVE, now)
    rows = await AppointmentLine.filter(appointment_id=appointment.id).order_by("position")
    joining = Joining(
        office.letter_walk_ins if late else office.letter_appointments,
        channel,
        appointment=appointment.id,
        due_at=None if late else appointment.starts_at,
    )
    errands = [Errand(row.service_id, row.count, row.minutes) for row in rows]
    return await join(day, joining, errands, now)
