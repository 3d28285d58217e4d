"""A visitor takes part in the living demo: books, comes, is called by somebody, sees it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.api.demo.conftest import place
from tests.api.demo.running import demo
from tests.journeys.citizens import NARROW, WIDE, a_browser, violations
from tests.journeys.offices import BOARD, KIOSK, press, tap
from tests.web import free_port

pytestmark = pytest.mark.journey

__all__ = ["place"]

ME = "eva@example.org"
MAIL_SECONDS = 60
HALLS = ("Rathaus", "Südstadt", "Stadtbibliothek")
"""Where there is a terminal and a display, unlike at a bus's stop, which may have earlier times."""
SETTLED = 20_000
"""Milliseconds a page may take on a machine that has more to do."""
NEAR = 25
"""Minutes before an appointment when one may check in without hurry: half an hour before is the
earliest."""
CALLED_SECONDS = 60
"""At most, at sixty times our speed: an hour there."""
SEEN = """() => {
  window.seen = new Set();
  const look = () => document.querySelectorAll("#calls .call__number")
    .forEach((one) => window.seen.add(one.textContent.replace(/\\s/g, "")));
  new MutationObserver(look).observe(document.getElementById("calls"),
    { childList: true, subtree: true, characterData: true });
  look();
}"""
"""Remembers every number that was on the display, however short."""


@dataclass
class Visitor:
    """Somebody with a browser for each place."""

    chromium: Browser
    base: str

    async def at(self, path: str, size: tuple[int, int] = WIDE) -> Page:
        """Open a page in a browser of its own."""
        page = await a_browser(self.chromium, size, script=True)
        page.set_default_timeout(30_000)
        await page.goto(self.base + path)
        return page

    async def books(self, start: Page) -> tuple[str, str]:
        """Take the earliest time at an office; return the code and the office's short name.

        Until it is near enough to come at once, the town's time goes fast.
        """
        page = await self.at("/amselbrueck/", NARROW)
        await page.get_by_label("Beschreiben Sie es in Ihren Worten").fill("personalausweis")
        await page.get_by_role("button", name="Suchen").click()
        await page.locator("section[aria-labelledby=treffer] a").first.click()
        await page.get_by_role("button", name="Ort und Zeit wählen").click()
        offer = page.locator(".offer", has_text=re.compile("|".join(HALLS))).first
        while await ahead(start, offer) > NEAR:
            await hurry(start)
            async with asyncio.timeout(CALLED_SECONDS):
                while await ahead(start, offer) > NEAR:
                    await start.wait_for_timeout(500)
            await hurry(start, "Wie draußen")
            await page.reload()
        await offer.click()
        await page.get_by_label("Name").fill("Eva Muster")
        await page.get_by_label("E-Mail-Adresse").fill(ME)
        await page.get_by_role("button", name="Weiter", exact=True).last.click()
        await page.get_by_role("button", name="Termin buchen").last.click()
        # It begins within the hour: no link is asked for that.
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Ihr Termin ist gebucht", timeout=SETTLED
        )
        words = await page.get_by_role("main").inner_text()
        short = next(one for one in HALLS if one in words)
        code = str(await page.locator(".code").first.text_content()).replace("-", "").strip()
        return code, short

    async def mail(self, subject: str) -> Page:
        """Open the mail to us that begins so, as soon as it is there."""
        page = await self.at("/demo/postfach")
        found = page.locator(".mails__mail", has_text=ME).get_by_role(
            "link", name=re.compile(f"^{subject}")
        )
        async with asyncio.timeout(MAIL_SECONDS):
            while not await found.count():
                await asyncio.sleep(0.5)
                await page.get_by_role("link", name="Neu laden").click()
        await found.first.click()
        return page


@pytest.fixture
async def visitor(place: Path, chromium: Browser) -> AsyncIterator[Visitor]:
    """A town that lives, ten in the morning, as fast as ours."""
    async with demo(place / "data", free_port(), "--history", "0") as town:
        assert "Bereit." in await town.until("Strg-C")
        yield Visitor(chromium, town.url)


async def test_booked_arrived_called_and_shown(visitor: Visitor) -> None:
    start = await visitor.at("/demo")
    code, office = await visitor.books(start)
    board = await visitor.at("/demo", BOARD)
    await board.get_by_role("link", name=f"Anzeige im Warteraum: {office}").click()
    await board.wait_for_selector("#calls", state="attached")
    await board.evaluate(SEEN)

    kiosk = await visitor.at("/demo", KIOSK)
    await kiosk.get_by_role("button", name=f"Terminal öffnen: {office}").click()
    await kiosk.get_by_role("link", name="Deutsch").click()
    await kiosk.get_by_role("link", name="Ich habe einen Termin").click()
    await tap(kiosk, code)
    await press(kiosk, "Anmelden")
    number = str(await kiosk.locator(".slip__number").text_content()).strip()

    before = str(await start.locator("[data-time]").text_content())
    await hurry(start)
    await expect(start.locator("[data-time]")).not_to_have_text(before, timeout=SETTLED)
    await board.wait_for_function(
        "number => window.seen.has(number)", arg=number, timeout=CALLED_SECONDS * 1000
    )
    sent = await visitor.mail("Ihr Termin am")
    await expect(sent.locator(".mail-text")).to_contain_text("Ihr Termin ist gebucht")
    await nobody_is_shut_out(visitor)


async def ahead(start: Page, offer: Locator) -> int:
    """Return the minutes from the clock on the first page to an offer of that day."""
    shown = (start.locator("[data-time]"), offer.locator(".offer__time"))
    now, then = [str(await one.text_content()).removesuffix(" Uhr").split(":") for one in shown]
    return (int(then[0]) - int(now[0])) * 60 + int(then[1]) - int(now[1])


async def hurry(start: Page, pace: str = "60-fach") -> None:
    """Let time go as fast as said by the switch on the first page, by keyboard."""
    choice = start.get_by_role("button", name=pace)
    await choice.focus()
    await start.keyboard.press("Enter")
    await expect(choice).to_have_attribute("aria-pressed", "true", timeout=SETTLED)
    await expect(choice).to_be_focused()


async def nobody_is_shut_out(visitor: Visitor) -> None:
    """Look at the demo's own pages with axe, wide and narrow, light and dark."""
    found: list[str] = []
    for size, dark in ((WIDE, False), (NARROW, True)):
        page = await a_browser(visitor.chromium, size, script=True, dark=dark)
        for path in ("/demo", "/demo/postfach"):
            await page.goto(visitor.base + path)
            found += await violations(page)
        await page.context.close()
    assert not found, "\n".join(found)
