"""The reception with somebody who is here: back in line, priority, elsewhere, paper, a time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from termin import journal, queue
from termin.booking import ContactDetails, make_appointment, place_hold
from termin.booking.rows import Appointment, AppointmentState
from termin.queue.rows import Ticket, TicketState
from termin.staff import Role
from tests.api.citizen.walk import Citizen, action, first
from tests.api.clerk.day import OfficeDay
from tests.printers import OUT, a_printer
from tests.termin.queue.hall_town import booked, clock, walk_in
from tests.town import NOW, Town


@pytest.fixture
async def reception(day: OfficeDay) -> Citizen:
    """Somebody at the reception of the Rathaus."""
    return await day.person("karin", Role.RECEPTION, office="rathaus")


def address(day: OfficeDay, office: str = "rathaus") -> str:
    return f"/amt/empfang/{day.town.offices[office].id}"


async def booked_as(town: Town, start: str, name: str) -> Appointment:
    hold = await place_hold(town.wish(clock(start)), NOW, keep=timedelta(minutes=10))
    return await make_appointment(hold.id, hold.secret, ContactDetails(name=name), NOW)


async def test_a_name_finds_the_appointment_and_stays_out_of_addresses(
    day: OfficeDay, reception: Citizen
) -> None:
    await booked_as(day.town, "09:15", "Eva Müller-Lüdenscheidt")
    found = await reception.post(f"{address(day)}/suche", suche="mueller")
    assert "Termin 09:15 Uhr" in found.text
    assert "Müller-Lüdenscheidt" in found.text
    assert found.url.path.endswith("/suche")
    assert not found.url.query
    assert "A001" in (await reception.post(action(found.text, "anmeldung"))).text


async def test_several_of_one_name_are_listed(day: OfficeDay, reception: Citizen) -> None:
    await booked_as(day.town, "09:15", "Eva Meier")
    await booked_as(day.town, "10:30", "Otto Meier")
    page = (await reception.post(f"{address(day)}/suche", suche="meier")).text
    assert "Heute auf diesen Namen" in page
    assert page.index("Eva Meier") < page.index("Otto Meier")
    one = await reception.post(f"{address(day)}/suche", suche="otto mei")
    assert "Termin 10:30 Uhr" in one.text


async def test_a_word_of_ten_letters_may_be_a_name(day: OfficeDay, reception: Citizen) -> None:
    await booked_as(day.town, "09:15", "Hanne Schumacher")
    assert "Schumacher" in (await reception.post(f"{address(day)}/suche", suche="SCHUMACHER")).text


async def test_names_of_other_offices_are_not_found(day: OfficeDay, reception: Citizen) -> None:
    await day.town.duty("N1", "dora")
    wish = day.town.wish(clock("09:15"), office="nord")
    hold = await place_hold(wish, NOW, keep=timedelta(minutes=10))
    await make_appointment(hold.id, hold.secret, ContactDetails(name="Eva Nord"), NOW)
    assert (await reception.post(f"{address(day)}/suche", suche="Eva")).status_code == 422


async def test_who_was_missed_waits_again(day: OfficeDay, reception: Citizen) -> None:
    drawn = await walk_in(day.town, "08:50")
    await queue.call_next(day.town.counters["2"].id, None, clock("08:52"))
    await queue.miss(drawn.id, clock("08:56"))
    page = (await reception.get(address(day))).text
    assert "Aufgerufen, nicht erschienen" in page
    back = await reception.post(action(page, "rueckkehr"))
    assert "Wieder in der Reihe" in back.text
    assert (await Ticket.get()).state is TicketState.WAITING


async def test_place_reason_and_interval_are_shown(day: OfficeDay, reception: Citizen) -> None:
    await walk_in(day.town, "08:50")
    second = await walk_in(day.town, "08:52")
    listed = (await reception.get(address(day))).text
    assert re.search(r"\d+–\d+ Min\.", listed)
    page = (await reception.get(f"{address(day)}/nummer/{second.id}")).text
    assert "Platz 2 in der Reihe" in page
    assert "wartet seit 08:52" in page


async def test_priority_is_given_without_a_reason_and_taken_back(
    day: OfficeDay, reception: Citizen
) -> None:
    await walk_in(day.town, "08:50")
    second = await walk_in(day.town, "08:52")
    page = await reception.post(f"{address(day)}/nummer/{second.id}/vorrang", vorrang="ja")
    assert "Hat jetzt Vorrang" in page.text
    assert "Platz 1 in der Reihe" in page.text
    page = await reception.post(f"{address(day)}/nummer/{second.id}/vorrang")
    assert "Platz 2 in der Reihe" in page.text


async def test_a_number_taken_back_comes_back(day: OfficeDay, reception: Citizen) -> None:
    drawn = await walk_in(day.town, "08:50")
    gone = await reception.post(f"{address(day)}/nummer/{drawn.id}/rueckgabe")
    assert "Rückgängig" in gone.text
    back = await reception.post(f"{address(day)}/nummer/{drawn.id}/ruecknahme")
    assert "wieder wie vorher" in back.text
    assert (await Ticket.get()).state is TicketState.WAITING


async def test_sent_to_another_office(day: OfficeDay, reception: Citizen) -> None:
    await day.town.duty("N1", "dora")
    drawn = await walk_in(day.town, "08:50")
    place = f"{address(day)}/nummer/{drawn.id}"
    assert (await reception.post(f"{place}/versand")).status_code == 422
    page = await reception.post(f"{place}/versand", wohin=day.town.offices["nord"].id)
    assert "Weitergeschickt" in page.text
    assert "Bürgerbüro Nord mit der Nummer B001" in page.text
    assert await Ticket.filter(office_id=day.town.offices["nord"].id).count() == 1


async def test_waiting_instead_gives_the_appointment_back(
    day: OfficeDay, reception: Citizen
) -> None:
    appointment = await booked(day.town, "11:30")
    found = await reception.get(f"{address(day)}/termin/{appointment.code}")
    assert "ist für andere frei" in found.text
    page = await reception.post(action(found.text, "wartenummer"))
    assert "Nummer gezogen, der Termin ist zurückgegeben" in page.text
    assert "B001" in page.text
    assert (await Appointment.get()).state is AppointmentState.CANCELLED


async def test_needs_are_noted_and_no_event_tells_them(day: OfficeDay, reception: Citizen) -> None:
    appointment = await booked(day.town, "09:15")
    place = f"{address(day)}/termin/{appointment.code}/bedarf"
    page = await reception.post(place, bedarf=["quiet", "step-free"])
    assert "Vermerkt." in page.text
    assert (await Appointment.get()).needs == ["step-free", "quiet"]
    assert (await reception.post(place, bedarf="unsinn")).status_code == 422
    told = await journal.latest(appointment.office_day_id, "needs-noted")
    assert told
    assert told.facts == {"appointment": str(appointment.id)}


async def test_an_old_page_does_not_send_somebody_with_a_number_for_another(
    day: OfficeDay, reception: Citizen
) -> None:
    code = (await booked(day.town, "09:15")).code
    old = await reception.get(f"{address(day)}/termin/{code}")
    await reception.post(action(old.text, "anmeldung"))
    page = await reception.post(action(old.text, "wartenummer"))
    assert page.status_code == 409
    assert "Schon angemeldet" in page.text
    assert "Es geht mit einer Nummer" not in page.text
    assert "Verschieben oder absagen" not in page.text
    assert "A001" in (await reception.post(action(page.text, "anmeldung"))).text
    assert await Ticket.all().count() == 1


async def test_a_walk_in_takes_an_appointment_instead(day: OfficeDay, reception: Citizen) -> None:
    drawn = await walk_in(day.town, "08:50")
    place = f"{address(day)}/nummer/{drawn.id}/termin"
    page = await reception.get(place)
    assert "Montag, 23. November 2026" in page.text
    wrong = await reception.post(place, name="Eva")
    assert wrong.status_code == 422
    assert 'value="Eva"' in wrong.text
    wahl = first(r'name="wahl" value="([^"]+)"', page.text)
    done = await reception.post(place, name="Eva", wahl=wahl)
    assert "Gebucht, die Nummer ist zurückgenommen" in done.text
    assert (await Ticket.get()).state is TicketState.WITHDRAWN
    made = await Appointment.get()
    assert made.state is AppointmentState.BOOKED
    again = await reception.post(place, name="Eva", wahl=wahl)
    assert "ging nicht mehr" in again.text
    assert await Appointment.all().count() == 1


async def test_a_time_lost_to_somebody_keeps_the_number(day: OfficeDay, reception: Citizen) -> None:
    drawn = await walk_in(day.town, "08:50")
    place = f"{address(day)}/nummer/{drawn.id}/termin"
    for _ in range(2):
        await booked(day.town, "10:00")
    wahl = f"{day.town.offices['rathaus'].id}@{clock('10:00').isoformat()}"
    page = await reception.post(place, wahl=wahl)
    assert page.status_code == 409
    assert "vergeben" in page.text
    assert (await Ticket.get()).state is TicketState.WAITING


async def test_the_reception_prints_and_says_what_became_of_it(
    day: OfficeDay, reception: Citizen
) -> None:
    office = day.town.offices["rathaus"]
    async with a_printer() as printer:
        office.printer = printer.address
        await office.save()
        page = await reception.post(f"{address(day)}/suche", suche="+1")
        assert "Gedruckt." in page.text
        assert b"B001" in printer.printed
        printer.says = OUT
        page = await reception.post(action(page.text, "druck"))
        assert "kein Papier" in page.text


async def test_the_slip_fits_a_sheet_or_a_roll(day: OfficeDay, reception: Citizen) -> None:
    drawn = await walk_in(day.town, "08:50")
    place = f"{address(day)}/nummer/{drawn.id}/zettel"
    assert "slip-sheet.css" in (await reception.get(place)).text
    assert "slip-roll.css" in (await reception.get(f"{place}?papier=80")).text


async def test_two_presses_of_enter_draw_one_number(day: OfficeDay, reception: Citizen) -> None:
    key = first(r'name="schluessel" value="([^"]+)"', (await reception.get(address(day))).text)
    for _ in range(2):
        await reception.post(f"{address(day)}/suche", suche="+1", schluessel=key)
    assert await Ticket.all().count() == 1
