"""Paper at the kiosk and what the machine says of itself, with a printer that records."""

from __future__ import annotations

from api.clock import real_now
from termin.queue.rows import Ticket
from termin.staff.rows import Device
from tests.api.citizen.walk import action
from tests.api.clerk.day import OfficeDay
from tests.printers import LOW, OUT, a_printer
from tests.termin.queue.hall_town import booked
from tests.web import free_port


async def with_printer(day: OfficeDay, address: str) -> None:
    office = day.town.offices["rathaus"]
    office.printer = address
    await office.save()


async def test_the_number_comes_out_once(day: OfficeDay) -> None:
    async with a_printer() as printer:
        await with_printer(day, printer.address)
        kiosk, service = await day.kiosk(), day.town.services["ausweis"].id
        for _ in range(2):
            page = await kiosk.post("/kiosk/nummern", anliegen=service, schluessel="k")
            assert "B001" in page.text
            assert "Papier ist leer" not in page.text
        ticket = await Ticket.get()
        paper = bytes(printer.printed)
        assert paper.count(b"B001") == 1
        assert f"/musterstadt/nummer/{ticket.id}".encode() in paper
        assert b"Ausweis" in paper
        again = await kiosk.post(action(page.text, "druck"))
        assert again.status_code == 200
    assert bytes(printer.printed).count(b"B001") == 2


async def test_an_appointment_is_printed_in_its_language(day: OfficeDay) -> None:
    appointment = await booked(day.town, "09:15")
    async with a_printer() as printer:
        await with_printer(day, printer.address)
        kiosk = await day.kiosk()
        await kiosk.get("/kiosk/wahl?sprache=en")
        await kiosk.post("/kiosk/termin", code=appointment.code)
    assert b"Your number" in printer.printed
    assert b"A001" in printer.printed


async def test_without_paper_the_number_counts_all_the_same(day: OfficeDay) -> None:
    async with a_printer(OUT) as printer:
        await with_printer(day, printer.address)
        kiosk = await day.kiosk()
        page = await kiosk.post("/kiosk/nummern", anliegen=day.town.services["ausweis"].id)
        assert "Das Papier ist leer" in page.text
        assert "fotografieren" in page.text
        assert "B001" in page.text
        assert (await Device.get()).health["paper"] == "out"
        assert "kein Papier" in (await kiosk.get("/kiosk")).text
    assert not printer.printed


async def test_a_dead_printer_stops_nobody(day: OfficeDay) -> None:
    await with_printer(day, f"127.0.0.1:{free_port()}")
    kiosk = await day.kiosk()
    page = await kiosk.post("/kiosk/nummern", anliegen=day.town.services["ausweis"].id)
    assert "nicht bereit" in page.text
    assert "B001" in page.text
    assert (await Device.get()).health["paper"] == "unknown"


async def test_a_kiosk_says_that_it_lives(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    before = real_now()
    said = await kiosk.post("/kiosk/lebenszeichen", seite="start")
    assert said.json()["paper"] == "unknown"
    async with a_printer(LOW) as printer:
        await with_printer(day, printer.address)
        assert (await kiosk.post("/kiosk/lebenszeichen", seite="start")).json()["paper"] == "low"
    device = await Device.get()
    assert device.health["page"] == "start"
    assert device.health["paper"] == "low"
    assert device.seen_at
    assert device.seen_at >= before
    stranger = await day.stranger()
    assert "noch kein Terminal" in (await stranger.post("/kiosk/lebenszeichen")).text


async def test_the_page_for_no_connection_is_everybodys(day: OfficeDay) -> None:
    stranger = await day.stranger()
    page = await stranger.get("/kiosk/ohne-verbindung")
    assert "Zurzeit keine Verbindung" in page.text
    assert 'lang="en"' in page.text
    worker = await stranger.get("/kiosk/dienst.js")
    assert worker.headers["service-worker-allowed"] == "/musterstadt/kiosk"
    assert worker.headers["content-type"].startswith("text/javascript")
