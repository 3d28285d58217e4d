"""The reception without script: one field, check in in two steps, numbers in three keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from termin.booking.rows import Appointment, AppointmentState
from termin.queue.rows import Ticket, TicketState
from termin.staff import Role
from tests.api.citizen.walk import Citizen, action
from tests.api.clerk.day import OfficeDay
from tests.termin.queue.hall_town import booked, walk_in


@pytest.fixture
async def reception(day: OfficeDay) -> Citizen:
    """Somebody at the reception of the Rathaus."""
    return await day.person("karin", Role.RECEPTION, office="rathaus")


def address(day: OfficeDay, office: str = "rathaus") -> str:
    return f"/amt/empfang/{day.town.offices[office].id}"


async def test_the_only_office_is_opened_at_once(day: OfficeDay, reception: Citizen) -> None:
    assert "Empfang" in (await reception.get("/amt/empfang")).text
    assert (await reception.get(address(day, "nord"))).status_code == 404
    manager = await day.person("leitung", Role.MANAGER)
    assert "An welchem Empfang" in (await manager.get("/amt/empfang")).text


@pytest.mark.parametrize("form", ["{code}", "http://x/musterstadt/termin/{code}"])
async def test_found_in_one_step_and_checked_in_in_two(
    day: OfficeDay, reception: Citizen, form: str
) -> None:
    appointment = await booked(day.town, "09:10")
    typed = form.format(code=appointment.code)
    found = await reception.post(f"{address(day)}/suche", suche=typed)
    assert "Termin 09:10 Uhr" in found.text
    done = await reception.post(action(found.text, "anmeldung"))
    assert "A001" in done.text
    assert (await Appointment.get()).state is AppointmentState.ARRIVED


async def test_whoever_is_checked_in_already_is_found_again_with_their_number(
    day: OfficeDay, reception: Citizen
) -> None:
    appointment = await booked(day.town, "09:10")
    await reception.post(f"{address(day)}/termin/{appointment.code}/anmeldung")
    again = await reception.post(f"{address(day)}/suche", suche=appointment.code)
    assert again.status_code == 200
    assert "Schon angemeldet" in again.text
    shown = await reception.post(action(again.text, "anmeldung"))
    assert "A001" in shown.text
    assert await Ticket.all().count() == 1


@pytest.mark.parametrize("state", AppointmentState)
async def test_an_appointment_is_shown_in_each_state_and_at_each_office(
    day: OfficeDay, reception: Citizen, state: AppointmentState
) -> None:
    manager = await day.person("leitung", Role.MANAGER)
    here = await booked(day.town, "09:10")
    await day.town.duty("N1", "dora")
    there = await day.town.book(here.starts_at, office="nord")
    until = here.starts_at if state is AppointmentState.UNCONFIRMED else None
    for one in (here, there):
        await Appointment.filter(id=one.id).update(state=state, confirm_until=until)
        for person in (reception, manager):
            page = await person.get(f"{address(day)}/termin/{one.code}")
            assert page.status_code == 200
            assert "Termin 09:10 Uhr" in page.text


async def test_who_should_be_here_is_listed(day: OfficeDay, reception: Citizen) -> None:
    await booked(day.town, "08:45")
    await booked(day.town, "09:10")
    await booked(day.town, "11:00")
    page = (await reception.get(address(day))).text
    assert "08:45" in page
    assert "überfällig" in page
    assert "09:10" in page
    before, _, later = page.partition("Später heute noch ein Termin")
    assert "11:00" not in before
    assert "11:00" in later


async def test_who_has_not_followed_the_link_is_listed_and_checked_in(
    day: OfficeDay, reception: Citizen
) -> None:
    soon = await booked(day.town, "09:10")
    until = soon.starts_at - timedelta(minutes=5)
    rows = Appointment.filter(id=soon.id)
    await rows.update(state=AppointmentState.UNCONFIRMED, confirm_until=until)
    page = (await reception.get(address(day))).text
    due, _, _ = page.partition("Später heute noch ein Termin")
    assert "09:10" in due
    assert "noch nicht bestätigt" in due
    found = await reception.post(f"{address(day)}/suche", suche=soon.code)
    assert "Mit dem Anmelden ist der Termin bestätigt" in found.text
    done = await reception.post(action(found.text, "anmeldung"))
    assert "A001" in done.text
    assert (await rows.get()).state is AppointmentState.ARRIVED


async def test_what_stands_in_the_way_is_said(day: OfficeDay, reception: Citizen) -> None:
    appointment = await booked(day.town, "11:00")
    page = await reception.post(f"{address(day)}/termin/{appointment.code}/anmeldung")
    assert "Anmelden geht ab 10:30 Uhr" in page.text


async def test_a_number_in_three_keys(day: OfficeDay, reception: Citizen) -> None:
    page = await reception.post(f"{address(day)}/suche", suche="+1")
    assert "Nummer gezogen" in page.text
    assert "B001" in page.text
    ticket = await Ticket.get()
    slip = await reception.get(f"{address(day)}/nummer/{ticket.id}/zettel")
    assert "B001" in slip.text


async def test_words_after_a_plus_find_a_service(day: OfficeDay, reception: Citizen) -> None:
    page = await reception.post(f"{address(day)}/suche", suche="+zulassung")
    assert f'value="{day.town.services["zulassung"].id}"' in page.text
    drawn = await reception.post(
        f"{address(day)}/nummern", anliegen=day.town.services["zulassung"].id
    )
    assert "B001" in drawn.text


@pytest.mark.parametrize("typed", ["", "unsinn", "K7Q4MXD2PR", "B999", "+77", "+qqqqqq", "+"])
async def test_what_is_not_found_stays_in_the_field(
    day: OfficeDay, reception: Citizen, typed: str
) -> None:
    page = await reception.post(f"{address(day)}/suche", suche=typed)
    assert page.status_code == 422
    assert f'value="{typed}"' in page.text
    assert 'id="suche-fehler"' in page.text


async def test_a_number_is_found_and_taken_back(day: OfficeDay, reception: Citizen) -> None:
    await walk_in(day.town, "08:50")
    found = await reception.post(f"{address(day)}/suche", suche="b1")
    assert "Wartet seit 08:50 Uhr" in found.text
    gone = await reception.post(action(found.text, "rueckgabe"))
    assert "zurückgenommen" in gone.text
    assert (await Ticket.get()).state is TicketState.WITHDRAWN
    again = await reception.post(action(found.text, "rueckgabe"))
    assert "ging nicht mehr" in again.text


async def test_a_closed_door_draws_no_number(day: OfficeDay, reception: Citizen) -> None:
    day.at("06:00")
    page = await reception.post(f"{address(day)}/suche", suche="+1")
    assert page.status_code == 409
    assert "geschlossen" in page.text
    assert not await Ticket.exists()


async def test_the_name_of_another_offices_guest_is_not_shown(
    day: OfficeDay, reception: Citizen
) -> None:
    await day.town.duty("N1", "dora")
    appointment = await day.town.book(
        (await booked(day.town, "09:15")).starts_at, office="nord", email="eva@example.org"
    )
    page = await reception.post(f"{address(day)}/suche", suche=appointment.code)
    assert "anderen Dienststelle" in page.text
    assert "eva@" not in page.text
