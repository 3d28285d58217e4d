"""Citizens book, move and cancel in a real browser: without script, by keyboard, on any screen."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from termin.booking import Appointment, AppointmentState, Contact, Hold
from termin.capacity import Claim
from tests.journeys.citizens import NARROW, WIDE, a_browser, open_town, violations
from tests.town import ZONE, Town
from tests.web import RunningServer

pytestmark = pytest.mark.journey


@pytest.fixture
async def days(town: Town) -> list[date]:
    """The days on which the town is open."""
    install(say=lambda _: None)
    return await open_town(town)


@pytest.fixture
async def home(days: list[date], running_server: RunningServer) -> str:
    """The address of the town's first page on a real server."""
    return f"{running_server.url}/musterstadt/"


async def choose(page: Page, home: str, service: str = "Ausweis") -> None:
    """Find a service by words and go on to its times."""
    await page.goto(home)
    await page.get_by_label("Beschreiben Sie es in Ihren Worten").fill(service.lower())
    await page.get_by_role("button", name="Suchen").click()
    await page.get_by_role("link", name=service, exact=True).first.click()
    await page.get_by_role("button", name="Ort und Zeit wählen").click()
    await page.wait_for_url(re.compile("/zeiten"))


async def book(page: Page, home: str) -> str:
    """Book the first time without any details and return the code."""
    await choose(page, home)
    await page.locator(".offer").first.click()
    await page.get_by_role("button", name="Weiter", exact=True).last.click()
    await page.get_by_role("button", name="Termin buchen").last.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    return str(await page.locator(".code").text_content())


async def test_booking_without_script_to_the_printed_slip(chromium: Browser, home: str) -> None:
    page = await a_browser(chromium, NARROW)
    code = await book(page, home)
    made = await Appointment.get()
    assert made.code == code.replace("-", "")
    assert not await Contact.exists(), "nothing was asked that need not be"
    await page.get_by_role("link", name="Zettel zum Drucken").click()
    await page.emulate_media(media="print")
    await expect(page.locator(".slip .code")).to_have_text(code)
    await expect(page.locator(".ticket__qr")).to_be_visible()
    await expect(page.locator(".site-footer")).to_be_hidden()
    picture = await page.locator(".ticket__qr").evaluate("image => image.naturalWidth")
    assert picture > 0


async def test_two_services_then_cancelled(chromium: Browser, home: str) -> None:
    page = await a_browser(chromium)
    await page.goto(f"{home}suche?q=ausweis")
    await page.get_by_role("link", name="Ausweis", exact=True).first.click()
    await page.get_by_label("Für wie viele Personen?").select_option("für 2 Personen")
    await page.get_by_role("button", name="Noch ein Anliegen").click()
    await expect(page.get_by_text("Schon gewählt:")).to_be_visible()
    await page.get_by_role("link", name="Pass", exact=True).first.click()
    await page.get_by_role("button", name="Ort und Zeit wählen").click()
    await page.locator(".offer").first.click()
    await expect(page.get_by_text("etwa 50 Minuten")).to_be_visible()
    await page.get_by_role("button", name="Weiter", exact=True).last.click()
    await page.get_by_role("button", name="Termin buchen").last.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    made = await Appointment.get()
    assert made.ends_at - made.starts_at == timedelta(minutes=50)
    await page.get_by_role("link", name="Termin absagen").click()
    await page.get_by_role("button", name="Ja, absagen").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Termin ist abgesagt")
    assert (await Appointment.get()).state is AppointmentState.CANCELLED
    assert not await Claim.exists()


async def test_moving_by_the_typed_code(chromium: Browser, home: str, days: list[date]) -> None:
    code = await book(await a_browser(chromium), home)
    page = await a_browser(chromium, NARROW)  # another day, another phone
    await page.goto(home)
    field = page.get_by_label("Code Ihres Termins")
    await field.fill("K7Q-4MX-D2PR")
    await page.get_by_role("button", name="Termin ansehen").click()
    await expect(page.locator("#fehler")).to_contain_text("Diesen Code kennen wir nicht")
    await expect(field).to_have_value("K7Q-4MX-D2PR")
    await field.fill(code.lower())
    await page.get_by_role("button", name="Termin ansehen").click()
    await page.get_by_role("link", name="Termin verschieben").click()
    await page.locator(".days__day").nth(1).click()
    await page.locator(".times .slots__start").last.click()
    await page.get_by_role("button", name="Ja, verschieben").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist verschoben")
    moved = await Appointment.get()
    assert moved.starts_at.astimezone(ZONE).date() == days[1]
    assert await Claim.all().count() == 1


