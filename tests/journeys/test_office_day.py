"""A day at the office in a real browser: check in, call, display, done; through a dying server."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from termin.booking import Appointment, AppointmentState, Channel
from termin.queue.rows import Ticket, TicketState
from tests.journeys.citizens import NARROW, WIDE, violations
from tests.journeys.offices import SETTLED, Office, draw_at, press, tap
from tests.termin.queue.hall_town import booked

pytestmark = pytest.mark.journey

RECOVERY_SECONDS = 5


async def shown(board: Page, *numbers: str, seconds: float = RECOVERY_SECONDS) -> None:
    """Wait until the display shows exactly these calls, newest first, and is current."""
    rows = board.locator("#calls > li .call__number")
    words = [re.compile(rf"^\s*{number[0]}\s*{number[1:]}\s*$") for number in numbers]
    await expect(rows).to_have_text(words, timeout=seconds * 1000)
    await expect(board.locator("#stale")).to_be_hidden()


async def test_check_in_call_display_and_done_through_a_dying_server(office: Office) -> None:
    appointment = await booked(office.town, "09:10")
    kiosk, board = await office.kiosk(), await office.board()
    await kiosk.get_by_role("link", name="Deutsch").click()
    await kiosk.get_by_role("link", name="Ich habe einen Termin").click()
    await tap(kiosk, appointment.code)
    await press(kiosk, "Anmelden")
    await expect(kiosk.locator(".slip__number")).to_have_text("A001")
    phone = await office.window(f"/nummer/{(await Ticket.get()).id}", NARROW)
    clerk = await office.staff("ada", "/amt/schalter")
    await press(clerk, "Schalter 1")
    await press(clerk, "Nächste Person aufrufen")
    await expect(clerk.locator(".number-huge")).to_have_text("A001")
    await shown(board, "A001", seconds=2)
    told = phone.get_by_role("alert").filter(has_text="Bitte jetzt zu Schalter 1.")
    await expect(told).to_be_attached()
    await expect(phone.locator(".call-to")).to_contain_text("jetzt zu Schalter 1")
    await expect(phone.locator(".call-to")).to_be_visible()

    await office.server.kill()
    await asyncio.sleep(1)
    await office.server.start()
    await expect(board.locator("#stale")).to_be_hidden(timeout=RECOVERY_SECONDS * 1000)
    await press(clerk, "Ist da")
    await expect(clerk.get_by_text("A001 ist da.")).to_be_visible()
    await kiosk.goto(f"{office.home}/kiosk")
    assert await draw_at(kiosk) == "B001"
    await press(clerk, "Fertig und nächste Person")
    await expect(clerk.locator(".number-huge")).to_have_text("B001")
    await shown(board, "B001")
    await press(clerk, "Ist da")
    await press(clerk, "Fertig")
    await expect(clerk.get_by_text("Der Schalter ist frei")).to_be_visible()
    assert (await Appointment.get()).state is AppointmentState.KEPT
    assert {one.state for one in await Ticket.all()} == {TicketState.FINISHED}


async def test_the_reception_by_keyboard(office: Office) -> None:
    appointment = await booked(office.town, "09:10")
    desk = await office.staff("karin", "/amt/empfang")
    await expect(desk.get_by_label("Code, Nummer, Name oder + Anliegen")).to_be_focused()
    await desk.keyboard.type("+1")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_text("Nummer gezogen.")).to_be_visible()
    await expect(desk.get_by_label("Code, Nummer, Name oder + Anliegen")).to_be_focused()
    await desk.keyboard.type(appointment.code.lower())
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("button", name="Ist da: anmelden")).to_be_focused()
    await desk.wait_for_timeout(SETTLED)
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_text("Angemeldet.")).to_be_visible()
    await expect(desk.locator(".number-huge")).to_have_text("A001")


async def test_the_phone_books_time_that_is_kept_for_it(office: Office) -> None:
    operator = await office.staff("lars", "/amt/telefon")
    await operator.get_by_label("Anliegen in eigenen Worten").fill("ausweis")
    await press(operator, "Suchen")
    await operator.get_by_role("link", name="Ausweis", exact=True).click()
    await operator.locator("button[name=wahl]").first.click()
    await expect(operator.get_by_text("Ich habe für Sie reserviert:")).to_be_visible()
    await operator.get_by_label("Name").fill("Eva Muster")
    await press(operator, "Verbindlich buchen")
    await expect(operator.get_by_text("Gebucht", exact=True)).to_be_visible()
    made = await Appointment.get()
    assert made.channel is Channel.PHONE
    assert (await operator.locator(".code").text_content() or "").replace("-", "") == made.code


@pytest.mark.parametrize("dark", [False, True])
async def test_the_pages_are_accessible_and_narrow(office: Office, *, dark: bool) -> None:
    appointment = await booked(office.town, "09:10")
    kiosk = await office.kiosk()
    desk = await office.staff("karin", "/amt/empfang")
    clerk = await office.staff("ada", "/amt/schalter")
    operator = await office.staff("lars", "/amt/telefon")
    await draw_at(kiosk)
    rathaus = office.town.offices["rathaus"].id
    counter = office.town.counters["1"].id
    waiting = await Ticket.get()
    service = office.town.services["ausweis"].id
    visits: list[tuple[Page, str]] = [
        (kiosk, "/kiosk"),
        (kiosk, "/kiosk/wahl"),
        (kiosk, "/kiosk/termin"),
        (kiosk, "/kiosk/anliegen?alle=ja"),
        (kiosk, f"/kiosk/nummer/{waiting.id}"),
        (kiosk, f"/nummer/{waiting.id}"),
        (desk, f"/amt/empfang/{rathaus}"),
        (desk, f"/amt/empfang/{rathaus}/termin/{appointment.code}"),
        (desk, f"/amt/empfang/{rathaus}/nummer/{waiting.id}"),
        (desk, f"/amt/empfang/{rathaus}/nummer/{waiting.id}/zettel"),
        (clerk, "/amt/schalter?wechseln=ja"),
        (clerk, f"/amt/schalter/{counter}"),
        (operator, "/amt/telefon?q=ausweis"),
        (operator, f"/amt/telefon/zeiten?anliegen={service}:1"),
        (operator, f"/amt/telefon/termin/{appointment.code}"),
        (operator, f"/amt/telefon/termin/{appointment.code}/verlegen"),
        (operator, f"/amt/telefon/tag?ort={rathaus}"),
    ]
    found: list[str] = []
    for page, path in visits:
        await page.emulate_media(color_scheme="dark" if dark else "light")
        for size in (NARROW, WIDE):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await page.goto(office.home + path)
            found += await violations(page)
    await clerk.goto(f"{office.home}/amt/schalter/{counter}")
    await press(clerk, "Nächste Person aufrufen")
    await expect(clerk.locator(".number-huge")).to_have_text(re.compile("001"))
    found += await violations(clerk)
    await kiosk.goto(f"{office.home}/kiosk/termin")
    await kiosk.get_by_label("Code", exact=True).fill("K7Q")
    await press(kiosk, "Anmelden")
    await expect(kiosk.locator(".kern-error")).to_be_visible()
    found += await violations(kiosk)
    await operator.goto(f"{office.home}/amt/telefon/zeiten?anliegen={service}:1")
    await operator.locator("button[name=wahl]").first.click()
    await expect(operator.get_by_text("Ich habe für Sie reserviert:")).to_be_visible()
    found += await violations(operator)
    assert not found, "\n".join(found)
