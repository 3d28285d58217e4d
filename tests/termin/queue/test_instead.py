"""A number instead of an appointment: the time is others', and nobody ends with neither."""

from __future__ import annotations

import pytest

from termin import queue
from termin.booking import Channel
from termin.booking.rows import Appointment, AppointmentState
from termin.capacity.rows import Claim
from termin.errors import Full, NotFound, OtherOffice, WrongState
from termin.queue.rows import Ticket
from tests.termin.queue.hall_town import clock
from tests.town import MONDAY, Town, local


@pytest.fixture
async def afternoon(town: Town) -> Appointment:
    """An appointment for a passport at half past eleven."""
    await town.duty("1", "ada")
    return await town.book(clock("11:30"), service="pass", minutes=20)


async def test_the_appointment_is_given_back_for_a_number(
    town: Town, afternoon: Appointment
) -> None:
    drawn = await queue.draw_instead(afternoon.code, Channel.KIOSK, clock("08:30"))
    assert (drawn.number, drawn.due_at) == ("B001", None)
    sheet = await queue.sheet_of(drawn.id)
    assert [(line.name, line.minutes) for line in sheet.lines] == [("Pass", 20)]
    assert (await Appointment.get(id=afternoon.id)).state is AppointmentState.CANCELLED
    assert not await Claim.all().exists()
    other = await town.book(clock("11:30"), service="pass", minutes=20)
    assert other.starts_at == afternoon.starts_at, "free for others"


async def test_asked_twice_it_is_the_same_number(afternoon: Appointment) -> None:
    first = await queue.draw_instead(afternoon.code, Channel.KIOSK, clock("08:30"))
    again = await queue.draw_instead(afternoon.code, Channel.KIOSK, clock("08:31"))
    assert (again.id, again.secret) == (first.id, None)
    assert await Ticket.all().count() == 1


async def test_where_there_is_no_number_the_appointment_stays(
    town: Town, afternoon: Appointment
) -> None:
    town.offices["rathaus"].walk_in_limit = 0
    await town.offices["rathaus"].save()
    with pytest.raises(Full):
        await queue.draw_instead(afternoon.code, Channel.KIOSK, clock("08:30"))
    assert (await Appointment.get(id=afternoon.id)).state is AppointmentState.BOOKED
    assert await Claim.all().count() == 1


async def test_an_appointment_of_another_day_may_be_given_back_too(town: Town) -> None:
    tuesday = MONDAY.replace(day=24)
    await town.duty("1", "ada", on=tuesday)
    appointment = await town.book(local(tuesday, "09:00"))
    drawn = await queue.draw_instead(appointment.code, Channel.DESK, clock("09:00"))
    assert drawn.number == "B001"
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.CANCELLED


async def test_who_is_checked_in_or_over_keeps_what_they_have(afternoon: Appointment) -> None:
    with pytest.raises(WrongState):
        await queue.draw_instead(afternoon.code, Channel.KIOSK, clock("11:50"))
    await queue.check_in(afternoon.code, clock("11:20"))
    with pytest.raises(WrongState):
        await queue.draw_instead(afternoon.code, Channel.KIOSK, clock("11:21"))
    assert await Ticket.all().count() == 1


async def test_an_unknown_code_or_another_office_draws_nothing(
    town: Town, afternoon: Appointment
) -> None:
    with pytest.raises(NotFound):
        await queue.draw_instead("AAAAAAAAAA", Channel.KIOSK, clock("08:30"))
    with pytest.raises(OtherOffice):
        await queue.draw_instead(
            afternoon.code, Channel.KIOSK, clock("08:30"), at_office=town.offices["nord"].id
        )
    assert not await Ticket.all().exists()
