"""Drawing at a kiosk: two taps, several services, few signs to type, and a door that is shut."""

from __future__ import annotations

from datetime import timedelta

from termin import queue
from termin.queue.rows import Ticket, TicketLine, TicketState
from tests.api.citizen.walk import first
from tests.api.clerk.day import OfficeDay
from tests.termin.queue.hall_town import booked, clock, walk_in


def key_in(page: str) -> str:
    return first(r'name="schluessel" value="([^"]+)"', page)


async def test_two_taps_draw_one_number(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    key = key_in((await kiosk.get("/kiosk/anliegen")).text)
    service = day.town.services["ausweis"].id
    for _ in range(2):
        page = await kiosk.post("/kiosk/nummern", anliegen=service, schluessel=key)
        assert "B001" in page.text
    assert await Ticket.all().count() == 1
    other = key_in((await kiosk.get("/kiosk/anliegen")).text)
    assert "B002" in (await kiosk.post("/kiosk/nummern", anliegen=service, schluessel=other)).text


async def test_several_services_for_several_persons(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    card, car = day.town.services["ausweis"].id, day.town.services["zulassung"].id
    start = (await kiosk.get("/kiosk/anliegen")).text
    assert "Mehrere Anliegen oder mehrere Personen" in start
    page = (await kiosk.get(f"/kiosk/anliegen?anliegen={card}:2&anliegen={car}:1")).text
    assert "Noch ein Anliegen?" in page
    assert "2 Personen" in page
    assert f'value="{card}:2"' in page
    done = await kiosk.client.post(
        "/musterstadt/kiosk/nummern",
        data={"anliegen": [f"{card}:2", f"{car}:1"], "schluessel": key_in(page)},
        follow_redirects=True,
    )
    assert "Ausweis (2-mal), Zulassung" in done.text
    lines = await TicketLine.all().order_by("service_id").values_list("service_id", "count")
    assert set(lines) == {(card, 2), (car, 1)}


async def test_too_many_persons_are_refused_with_the_choice_kept(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    card = day.town.services["ausweis"].id
    page = await kiosk.post("/kiosk/nummern", anliegen=f"{card}:6")
    assert page.status_code == 422
    assert "So oft geht" in page.text
    assert "6 Personen" in page.text


async def test_full_says_when_and_how_instead(day: OfficeDay) -> None:
    office = day.town.offices["rathaus"]
    office.walk_in_limit = 1
    await office.save()
    kiosk = await day.kiosk()
    service = day.town.services["ausweis"].id
    assert "B001" in (await kiosk.post("/kiosk/nummern", anliegen=service)).text
    page = await kiosk.post("/kiosk/nummern", anliegen=service)
    assert page.status_code == 409
    assert "alle Nummern vergeben" in page.text
    assert "Dienstag, 24. November 2026 ab 08:00 Uhr" in page.text
    assert "Mit Termin warten Sie nicht" in page.text


async def test_who_missed_the_call_types_the_number_and_waits_again(day: OfficeDay) -> None:
    drawn = await walk_in(day.town, "08:50")
    await queue.call_next(day.town.counters["2"].id, None, clock("08:52"))
    await queue.miss(drawn.id, clock("08:56"))
    kiosk = await day.kiosk()
    page = await kiosk.post("/kiosk/nummer", nummer="b1")
    assert "wieder in der Reihe" in page.text
    assert "Ausweis" not in page.text, "a number that anybody could type tells nothing"
    assert (await Ticket.get()).state is TicketState.WAITING
    again = await kiosk.post("/kiosk/nummer", nummer="B001")
    assert "B001" in again.text
    assert "wieder in der Reihe" not in again.text


async def test_the_slip_scanned_anywhere_finds_the_ticket(day: OfficeDay) -> None:
    drawn = await walk_in(day.town, "08:50")
    kiosk, other = await day.kiosk(), await day.kiosk("nord")
    scanned = f"https://x.example/musterstadt/nummer/{drawn.id}"
    assert "B001" in (await kiosk.post("/kiosk/termin", code=scanned)).text
    assert "B001" in (await kiosk.post("/kiosk/termin", code="B001")).text
    assert (await other.post("/kiosk/termin", code=scanned)).status_code == 422
    day.time.at = clock("09:00") + timedelta(days=1)
    gone = await kiosk.post("/kiosk/nummer", nummer="B001")
    assert gone.status_code == 422
    assert "gibt es hier heute nicht" in gone.text
    assert (await kiosk.post("/kiosk/nummer", nummer="")).status_code == 422


async def test_digits_work_without_script(day: OfficeDay) -> None:
    kiosk, typed = await day.kiosk(), ""
    for key in ("B", "0", "1", "weg", "7"):
        page = await kiosk.post("/kiosk/nummer/tasten", nummer=typed, taste=key)
        typed = first(r'<input[^>]*id="nummer"[^>]*value="([^"]*)"', page.text.replace("\n", " "))
    assert typed == "B07"


async def test_a_scan_at_the_start_speaks_the_appointments_language(day: OfficeDay) -> None:
    appointment = await booked(day.town, "09:15")
    await appointment.fetch_related("visit")
    appointment.visit.language = "en"
    await appointment.visit.save()
    kiosk = await day.kiosk()
    page = await kiosk.post("/kiosk/termin?sprache=de", code=appointment.code, start="ja")
    assert 'lang="en"' in page.text
    assert "Your number" in page.text


async def test_where_to_wait_is_said_where_it_is_one_room(day: OfficeDay) -> None:
    for name in ("1", "2", "3"):
        counter = day.town.counters[name]
        counter.waiting_room = "Saal A"
        await counter.save()
    kiosk = await day.kiosk()
    page = await kiosk.post("/kiosk/nummern", anliegen=day.town.services["ausweis"].id)
    assert "Bitte warten Sie hier: Saal A" in page.text


async def test_a_refusal_at_a_kiosk_leads_back_by_itself(day: OfficeDay) -> None:
    kiosk = await day.kiosk()
    page = await kiosk.get("/kiosk/nummer/unsinn")
    assert page.status_code == 404
    assert "kiosk-leaving" in page.text