async def test_an_expired_hold_loses_the_time_and_nothing_else(
    chromium: Browser, home: str
) -> None:
    page = await a_browser(chromium)
    await choose(page, home)
    await page.locator(".offer").first.click()
    await page.get_by_label("Name").fill("Eva Muster")
    past = datetime.now(UTC) - timedelta(seconds=1)
    await Hold.all().update(created_at=past - timedelta(minutes=10), expires_at=past)
    await Claim.all().update(expires_at=past)
    await page.get_by_role("button", name="Weiter", exact=True).last.click()
    await expect(page.locator("#abgelaufen")).to_contain_text("Ihre Reservierung ist abgelaufen")
    await page.locator(".offer").first.click()
    await expect(page.get_by_label("Name")).to_have_value("Eva Muster")


async def test_a_time_taken_by_somebody_else_meanwhile(chromium: Browser, home: str) -> None:
    slow, quick = await a_browser(chromium), await a_browser(chromium, NARROW)
    await choose(slow, home)
    await choose(quick, home)
    await quick.locator(".offer").first.click()
    await expect(quick.get_by_role("heading", level=1)).to_have_text("Ihre Angaben")
    await slow.locator(".offer").first.click()
    heading = slow.get_by_role("heading", name="Diese Zeit ist gerade vergeben worden")
    await expect(heading).to_be_visible()
    await slow.locator(".offer").first.click()
    await expect(slow.get_by_role("heading", level=1)).to_have_text("Ihre Angaben")
    assert await Hold.all().count() == 2


async def test_the_keyboard_alone_is_enough(chromium: Browser, home: str) -> None:
    page = await a_browser(chromium, script=True)
    await page.goto(home)
    await tab_to(page, "#q")
    await page.keyboard.type("pass")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/suche"))
    await tab_to(page, "section[aria-labelledby=treffer] a")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/anliegen/"))
    await tab_to(page, "form.panel button")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/zeiten"))
    await tab_to(page, ".offer")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/angaben"))
    await tab_to(page, "#name")
    await page.keyboard.type("Eva")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/pruefen"))
    await tab_to(page, "form.panel button.kern-btn--primary")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    assert (await Contact.get()).name == "Eva"


async def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until the focus is there; fails where it never comes."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        there = "s => document.activeElement.matches(`${s}:focus-visible`)"
        if await page.evaluate(there, selector):
            return
    pytest.fail(f"the tab key never reaches {selector} on {page.url}")


@pytest.mark.parametrize(("size", "dark"), [(WIDE, False), (NARROW, True)])
async def test_nobody_is_shut_out(
    chromium: Browser, home: str, town: Town, size: tuple[int, int], *, dark: bool
) -> None:
    page = await a_browser(chromium, size, script=True, dark=dark)
    found: list[str] = []
    for path in (
        "",
        "suche",
        "suche?q=pass",
        "suche?q=xyzxyz",
        "datenschutz",
        "barrierefreiheit",
        "leichte-sprache",
        "gebaerdensprache",
        "impressum",
        "termin/K7Q4MXD2PR",
    ):
        await page.goto(home + path)
        found += await violations(page)
    await choose(page, home)
    times = page.url
    found += await violations(page)
    await page.goto(f"{times}&wochentag=5")
    found += await violations(page)
    await page.goto(times)
    await page.locator(".offer").first.click()
    await page.get_by_label("E-Mail-Adresse").fill("eva@")
    await page.get_by_role("button", name="Weiter", exact=True).last.click()
    await expect(page.locator("#fehler")).to_be_focused()
    found += await violations(page)
    await page.get_by_label("E-Mail-Adresse").fill("eva@example.org")
    await page.get_by_role("button", name="Weiter", exact=True).last.click()
    await page.wait_for_url(re.compile("/pruefen"))
    found += await violations(page)
    await page.get_by_role("button", name="Termin buchen").last.click()
    await page.wait_for_url(re.compile("/termin/"))
    found += await violations(page)
    own = page.url.partition("?")[0]
    for path in ("zettel", "verlegen", "absagen", "daten-loeschen"):
        await page.goto(f"{own}/{path}")
        found += await violations(page)
    assert found == []
