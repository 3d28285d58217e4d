"""A number instead of an appointment: whoever would rather wait now gives their time to others."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from termin.booking.appointment import By, cancel_appointment
from termin.booking.rows import Appointment, AppointmentLine, AppointmentState, Channel
from termin.booking.states import Step, after
from termin.catalogue.lines import Line
from termin.errors import OtherOffice, WrongState
from termin.queue.checkin import find_coming
from termin.queue.draw import Drawn, draw_number
from termin.queue.rows import Ticket
from termin.queue.today import day_of_office
from termin.queue.turn import withdraw


async def draw_instead(
    code: str, channel: Channel, now: datetime, *, at_office: int | None = None
) -> Drawn:
    """Draw a number for the services of an appointment and give the appointment back.

    Its time is free for others at once. The number comes first and the appointment goes second, so
    that a full or closed office leaves the person their appointment; done twice, the same number.

    Raises:
        NotFound: no appointment has this code.
        OtherOffice: it is not at `at_office` (`office_name`, `office`).
        WrongState: the person is checked in, or the appointment was given up or is over.
        Invalid, Closed, Full: as for `draw_number`; the appointment stays.
        TryAgain: the day is too busy; nothing was changed.
    """
    appointment = (await find_coming(code)).appointment
    if at_office is not None and appointment.office_id != at_office:
        office = appointment.office
        raise OtherOffice(office=str(office.id), office_name=office.short_name or office.name)
    key = f"instead:{appointment.id}"
    day = await day_of_office(appointment.office, now)
    is_drawn = await Ticket.exists(office_day_id=day, draw_key=key)
    is_given_back = is_drawn and appointment.state is AppointmentState.CANCELLED
    if not is_given_back:
        _check_can_go(appointment, now)
    rows = await AppointmentLine.filter(appointment_id=appointment.id).order_by("position")
    lines = [Line(row.service_id, row.count) for row in rows]
    given = await draw_number(appointment.office_id, lines, channel, now, key=key)
    if not is_given_back:
        await _give_back(appointment, given.id, channel, now)
    return given


def _check_can_go(appointment: Appointment, now: datetime) -> None:
    """Make sure the appointment can be given back, before a number is drawn.

    Raises:
        WrongState: it cannot.
    """
    after(appointment.state, Step.CANCEL)
    if appointment.ends_at <= now:
        raise WrongState(state="past")


async def _give_back(
    appointment: Appointment, ticket: UUID, channel: Channel, now: datetime
) -> None:
    by = By.STAFF if channel in (Channel.DESK, Channel.PHONE) else By.CITIZEN
    try:
        await cancel_appointment(appointment.id, by, now)
    except WrongState:
        state = (await Appointment.get(id=appointment.id)).state
        if state is AppointmentState.CANCELLED:
            return  # asked twice at once, and the other was first: the number is for both
        await withdraw(ticket, now)  # checked in, or moved, in this moment: they keep that
        raise
