"""Check-in: early, late, twice, on the wrong day, at the wrong place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from termin import queue
from termin.booking import By, ContactDetails, cancel_appointment, make_appointment, place_hold
from termin.booking.rows import Appointment, AppointmentState
from termin.capacity import Claim
from termin.capacity.expiry import sweep_all
from termin.errors import (
    NoLongerBooked,
    NotConfirmed,
    NotFound,
    OtherDay,
    OtherOffice,
    TooEarly,
)
from termin.journal import of_day
from termin.queue import Rule, TicketState
from tests.termin.queue.hall_town import booked, call, clock, walk_in
from tests.town import MONDAY, Town, local


@pytest.fixture
async def appointment(town: Town) -> Appointment:
    """One for ten o'clock on Monday."""
    await town.duty("1", "ada")
    return await booked(town, "10:00")


async def test_who_is_on_time_gets_a_number_of_the_appointments(appointment: Appointment) -> None:
    drawn = await queue.check_in(appointment.code, clock("09:45"))
    assert (drawn.number, drawn.due_at) == ("A001", appointment.starts_at)
    assert drawn.secret
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.ARRIVED


async def test_the_code_may_be_typed_carelessly(appointment: Appointment) -> None:
    code = appointment.code.lower()
    typed = f" {code[:3]} {code[3:6]}-{code[6:]}"
    assert (await queue.check_in(typed, clock("09:45"))).number == "A001"


async def test_checking_in_again_gives_the_same_ticket_without_its_secret(
    appointment: Appointment,
) -> None:
    first = await queue.check_in(appointment.code, clock("09:45"))
    again = await queue.check_in(appointment.code, clock("09:50"))
    assert (again.id, again.number, again.secret) == (first.id, "A001", None)


async def test_too_early_says_from_when(appointment: Appointment) -> None:
    with pytest.raises(TooEarly) as refused:
        await queue.check_in(appointment.code, clock("09:29"))
    assert refused.value.facts["opens_at"] == clock("09:30")
    assert (await queue.check_in(appointment.code, clock("09:30"))).number == "A001"


async def test_late_but_not_too_late_is_on_time(appointment: Appointment) -> None:
    drawn = await queue.check_in(appointment.code, clock("10:15"))
    assert drawn.due_at == appointment.starts_at


async def test_too_late_becomes_a_walk_in(appointment: Appointment) -> None:
    drawn = await queue.check_in(appointment.code, clock("10:16"))
    assert (drawn.number, drawn.due_at) == ("B001", None)
    view = await queue.queue_of(appointment.office_id, clock("10:16"))
    assert [place.reason.rule for place in view.waiting] == [Rule.WALK_IN]
    assert (await queue.sheet_of(drawn.id)).appointment_starts_at == appointment.starts_at


async def test_another_day_says_when(appointment: Appointment) -> None:
    with pytest.raises(OtherDay) as refused:
        await queue.check_in(appointment.code, local(MONDAY.replace(day=24), "10:00"))
    assert refused.value.facts["starts_at"] == appointment.starts_at


async def test_another_office_says_which(town: Town, appointment: Appointment) -> None:
    nord = town.offices["nord"].id
    with pytest.raises(OtherOffice) as refused:
        await queue.check_in(appointment.code, clock("09:45"), at_office=nord)
    assert refused.value.facts["office_name"] == "Rathaus"


async def test_a_cancelled_appointment_is_not_checked_in(appointment: Appointment) -> None:
    await cancel_appointment(appointment.id, By.CITIZEN, clock("09:00"))
    with pytest.raises(NoLongerBooked):
        await queue.check_in(appointment.code, clock("09:45"))
    with pytest.raises(NoLongerBooked):
        await queue.check_in(appointment.code, local(MONDAY.replace(day=24), "10:00"))


async def unconfirmed(town: Town) -> Appointment:
    """Somebody has booked 10:00 at 9:00 and has until 9:45 to follow the link."""
    await town.duty("1", "ada")
    hold = await place_hold(town.wish(clock("10:00")), clock("09:00"), keep=timedelta(minutes=10))
    contact = ContactDetails(email="a@example.org")
    within = timedelta(minutes=45)
    return await make_appointment(
        hold.id, hold.secret, contact, clock("09:00"), confirm_within=within
    )


async def test_who_is_here_has_no_need_of_the_mailed_link(town: Town) -> None:
    made = await unconfirmed(town)
    drawn = await queue.check_in(made.code, clock("09:40"))
    assert drawn.number == "A001"
    kept = await Appointment.get(id=made.id)
    assert (kept.state, kept.confirm_until) == (AppointmentState.ARRIVED, None)
    assert (await Claim.get(appointment_id=made.id)).expires_at is None
    kinds = [event.kind for event in await of_day(made.office_day_id)]
    assert kinds.index("appointment-confirmed") < kinds.index("ticket-drawn")
    assert await sweep_all(clock("09:50")) == 0


async def test_an_unconfirmed_appointment_is_told_to_confirm_while_check_in_is_closed(
    town: Town,
) -> None:
    made = await unconfirmed(town)
    with pytest.raises(NotConfirmed):
        await queue.check_in(made.code, clock("09:20"))
    assert (await Appointment.get(id=made.id)).state is AppointmentState.UNCONFIRMED
    with pytest.raises(NoLongerBooked):
        await queue.check_in(made.code, clock("09:46"))


@pytest.mark.parametrize("code", ["", "AAAAAAAAAA", "0000000000", "zu kurz", "\0"])
async def test_an_unknown_code_is_not_found(town: Town, code: str) -> None:
    with pytest.raises(NotFound):
        await queue.check_in(code, clock("09:45"))


async def test_who_was_called_and_came_back_waits_again_with_the_same_number(
    town: Town, appointment: Appointment
) -> None:
    first = await queue.check_in(appointment.code, clock("09:45"))
    await call(town, "1", "09:50")
    await queue.miss(first.id, clock("09:55"))
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.MISSED
    await walk_in(town, "09:56")
    again = await queue.check_in(appointment.code, clock("09:57"))
    assert (again.number, again.state, again.due_at) == ("A001", TicketState.WAITING, None)
    assert again.ahead == 1
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.ARRIVED


async def test_who_left_the_queue_may_check_in_again_with_a_new_number(
    appointment: Appointment,
) -> None:
    first = await queue.check_in(appointment.code, clock("09:40"))
    await queue.withdraw(first.id, clock("09:41"))
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.BOOKED
    second = await queue.check_in(appointment.code, clock("09:50"))
    assert (second.number, second.id != first.id) == ("A002", True)
