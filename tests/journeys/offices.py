"""What journeys through an office's day share: a Monday at nine, its people, a browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from api.assets import install
from api.clock import set_pace
from termin.capacity import Shares
from termin.staff import Role
from tests.api.people import PASSWORD, a_person
from tests.browser import flags, needed_browser
from tests.journeys.citizens import a_browser
from tests.termin.queue.hall_town import clock
from tests.town import Town
from tests.web import RunningServer, ServerStarter

KIOSK, WORKPLACE, BOARD = (1080, 1920), (1280, 720), (1920, 1080)

SETTLED = 500
"""Milliseconds after which a press is meant for what is on the screen; see steps.js."""


@pytest.fixture
def _function_scoped_runner(_module_scoped_runner: asyncio.Runner) -> asyncio.Runner:
    """One loop for the journeys of a module: a browser belongs to the loop that started it.

    This is the name under which pytest-asyncio looks for the loop of a test and of its fixtures.
    Its settings could only say the same for all tests at once.
    """
    return _module_scoped_runner


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started() -> AsyncIterator[Browser]:
    """A browser for a module: to start one takes as long as many a journey."""
    found = needed_browser()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(flags()))
        yield browser
        await browser.close()


@pytest.fixture
async def chromium(started: Browser) -> AsyncIterator[Browser]:
    """A browser in which nobody has been; its windows are closed afterwards."""
    yield started
    for context in started.contexts:
        await context.close()


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
        self,
        path: str,
        size: tuple[int, int] = WORKPLACE,
        *,
        script: bool = True,
        dark: bool = False,
    ) -> Page:
        """Open a page in a browser of its own."""
        page = await a_browser(self.chromium, size, script=script, dark=dark)
        await page.goto(self.home + path)
        return page

    async def staff(
        self,
        login: str,
        path: str,
        size: tuple[int, int] = WORKPLACE,
        *,
        script: bool = True,
        dark: bool = False,
    ) -> Page:
        """Open a page as somebody who signs in first."""
        page = await self.window(path, size, script=script, dark=dark)
        await sign_in(page, login)
        return page

    async def kiosk(self, *, script: bool = True) -> Page:
        """Make a browser a kiosk of the Rathaus, as a manager does."""
        page = await self.staff("leitung", "/kiosk/einrichten", KIOSK, script=script)
        await page.get_by_label("Rathaus").check()
        await page.get_by_role("button", name="Zum Terminal machen").click()
        await page.wait_for_url("**/kiosk")
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


async def signed_in(chromium: Browser, home: str, login: str = "leitung", **window: Any) -> Page:
    """Open a browser in which somebody has signed in; `window` as for `a_browser`."""
    page = await a_browser(chromium, **window)
    await page.goto(f"{home}amt/anmelden")
    await sign_in(page, login)
    return page


async def sign_in(page: Page, login: str) -> None:
    """Fill in the form, and wait until it leads on."""
    await page.get_by_label("Anmeldename").fill(login)
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    await page.wait_for_url(lambda url: "/anmelden" not in url)


async def press(page: Page, name: str) -> None:
    """Press a button of the page; a step as people do, after they have seen it."""
    button = page.get_by_role("button", name=re.compile(f"^{name}")).first
    await button.wait_for()
    if await button.and_(page.locator("form[data-step] [type=submit]")).count():
        await page.wait_for_timeout(SETTLED)
    await button.click()


async def draw_at(kiosk: Page, service: str = "Ausweis") -> str:
    """Draw a number at the kiosk and return it."""
    await kiosk.get_by_role("link", name="Deutsch").click()
    await kiosk.get_by_role("link", name="Ich habe keinen Termin").click()
    await kiosk.get_by_role("button", name=service, exact=True).click()
    number = str(await kiosk.locator(".slip__number").text_content())
    await kiosk.get_by_role("link", name="Fertig").click()
    await kiosk.get_by_role("link", name="Deutsch").wait_for()
    return number


async def tap(kiosk: Page, signs: str) -> None:
    """Type by the keys on the screen, each after the one before it stands in the field."""
    field = kiosk.locator(".kiosk-code__entry input")
    for count, sign in enumerate(signs, start=1):
        await kiosk.get_by_role("button", name=sign, exact=True).click()
        await expect(field).to_have_value(re.compile("^" + "-?".join(signs[:count]) + "$"))
