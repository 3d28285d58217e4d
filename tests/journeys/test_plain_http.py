"""Without https browsers say less of where a form comes from; forms must be taken all the same."""

from __future__ import annotations

import pytest
from playwright.async_api import async_playwright, expect

from tests.browser import flags, needed_browser
from tests.town import Town
from tests.web import RunningServer

pytestmark = pytest.mark.journey

NAME = "termin.example"
"""No name of this machine: for `localhost` browsers do as if there were https."""


async def test_forms_are_taken_over_plain_http(town: Town, running_server: RunningServer) -> None:
    found = needed_browser()
    here = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=[*flags(), here])
        page = await browser.new_page(locale="de-DE")
        home = running_server.url.replace("127.0.0.1", NAME)
        await page.goto(f"{home}/{town.municipality.slug}/")
        await page.locator("input[name=code]").fill("K7Q-4MX-D2PR")
        await page.locator("input[name=code]").press("Enter")
        await expect(page.locator("body")).to_contain_text("Diesen Code kennen wir nicht")
        await browser.close()
