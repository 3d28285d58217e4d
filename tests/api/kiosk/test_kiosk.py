"""A kiosk without script: set up, check in, draw a number, and what stands in the way."""

from __future__ import annotations

import pytest

from termin import queue
from termin.booking import By, cancel_appointment
from termin.queue.rows import Ticket
from termin.staff import Role
from termin.staff.rows import Device
from tests.api.citizen.walk import first
from tests.api.clerk.day import OfficeDay
from tests.termin.queue.hall_town import booked, clock


async def test_a_manager_makes_a_browser_a_kiosk_and_is_signed_out_there(day: OfficeDay) -> None:
    browser = await day.person("leitung", Role.MANAGER)
    assert "noch kein Terminal" in (await browser.get("/kiosk")).text
    office = day.town.offices["rathaus"].id
    page = await browser.post("/kiosk/einrichten", dienststelle=office, name="Eingang")
    assert "Willkommen" in page.text
    assert (await Device.get()).name == "Eingang"
    assert "anmeldung" not in browser.client.cookies
    assert "Passwort" in (await browser.get("/amt")).text


async def test_an_office_must_be_chosen_and_be_ones_own(day: OfficeDay) -> None:
    browser = await day.person("leitung", Role.MANAGER, office="rathaus")
    page = await browser.post("/kiosk/einrichten")
    assert page.status_code == 422
    assert "Bitte wählen Sie eine Dienststelle" in page.text
    foreign = await browser.post("/kiosk/einrichten", dienststelle=day.town.offices["nord"].id)
    assert foreign.status_code == 403
    assert not await Device.exists()


@pytest.mark.parametrize("page", ["wahl", "termin", "anliegen"])
async def test_only_a_kiosk_may_use_the_kiosk(day: OfficeDay, page: str) -> None:
    stranger = await day.stranger()
    led = await stranger.get(f"/kiosk/{page}")
    assert led.url.path.endswith("/kiosk")
    assert "noch kein Terminal" in led.text


