"""A kiosk in a real browser: fingers, a scanner, keys, no script, no paper, no connection."""

from __future__ import annotations

import re
import time

import pytest
from playwright.async_api import Page, expect

from termin import queue
from termin.queue.rows import Ticket, TicketLine
from tests.journeys.citizens import NARROW, violations
from tests.journeys.offices import KIOSK, Office, press, tap
from tests.journeys.walls import stop_time
from tests.printers import OUT, a_printer
from tests.termin.queue.hall_town import booked, clock, walk_in

pytestmark = pytest.mark.journey


READY = """Promise.race([
  navigator.serviceWorker.ready.then(() => true),
  new Promise((after) => setTimeout(() => after(false), 20_000)),
])"""


async def tab_to(page: Page, name: str) -> None:
    """Go on by Tab until what has this name has the focus."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        words = await page.evaluate(
            "document.activeElement.ariaLabel || document.activeElement.textContent.trim()"
        )
        if str(words).startswith(name):
            return
    raise AssertionError(f"{name} is not reached by Tab")


async def scan(page: Page, text: str) -> None:
    """Type as a scanner does: a sign each 5 ms by its own clock, however late it arrives."""
    keys = [{"key": sign, "text": sign} for sign in text]
    keys.append({"key": "Enter", "code": "Enter", "text": "\r"})
    browser = await page.context.new_cdp_session(page)
    begun = time.time()
    for place, key in enumerate(keys):
        at = {"timestamp": begun + 0.005 * place, "windowsVirtualKeyCode": 13 * ("code" in key)}
        await browser.send("Input.dispatchKeyEvent", {"type": "keyDown", **key, **at})
        await browser.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key["key"], **at})
    await browser.detach()


async def test_a_number_by_keyboard_alone(office: Office) -> None:
    kiosk = await office.kiosk()
    for name, leads_to in (
        ("Deutsch", "/wahl"),
        ("Ich habe keinen Termin", "/anliegen"),
        ("Ausweis", "/nummer/"),
    ):
        await tab_to(kiosk, name)
        await kiosk.keyboard.press("Enter")
        await kiosk.wait_for_url(f"**{leads_to}*")
    await expect(kiosk.locator(".slip__number")).to_have_text("B001")
    await tab_to(kiosk, "Fertig")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.get_by_text("Bitte wählen Sie Ihre Sprache.")).to_be_visible()


async def test_a_scanner_works_on_every_page(office: Office) -> None:
    appointment = await booked(office.town, "09:10")
    kiosk = await office.kiosk()
    link = f"{office.home}/termin/{appointment.code}"
    for path in ("/kiosk", "/kiosk/wahl", "/kiosk/anliegen", "/kiosk/termin", "/kiosk/nummer"):
        await kiosk.goto(office.home + path)
        if path == "/kiosk/termin":
            await kiosk.locator("h1").click()  # nothing has the focus
            await kiosk.evaluate("document.activeElement.blur()")
        typed = link if path != "/kiosk/nummer" else f"{office.home}/nummer/{await own()}"
        await scan(kiosk, typed)
        await expect(kiosk.locator(".slip__number")).to_have_text("A001")
    await kiosk.goto(f"{office.home}/kiosk/anliegen?q=ausweis")
    await kiosk.get_by_label("Anliegen suchen").focus()
    await scan(kiosk, link)
    await expect(kiosk.locator(".slip__number")).to_have_text("A001")
    assert await Ticket.all().count() == 1


async def test_after_a_wrong_code_the_next_one_counts(office: Office) -> None:
    appointment = await booked(office.town, "09:10")
    kiosk = await office.kiosk()
    field = kiosk.get_by_label("Code")
    unknown = kiosk.get_by_text("Diesen Code kennen wir nicht", exact=False)
    for path in ("/kiosk", "/kiosk/termin"):
        await kiosk.goto(office.home + path)
        await scan(kiosk, "AAAAAAAAAA")
        await expect(unknown).to_be_visible()
        await expect(field).to_have_value("AAA-AAA-AAAA")
        assert await kiosk.evaluate("getSelection().toString()") == "AAA-AAA-AAAA"
        if path == "/kiosk/termin":  # somebody has pressed in the field: nothing is marked
            await field.evaluate("(it) => it.setSelectionRange(0, 0)")
        await scan(kiosk, appointment.code)
        await expect(kiosk.locator(".slip__number")).to_have_text("A001")
    await kiosk.goto(f"{office.home}/kiosk/termin")
    await scan(kiosk, "AAAAAAAAAA")
    await expect(unknown).to_be_visible()
    await kiosk.keyboard.type(appointment.code, delay=80)
    await expect(field).to_have_value(appointment.code)
    await kiosk.goto(f"{office.home}/kiosk/termin")
    await scan(kiosk, "AAAAAAAAAA")
    await expect(unknown).to_be_visible()
    await tap(kiosk, "K7")
    await expect(field).to_have_value("K7")
    await scan(kiosk, "K7QA")
    await expect(kiosk.get_by_text("auch die übrigen")).to_be_visible()
    await kiosk.get_by_role("button", name="B", exact=True).click()
    await expect(field).to_have_value("K7Q-AB")


async def test_after_a_wrong_code_the_next_one_counts_without_script(office: Office) -> None:
    appointment = await booked(office.town, "09:10")
    kiosk = await office.kiosk(script=False)
    await kiosk.goto(f"{office.home}/kiosk/termin")
    await scan(kiosk, "AAAAAAAAAA")
    await expect(kiosk.get_by_text("Diesen Code kennen wir nicht", exact=False)).to_be_visible()
    await scan(kiosk, f"{office.home}/termin/{appointment.code}")
    await expect(kiosk.locator(".slip__number")).to_have_text("A001")


async def own() -> str:
    return str((await Ticket.get()).id)


async def test_a_double_tap_draws_one_number(office: Office) -> None:
    kiosk = await office.kiosk()
    await kiosk.goto(f"{office.home}/kiosk/anliegen")
    await kiosk.get_by_role("button", name="Ausweis", exact=True).dblclick()
    await expect(kiosk.locator(".slip__number")).to_have_text("B001")
    assert await Ticket.all().count() == 1


async def test_it_goes_back_to_the_start_and_says_so_before(office: Office) -> None:
    kiosk = await office.kiosk()
    await stop_time(kiosk)
    await kiosk.goto(f"{office.home}/kiosk/wahl?sprache=de")
    notice = kiosk.locator(".kiosk-leaving [role=status]")
    await kiosk.clock.run_for(16_000)
    await expect(notice).to_have_text("Gleich geht es zurück zum Anfang.")
    await press(kiosk, "Ich brauche mehr Zeit")
    await expect(notice).to_be_hidden()
    await kiosk.clock.run_for(31_000)
    await expect(kiosk).to_have_url(re.compile(r"/kiosk$"))


async def test_without_connection_it_says_so_and_comes_back(office: Office) -> None:
    kiosk = await office.kiosk()
    assert await kiosk.evaluate(READY), "the kiosk keeps no page for that moment"
    await office.server.kill()
    await kiosk.get_by_role("link", name="English").click()
    await expect(kiosk.get_by_text("Zurzeit keine Verbindung").first).to_be_visible()
    await expect(kiosk.get_by_text("No connection at the moment").first).to_be_visible()
    await office.server.start()
    await expect(kiosk.get_by_role("link", name="Deutsch")).to_be_visible(timeout=20_000)


async def test_without_paper_one_takes_a_picture(office: Office) -> None:
    async with a_printer(OUT) as printer:
        row = office.town.offices["rathaus"]
        row.printer = printer.address
        await row.save()
        kiosk = await office.kiosk()
        await kiosk.goto(f"{office.home}/kiosk/anliegen")
        await press(kiosk, "Ausweis")
        await expect(kiosk.get_by_text("Das Papier ist leer")).to_be_visible()
        await expect(kiosk.locator(".slip__number")).to_have_text("B001")
        assert not await violations(kiosk)


async def test_several_services_and_a_missed_call_without_script(office: Office) -> None:
    kiosk = await office.kiosk(script=False)
    await kiosk.goto(f"{office.home}/kiosk/anliegen")
    await kiosk.get_by_role("link", name="Mehrere Anliegen").click()
    await kiosk.get_by_role("link", name="Ausweis", exact=True).click()
    await kiosk.get_by_role("link", name="Ausweis: eine Person mehr").click()
    await kiosk.wait_for_url(re.compile(r"(:|%3A)2\b"))
    await kiosk.get_by_role("link", name="Pass", exact=True).click()
    await kiosk.get_by_role("link", name="Pass: eine Person mehr").wait_for()
    await press(kiosk, "Nummer ziehen")
    await expect(kiosk.get_by_text("Ausweis (2-mal), Pass")).to_be_visible()
    assert await TicketLine.all().count() == 2
    ticket = await Ticket.get()
    await queue.call_next(office.town.counters["1"].id, None, clock("09:01"))
    await queue.miss(ticket.id, clock("09:02"))
    await kiosk.goto(f"{office.home}/kiosk/wahl")
    await kiosk.get_by_role("link", name="Ich habe schon eine Nummer").click()
    await tap(kiosk, "B1")
    await press(kiosk, "Weiter")
    await expect(kiosk.get_by_text("wieder in der Reihe")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
async def test_every_page_is_accessible_and_fits(office: Office, *, dark: bool) -> None:
    drawn = await walk_in(office.town, "08:55")
    kiosk = await office.kiosk()
    await kiosk.emulate_media(color_scheme="dark" if dark else "light")
    service = office.town.services["ausweis"].id
    pages = [
        "/kiosk",
        "/kiosk/wahl",
        "/kiosk/termin",
        "/kiosk/nummer",
        "/kiosk/anliegen",
        f"/kiosk/anliegen?anliegen={service}:2",
        f"/kiosk/nummer/{drawn.id}",
        f"/kiosk/nummer/{drawn.id}?papier=unreachable",
    ]
    found: list[str] = []
    for size in (NARROW, KIOSK):
        await kiosk.set_viewport_size({"width": size[0], "height": size[1]})
        for path in pages:
            await kiosk.goto(office.home + path)
            found += await violations(kiosk)
            if size == KIOSK and await kiosk.evaluate(
                "document.documentElement.scrollHeight > innerHeight"
            ):
                found.append(f"{path} has to be scrolled")
    row = office.town.offices["rathaus"]
    row.walk_in_limit = 1
    await row.save()
    await kiosk.goto(f"{office.home}/kiosk/anliegen")
    await press(kiosk, "Ausweis")
    await expect(kiosk.get_by_text("Für heute sind alle Nummern vergeben")).to_be_visible()
    found += await violations(kiosk)
    assert await kiosk.evaluate(READY)
    await office.server.kill()
    await kiosk.goto(f"{office.home}/kiosk")
    await expect(kiosk.get_by_text("Zurzeit keine Verbindung").first).to_be_visible()
    found += await violations(kiosk)
    assert not found, "\n".join(found)
