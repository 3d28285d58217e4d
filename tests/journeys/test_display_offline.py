"""A screen while the server is away: the last board, loaded anew too, and honest about its age."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from api.display.settings import ScreenSettings, stored
from termin.staff import DeviceKind, register
from tests.display.real_time import call, draw, open_day_and_night
from tests.journeys.citizens import judged
from tests.town import Town
from tests.web import RunningServer

pytestmark = pytest.mark.journey

KEPT = """async () => {
    await navigator.serviceWorker.ready;
    const names = await caches.keys();
    const kept = (await Promise.all(names.map(async (name) => {
        const store = await caches.open(name);
        return (await store.keys()).map((one) => one.url);
    }))).flat();
    return kept.some((url) => url.endsWith("/board.js"))
        && kept.some((url) => url.includes("/anzeige/"))
        && navigator.serviceWorker.controller !== null;
}"""
KEPT_CALLS = """(count) => Object.keys(localStorage).some(
    (one) => JSON.parse(localStorage.getItem(one)).board?.calls?.length === count)"""
AGED = """(seconds) => {
    for (const name of Object.keys(localStorage)) {
        const kept = JSON.parse(localStorage.getItem(name));
        kept.at -= seconds * 1000;
        localStorage.setItem(name, JSON.stringify(kept));
    }
}"""


async def a_screen(
    chromium: Browser, town: Town, server: RunningServer, path: str, secret: str = ""
) -> Page:
    """A screen that has shown one call and kept it."""
    install(say=lambda _: None)
    await open_day_and_night(town)
    await draw(town)
    await call(town, "1")
    context = await chromium.new_context(viewport={"width": 1280, "height": 720})
    if secret:
        await context.add_cookies([{"name": "geraet", "value": secret, "url": server.url}])
    page = await context.new_page()
    await page.goto(f"{server.url}/{town.municipality.slug}/anzeige{path}")
    await expect(page.locator("#calls .call")).to_have_count(1)
    await becomes_true(page, KEPT)
    await page.wait_for_function(
        "() => Object.keys(localStorage).some((one) => one.includes('board'))"
    )
    return page


async def becomes_true(page: Page, question: str, *about: object) -> None:
    """Ask every tenth of a second until the answer is yes; a promise is waited for."""
    for _ in range(200):
        if await page.evaluate(question, *about):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"never came true: {question}")


async def test_loaded_anew_while_the_server_is_away_it_shows_the_last_board(
    chromium: Browser, town: Town, running_server: RunningServer
) -> None:
    path = f"/{town.offices['rathaus'].id}"
    page = await a_screen(chromium, town, running_server, path)
    await draw(town)
    await call(town, "2")
    await expect(page.locator("#calls .call")).to_have_count(2)
    await page.wait_for_function(KEPT_CALLS, arg=2)
    await running_server.kill()
    await page.reload()
    await expect(page.locator("#calls .call")).to_have_count(2)
    await expect(page.locator("#calls .call").first).to_contain_text("002")
    await expect(page.locator("#stale")).to_be_hidden()  # it is not old yet
    await page.evaluate(AGED, 60)
    await page.reload()
    await expect(page.locator("#stale")).to_be_visible()
    await expect(page.locator("#stale")).to_contain_text("Nicht aktuell seit")
    await expect(page.locator("#calls .call--stale")).to_have_count(2)
    assert await judged(page) == []
    await call_more(town)
    await running_server.start()
    await expect(page.locator("#calls .call")).to_have_count(3, timeout=6_000)
    await expect(page.locator("#stale")).to_be_hidden()
    await expect(page.locator("#calls .call--stale")).to_have_count(0)


async def call_more(town: Town) -> None:
    await draw(town)
    await call(town, "3")


async def test_a_page_out_of_the_store_is_old_though_the_clock_was_set_back(
    chromium: Browser, town: Town, running_server: RunningServer
) -> None:
    path = f"/{town.offices['rathaus'].id}"
    page = await a_screen(chromium, town, running_server, path)
    await running_server.kill()
    await page.evaluate(AGED, -3_600)  # what was kept seems to lie in the future
    await page.reload()
    await expect(page.locator("#stale")).to_be_visible()
    await expect(page.locator("#calls .call")).to_have_count(1)


async def test_a_paired_screen_that_starts_without_a_server_shows_its_last_board(
    chromium: Browser, town: Town, running_server: RunningServer
) -> None:
    office = int(town.offices["rathaus"].id)
    settings = ScreenSettings(offices=(office,))
    fresh = await register(
        town.municipality.id, office, DeviceKind.DISPLAY, "Foyer", stored(settings)
    )
    page = await a_screen(chromium, town, running_server, "/tafel", fresh.secret)
    await running_server.kill()
    await page.goto(f"{running_server.url}/{town.municipality.slug}/anzeige")
    await expect(page.locator("#calls .call")).to_have_count(1)
    await running_server.start()
    await draw(town)
    await call(town, "2")
    await expect(page.locator("#calls .call")).to_have_count(2, timeout=6_000)


async def test_files_of_the_version_before_are_not_kept_for_ever(
    chromium: Browser, town: Town, running_server: RunningServer
) -> None:
    path = f"/{town.offices['rathaus'].id}"
    page = await a_screen(chromium, town, running_server, path)
    old = f"{running_server.url}/static/v-000000000000/board.js"
    await page.evaluate(
        """async (old) => {
            const [name] = await caches.keys();
            await (await caches.open(name)).put(old, new Response("old"));
        }""",
        old,
    )
    await page.reload()
    await becomes_true(
        page,
        """async (old) => {
            const [name] = await caches.keys();
            return !(await (await caches.open(name)).match(old));
        }""",
        old,
    )