async def test_the_language_chosen_first_stays(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    english = await kiosk.get("/kiosk/wahl?sprache=en")
    assert 'lang="en"' in english.text
    assert 'lang="en"' in (await kiosk.get("/kiosk/termin")).text


async def test_the_code_leads_to_a_ticket(day: OfficeDay) -> None:
    appointment = await booked(day.town, "09:15")
    kiosk = await day.kiosk()
    page = await kiosk.post("/kiosk/termin", code=appointment.code.lower())
    assert page.status_code == 200
    assert "A001" in page.text
    assert "09:15 Uhr" in page.text
    again = await kiosk.post("/kiosk/termin", code=appointment.code)
    assert "A001" in again.text
    assert await Ticket.all().count() == 1


async def test_keys_work_without_script(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    typed = ""
    for key in ("K", "7", "Q", "4", "weg"):
        page = await kiosk.post("/kiosk/termin/tasten", code=typed, taste=key)
        typed = first(r'<input[^>]*id="code"[^>]*value="([^"]*)"', page.text.replace("\n", " "))
    assert typed == "K7Q"


async def test_a_wrong_code_stays_in_the_field(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    short = await kiosk.post("/kiosk/termin", code="K7Q")
    assert short.status_code == 422
    assert "10 Zeichen" in short.text
    assert 'value="K7Q"' in short.text
    unknown = await kiosk.post("/kiosk/termin", code="K7Q4MXD2PR")
    assert unknown.status_code == 422
    assert "kennen wir nicht" in unknown.text


async def test_a_scan_beside_a_wrong_code_counts_alone(day: OfficeDay) -> None:
    appointment = await booked(day.town, "09:15")
    kiosk = await day.kiosk()
    wrong = await kiosk.post("/kiosk/termin", code="AAAAAAAAAA")
    assert 'name="vorher" value="AAA-AAA-AAAA"' in wrong.text
    page = await kiosk.post(
        "/kiosk/termin", code=f"{appointment.code}AAA-AAA-AAAA", vorher="AAA-AAA-AAAA"
    )
    assert "A001" in page.text


async def test_who_is_early_is_told_from_when(day: OfficeDay) -> None:
    appointment = await booked(day.town, "11:00")
    page = await (await day.kiosk()).post("/kiosk/termin", code=appointment.code)
    assert "Sie sind früh dran" in page.text
    assert "ab 10:30 Uhr" in page.text


async def test_who_is_late_gets_a_number_and_the_reason(day: OfficeDay) -> None:
    appointment = await booked(day.town, "08:30")
    page = await (await day.kiosk()).post("/kiosk/termin", code=appointment.code)
    assert "B001" in page.text
    assert "08:30 Uhr ist schon vorbei" in page.text


async def test_another_day_another_office_and_a_cancelled_one_have_their_own_pages(
    day: OfficeDay,
) -> None:
    appointment = await booked(day.town, "09:15")
    elsewhere = await (await day.kiosk("nord")).post("/kiosk/termin", code=appointment.code)
    assert "anderen Dienststelle" in elsewhere.text
    assert "Rathaus" in elsewhere.text
    kiosk = await day.kiosk()
    await cancel_appointment(appointment.id, By.CITIZEN, clock("09:00"))
    gone = await kiosk.post("/kiosk/termin", code=appointment.code)
    assert "besteht nicht mehr" in gone.text
    other = await booked(day.town, "10:00")
    day.time.at = clock("09:00").replace(day=24)
    assert "anderen Tag" in (await kiosk.post("/kiosk/termin", code=other.code)).text


async def test_a_number_for_what_was_chosen(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    tiles = await kiosk.get("/kiosk/anliegen")
    assert "Ausweis" in tiles.text
    page = await kiosk.post("/kiosk/nummern", anliegen=day.town.services["ausweis"].id)
    assert "B001" in page.text
    assert "Ausweis" in page.text
    number = await (await day.stranger()).get(f"/nummer/{(await Ticket.get()).id}")
    assert "B001" in number.text
    assert number.headers["cache-control"] == "no-store"


async def test_nothing_chosen_and_something_foreign_are_refused(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    assert (await kiosk.post("/kiosk/nummern")).status_code == 422
    assert (await kiosk.post("/kiosk/nummern", anliegen="999")).status_code == 422
    assert (await kiosk.post("/kiosk/nummern", anliegen="x")).status_code == 422
    assert not await Ticket.exists()


async def test_words_find_what_is_done_here(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    found = await kiosk.get("/kiosk/anliegen?q=ausweis")
    assert f'value="{day.town.services["ausweis"].id}"' in found.text
    none = await kiosk.get("/kiosk/anliegen?q=qqqqqq")
    assert "nichts gefunden" in none.text


async def test_a_closed_office_says_when_it_opens(day: OfficeDay) -> None:
    day.at("06:00")
    kiosk = await day.kiosk()
    page = await kiosk.post("/kiosk/nummern", anliegen=day.town.services["ausweis"].id)
    assert "keine Nummern" in page.text
    assert "um 08:00 Uhr" in page.text


async def test_an_office_without_walk_ins_says_so(day: OfficeDay) -> None:
    office = day.town.offices["rathaus"]
    office.walk_ins = False
    await office.save()
    town = day.town.municipality
    town.catalogue_version += 1
    await town.save()
    day.app.state.house.municipalities.forget()
    page = await (await day.kiosk()).get("/kiosk/anliegen")
    assert "nur mit Termin" in page.text


async def test_a_number_on_the_phone_follows_the_call(day: OfficeDay) -> None:
    kiosk, phone = await day.kiosk(), await day.stranger()
    await kiosk.post("/kiosk/nummern", anliegen=day.town.services["ausweis"].id)
    ticket = await Ticket.get()
    await queue.call_next(day.town.counters["2"].id, None, clock("09:01"))
    assert "jetzt zu Schalter 2" in (await phone.get(f"/nummer/{ticket.id}")).text
    await queue.miss(ticket.id, clock("09:05"))
    assert "nicht angetroffen" in (await phone.get(f"/nummer/{ticket.id}")).text
    assert (await phone.get("/nummer/unsinn")).status_code == 404


async def test_a_kiosk_shows_no_ticket_of_another_office(day: OfficeDay) -> None:
    kiosk, other = await day.kiosk(), await day.kiosk("nord")
    await kiosk.post("/kiosk/nummern", anliegen=day.town.services["ausweis"].id)
    page = await other.get(f"/kiosk/nummer/{(await Ticket.get()).id}")
    assert page.status_code == 404
