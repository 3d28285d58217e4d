"""A day at the office in a real browser: check in, call, display, done; through a dying server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from api.assets import install
from api.clock import set_pace
from termin.booking import Appointment, AppointmentState, Channel
from termin.capacity import Shares
from termin.queue.rows import Ticket, TicketState
from termin.staff import Role
from tests.api.people import PASSWORD, a_person
from tests.browser import find_browser, flags
from tests.journeys.citizens import NARROW, WIDE, a_browser, violations
from tests.termin.queue.hall_town import booked, clock
from tests.town import Town
from tests.web import RunningServer, ServerStarter

pytestmark = pytest.mark.journey

KIOSK, WORKPLACE, BOARD = (1080, 1920), (1280, 720), (1920, 1080)
RECOVERY_SECONDS = 5


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser in the test's own loop."""
    found = find_browser()
    if found is None:
        pytest.skip("NO BROWSER: this journey is not tested; see python -m tests.browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(flags()))
        yield browser
        await browser.close()


@dataclass
class Office:
    """The Rathaus on a Monday, served by a real server."""

    town: Town
    server: RunningServer
    chromium: Browser

    @property
    def home(self) -> str:
        """The town's first page."""
        return f"{self.server.url}/musterstadt"

    async def window(
        self, path: str, size: tuple[int, int] = WORKPLACE, *, script: bool = True
    ) -> Page:
        """Open a page in a browser of its own."""
        page = await a_browser(self.chromium, size, script=script)
        await page.goto(self.home + path)
        return page

    async def staff(
        self, login: str, path: str, size: tuple[int, int] = WORKPLACE, *, script: bool = True
    ) -> Page:
        """Open a page as somebody who signs in first."""
        page = await self.window(path, size, script=script)
        await page.get_by_label("Anmeldename").fill(login)
        await page.get_by_label("Passwort").fill(PASSWORD)
        await page.get_by_role("main").get_by_role("button", name="Anmelden").click()
        return page

    async def kiosk(self, *, script: bool = True) -> Page:
        """Make a browser a kiosk of the Rathaus, as a manager does."""
        page = await self.staff("leitung", "/kiosk/einrichten", KIOSK, script=script)
        await page.get_by_label("Rathaus").check()
        await page.get_by_role("button", name="Zum Terminal machen").click()
        return page

    async def board(self) -> Page:
        """Open the display of the Rathaus."""
        return await self.window(f"/anzeige/{self.town.offices['rathaus'].id}", BOARD)


@pytest.fixture
async def office(town: Town, running_servers: ServerStarter, chromium: Browser) -> Office:
    """Monday, nine o'clock; ada and cem serve, and there is time kept for the phone."""
    install(say=lambda _: None)
    await town.duty("1", "ada")
    await town.duty("3", "cem", hours=("10:00", "11:00"), shares=Shares(0, 100, 0))
    here = town.municipality
    rathaus = town.offices["rathaus"].id
    await a_person("leitung", Role.MANAGER, at=here)
    await a_person("ada", Role.CLERK, at=here, office=rathaus)
    await a_person("karin", Role.RECEPTION, at=here, office=rathaus)
    await a_person("lars", Role.PHONE_OPERATOR, at=here)
    await set_pace(clock("09:00"), 1.0)
    server = await running_servers(TERMIN_DEMO="1")
    return Office(town, server, chromium)


async def shown(board: Page, *numbers: str, seconds: float = RECOVERY_SECONDS) -> None:
    """Wait until the display shows exactly these calls, newest first, and is current."""
    rows = board.locator("#calls > li .call__number")
    words = [re.compile(rf"^\s*{number[0]}\s*{number[1:]}\s*$") for number in numbers]
    await expect(rows).to_have_text(words, timeout=seconds * 1000)
    await expect(board.locator("#stale")).to_be_hidden()


async def press(page: Page, name: str) -> None:
    """Press a button of the page."""
    await page.get_by_role("button", name=re.compile(f"^{name}")).first.click()


async def draw_at(kiosk: Page, service: str = "Ausweis") -> str:
    """Draw a number at the kiosk and return it."""
    await kiosk.get_by_role("link", name="Deutsch").click()
    await kiosk.get_by_role("link", name="Ich habe keinen Termin").click()
    await kiosk.get_by_role("button", name=service, exact=True).click()
    number = str(await kiosk.locator(".slip__number").text_content())
    await kiosk.get_by_role("link", name="Fertig").click()
    return number


async def test_check_in_call_display_and_done_through_a_dying_server(office: Office) -> None:
    appointment = await booked(office.town, "09:10")
    kiosk, board = await office.kiosk(), await office.board()
    await kiosk.get_by_role("link", name="Deutsch").click()
    await kiosk.get_by_role("link", name="Ich habe einen Termin").click()
    for sign in appointment.code:
        await kiosk.get_by_role("button", name=sign, exact=True).click()
    await press(kiosk, "Anmelden")
    await expect(kiosk.locator(".slip__number")).to_have_text("A001")
    phone = await office.window(f"/nummer/{(await Ticket.get()).id}", NARROW)
    clerk = await office.staff("ada", "/amt/schalter")
    await press(clerk, "Schalter 1")
    await press(clerk, "Nächste Person aufrufen")
    await expect(clerk.locator(".number-huge")).to_have_text("A001")
    await shown(board, "A001", seconds=2)
    await expect(phone.get_by_text("jetzt zu Schalter 1")).to_be_visible(timeout=10_000)

    await office.server.kill()
    await asyncio.sleep(1)
    await office.server.start()
    await expect(board.locator("#stale")).to_be_hidden(timeout=RECOVERY_SECONDS * 1000)
    await press(clerk, "Ist da")
    await expect(clerk.get_by_text("Die Person ist da")).to_be_visible()
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


async def test_a_walk_in_who_does_not_come_without_any_script(office: Office) -> None:
    kiosk = await office.kiosk(script=False)
    number = await draw_at(kiosk)
    clerk = await office.staff("ada", "/amt/schalter", script=False)
    await press(clerk, "Schalter 1")
    await press(clerk, "Nächste Person aufrufen")
    await expect(clerk.locator(".number-huge")).to_have_text(number)
    await press(clerk, "Noch einmal rufen")
    await press(clerk, "Nicht erschienen")
    await expect(clerk.get_by_text("Als nicht erschienen vermerkt")).to_be_visible()
    assert (await Ticket.get()).state is TicketState.MISSED


async def test_the_counter_by_keyboard_alone(office: Office) -> None:
    kiosk = await office.kiosk()
    await draw_at(kiosk)
    clerk = await office.staff("ada", "/amt/schalter")
    await press(clerk, "Schalter 1")
    call = clerk.get_by_role("button", name="Nächste Person aufrufen")
    await expect(call).to_have_attribute("accesskey", "n")  # drivers cannot press these
    await call.focus()
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator(".number-huge")).to_have_text("B001")
    await expect(clerk.get_by_role("button", name="Ist da")).to_be_focused()
    await clerk.keyboard.press("Enter")  # the likely step has the focus
    await expect(clerk.get_by_text("Die Person ist da")).to_be_visible()
    await expect(clerk.get_by_role("button", name="Fertig", exact=True)).to_be_focused()
    await clerk.keyboard.press("Enter")
    await expect(clerk.get_by_text("Der Schalter ist frei")).to_be_visible()


