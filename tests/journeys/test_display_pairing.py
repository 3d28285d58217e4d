"""Pairing in real browsers: the screen shows a code, somebody enters it on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from termin.staff import Role
from tests.api.people import a_person
from tests.display.real_time import call, draw, open_day_and_night
from tests.journeys.citizens import WIDE, a_browser, judged, too_wide
from tests.journeys.offices import signed_in
from tests.town import Town
from tests.web import RunningServer

pytestmark = pytest.mark.journey


@pytest.fixture
async def home(town: Town, running_server: RunningServer) -> str:
    """The address of the town on a real server, open day and night."""
    install(say=lambda _: None)
    await open_day_and_night(town)
    await a_person("admin", Role.ADMIN, Role.MANAGER, at=town.municipality)
    return f"{running_server.url}/musterstadt"


async def a_page(chromium: Browser, *, script: bool = True) -> Page:
    return await a_browser(chromium, WIDE, script=script)


async def phone_of(chromium: Browser, home: str, width: int = 320) -> Page:
    """The page of somebody who may pair screens."""
    return await signed_in(chromium, f"{home}/", "admin", size=(width, 720), script=True)


async def enter(phone: Page, home: str, code: str) -> None:
    await phone.goto(f"{home}/amt/einrichtung/geraete?code={code.replace(' ', '')}")
    assert await judged(phone) == []
    await phone.get_by_label("Name", exact=True).fill("Foyer links")
    await phone.get_by_label("Rathaus").check()
    await phone.get_by_role("button", name="Koppeln").click()
    await expect(phone.get_by_text("Gekoppelt.")).to_be_visible()


async def test_a_screen_is_paired_from_a_phone_set_up_and_shut_out(
    chromium: Browser, town: Town, home: str
) -> None:
    screen = await a_page(chromium)
    await screen.goto(f"{home}/anzeige")
    code = await screen.locator("#code").inner_text()
    assert await judged(screen) == []
    phone = await phone_of(chromium, home)
    await enter(phone, home, code)
    assert not await too_wide(phone)
    assert await judged(phone) == []
    await expect(screen).to_have_url(f"{home}/anzeige/tafel")
    await draw(town)
    await call(town, "2")
    await expect(screen.locator("#calls .call")).to_have_count(1)
    # the preview follows the form, and the screen what was saved
    preview = phone.frame_locator("iframe[name=vorschau]")
    await expect(preview.locator(".board--dunkel")).to_be_visible()
    await phone.wait_for_load_state()  # from now on the page hears what is chosen
    await phone.get_by_label("Hell", exact=True).check()
    await expect(preview.locator(".board--hell")).to_be_visible()
    await phone.get_by_role("button", name="Speichern").click()
    await expect(phone.get_by_text("Gespeichert.")).to_be_visible()
    await expect(screen.locator(".board--hell")).to_be_visible(timeout=40_000)
    await expect(screen.locator("#calls .call")).to_have_count(1)
    # staff see how it is
    await phone.goto(f"{home}/amt/einrichtung/geraete")
    await expect(phone.get_by_text("zuletzt gesehen vor")).to_be_visible()
    assert not await too_wide(phone)
    assert await judged(phone) == []
    # and shut it out: it says so and shows a code
    await phone.get_by_role("link", name="Foyer links").click()
    await phone.get_by_role("button", name="Zugang entziehen").click()
    await expect(screen.get_by_text("nicht mehr angemeldet")).to_be_visible(timeout=40_000)
    await expect(screen.locator("#code")).to_be_visible()
    assert await judged(screen) == []


async def test_a_screen_without_script_is_paired_too(
    chromium: Browser, town: Town, home: str
) -> None:
    screen = await a_page(chromium, script=False)
    await screen.goto(f"{home}/anzeige")
    code = await screen.locator("#code").inner_text()
    desk = await phone_of(chromium, home, 1280)
    await enter(desk, home, code)
    await expect(screen).to_have_url(f"{home}/anzeige/tafel")
    await expect(screen.locator(".board__clock")).to_be_visible()


async def test_a_waiting_screen_says_when_the_server_is_away(
    chromium: Browser, home: str, running_server: RunningServer
) -> None:
    screen = await a_page(chromium)
    await screen.goto(f"{home}/anzeige")
    code = await screen.locator("#code").inner_text()
    await running_server.kill()
    await expect(screen.locator("#no-line")).to_be_visible()
    await running_server.start()
    await expect(screen.locator("#no-line")).to_be_hidden()
    assert await screen.locator("#code").inner_text() == code