async def test_who_comes_meanwhile_appears_by_itself(office: Office) -> None:
    kiosk = await office.kiosk()
    clerk = await office.staff("ada", "/amt/schalter")
    await press(clerk, "Schalter 1")
    await expect(clerk.get_by_text("Niemand wartet für diesen Schalter")).to_be_visible()
    await draw_at(kiosk)
    await expect(clerk.locator(".queue__number")).to_have_text("B001", timeout=10_000)
    await expect(clerk.get_by_text("Eine Person wartet", exact=True)).to_be_visible()


async def test_nothing_scrolls_at_the_counter(office: Office) -> None:
    for start in ("09:10", "09:25", "09:40", "09:55", "10:10", "10:25"):
        await booked(office.town, start)
    kiosk = await office.kiosk()
    for _ in range(7):
        await draw_at(kiosk)
    clerk = await office.staff("ada", "/amt/schalter")
    await press(clerk, "Schalter 1")
    await press(clerk, "Nächste Person aufrufen")
    await expect(clerk.locator(".queue > li")).to_have_count(4)
    height = await clerk.evaluate("document.documentElement.scrollHeight")
    assert height <= WORKPLACE[1], await clerk.inner_text("main")


async def test_the_reception_by_keyboard(office: Office) -> None:
    appointment = await booked(office.town, "09:10")
    desk = await office.staff("karin", "/amt/empfang")
    await expect(desk.get_by_label("Code, Nummer oder + Anliegen")).to_be_focused()
    await desk.keyboard.type("+1")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_text("Nummer gezogen.")).to_be_visible()
    await expect(desk.get_by_label("Code, Nummer oder + Anliegen")).to_be_focused()
    await desk.keyboard.type(appointment.code.lower())
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("button", name="Ist da: anmelden")).to_be_focused()
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
    found += await violations(clerk)
    await kiosk.goto(f"{office.home}/kiosk/termin")
    await kiosk.get_by_label("Code", exact=True).fill("K7Q")
    await press(kiosk, "Anmelden")
    found += await violations(kiosk)
    await operator.goto(f"{office.home}/amt/telefon/zeiten?anliegen={service}:1")
    await operator.locator("button[name=wahl]").first.click()
    found += await violations(operator)
    assert not found, "\n".join(found)
