"""Every layout of a screen, measured: nothing sticks out, numbers are as large as promised."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import httpx
import pytest
from playwright.async_api import Browser, expect
from starlette.applications import Starlette

from api.display.settings import ScreenSettings, stored
from termin.offices.rows import Closure, Office
from termin.staff import DeviceKind, register
from tests.api.citizen.walk import stop_clock
from tests.journeys.citizens import judged
from tests.journeys.walls import (
    SCREENS,
    a_wall,
    board,
    number_heights,
    sticking_out,
)
from tests.town import MONDAY, Town, local
from tests.web import HERE

pytestmark = pytest.mark.journey

CALLS = (
    ("B014", "3"),
    ("A007", "12"),
    ("B013", "A 2"),
    ("AB06", "Platz 12"),
    ("B1012", "Zimmer 3.12"),
    ("B011", "Zulassungsstelle"),
    ("B010", "7"),
    ("B009", "Kfz-Zulassung und Führerscheine, 2. OG"),
)
LONG = (
    "Am 24. Dezember schließen wir um 12 Uhr. Fundsachen gibt es im Rathaus, Zimmer 12, "
    "Schalter 3. Frohe Tage Ihnen allen!"
)


def address(town: Town, query: str = "", *names: str) -> str:
    """A public screen of these offices."""
    ids = ",".join(str(town.offices[name].id) for name in names or ("rathaus",))
    return f"{HERE}/{town.municipality.slug}/anzeige/{ids}{query}"


@pytest.mark.parametrize(("screen", "ground"), [*product(SCREENS, ("dunkel", "hell"))])
async def test_any_number_of_calls_fits_and_is_large(
    chromium: Browser, client: httpx.AsyncClient, town: Town, screen: str, ground: str
) -> None:
    office = int(town.offices["rathaus"].id)
    page, lines = await a_wall(chromium, client, address(town, f"?grund={ground}"), SCREENS[screen])
    for count in range(9):
        await lines.send(board(office, *CALLS[:count], seq=count + 1))
        await expect(page.locator("#calls .call")).to_have_count(min(count, 6))
        assert await sticking_out(page) == [], count
        heights = await number_heights(page)
        assert all(1 / 8 <= height <= 1 / 3 for height in heights), heights
        assert heights == [] or heights[0] == max(heights)
        await expect(page.locator("#clock")).to_be_visible()
        if count in (0, 1, 6):
            assert await judged(page) == []
    if screen == "upright":
        newest = await page.locator("#calls .call__number").first.bounding_box()
        assert newest is not None
        assert newest["height"] >= 1920 / 8


@pytest.mark.parametrize("screen", SCREENS)
async def test_several_offices_with_a_message_fit(
    chromium: Browser, client: httpx.AsyncClient, town: Town, screen: str
) -> None:
    for name in ("Süd", "Kraftfahrzeugzulassungsbehörde"):
        town.offices[name] = await Office.create(
            municipality=town.municipality, name=name, short_name=name
        )
    ids = tuple(int(one.id) for one in town.offices.values())
    settings = ScreenSettings(offices=ids, message=LONG, message_second=LONG)
    fresh = await register(
        town.municipality.id, ids[0], DeviceKind.DISPLAY, "Foyer", stored(settings)
    )
    client.cookies.set("geraet", fresh.secret)
    page, lines = await a_wall(
        chromium, client, f"{HERE}/{town.municipality.slug}/anzeige/tafel", SCREENS[screen]
    )
    for office, calls in zip(ids, (CALLS[:2], CALLS[2:4], CALLS[4:6], CALLS[6:]), strict=True):
        await lines.send(board(office, *calls))
    await expect(page.locator("#calls .call")).to_have_count(5)
    await expect(page.locator(".board__message")).to_contain_text("24. Dezember")
    offices = await page.locator("#calls .call__office").all_text_contents()
    assert set(offices) <= {"Rathaus", "Bürgerbüro Nord", "Süd", "Kraftfahrzeugzulassungsbehörde"}
    assert await sticking_out(page) == []
    assert all(1 / 8 <= height <= 1 / 3 for height in await number_heights(page))
    assert await judged(page) == []


@pytest.mark.parametrize("screen", ["small", "upright"])
async def test_every_state_has_a_page_that_fits(
    chromium: Browser, client: httpx.AsyncClient, app: Starlette, town: Town, screen: str
) -> None:
    clock = stop_clock(app)
    office = town.offices["rathaus"]
    await Closure.create(
        municipality=town.municipality,
        office=office,
        starts_at=local(MONDAY, "12:00"),
        ends_at=local(MONDAY, "00:00") + timedelta(days=1),
        reason="Personalversammlung der Stadtverwaltung",
    )
    states = (
        (local(MONDAY, "07:00"), "", ("rathaus",), "Noch geschlossen"),
        (local(MONDAY, "14:00"), "", ("rathaus",), "Personalversammlung"),
        (local(MONDAY, "20:00"), "", ("rathaus", "nord"), "Heute geschlossen"),
        (local(MONDAY, "09:00"), "", ("rathaus",), "Ihre Nummer erscheint hier."),
        (local(MONDAY, "09:00"), ",99?reihen=viele", ("rathaus",), "dienststelle=99"),
        (local(MONDAY, "09:00"), "9999", ("rathaus",), "hat keine Dienststelle"),
    )
    for at, query, names, sentence in states:
        clock.at = at
        page, _ = await a_wall(chromium, client, address(town, query, *names), SCREENS[screen])
        await expect(page.get_by_text(sentence).first).to_be_visible()
        assert await sticking_out(page) == [], sentence
        assert await judged(page) == [], sentence
        await page.context.close()
    page, _ = await a_wall(
        chromium, client, f"{HERE}/{town.municipality.slug}/anzeige", SCREENS[screen]
    )
    await expect(page.locator("#code")).to_be_visible()
    assert await sticking_out(page) == []
    assert await judged(page) == []


async def test_a_screen_without_an_office_goes_on_when_the_office_is_back(
    chromium: Browser, client: httpx.AsyncClient, app: Starlette, town: Town
) -> None:
    clock = stop_clock(app)
    clock.at = local(MONDAY, "09:00")
    office = Office.filter(id=town.offices["rathaus"].id)
    await office.update(retired_at=clock.at)
    page, _ = await a_wall(chromium, client, address(town), stopped=True)
    await expect(page.get_by_text("hat keine Dienststelle")).to_be_visible()
    link = page.locator(".fault__staff a").first
    await link.focus()
    clock.at = local(MONDAY, "09:01")
    await page.clock.run_for(31_000)
    await expect(page.locator(".fault__clock")).to_have_text("09:01")
    await expect(link).to_be_focused()
    await Office.filter(id=town.offices["nord"].id).update(short_name="Nordost")
    await page.clock.run_for(31_000)
    await expect(link).to_have_text("Nordost")
    await page.wait_for_load_state()  # only now does the new page's script count the time
    await office.update(retired_at=None)
    await page.clock.run_for(31_000)
    await expect(page.locator("#board")).to_be_visible()


@pytest.mark.parametrize("screen", ["small", "upright"])
async def test_what_is_not_current_fits_and_names_its_office(
    chromium: Browser, client: httpx.AsyncClient, town: Town, screen: str
) -> None:
    here, there = (int(town.offices[name].id) for name in ("rathaus", "nord"))
    page, lines = await a_wall(
        chromium,
        client,
        address(town, "", "rathaus", "nord"),
        SCREENS[screen],
        stopped=True,
    )
    await lines.send(board(here, *CALLS[:4]))
    await lines.send(board(there, ("C001", "1")))
    await expect(page.locator("#calls .call")).to_have_count(5)
    for _ in range(16):
        await page.clock.run_for(2_000)
        await lines.send({**board(there, ("C001", "1")), "type": "heartbeat", "calls": None})
    await expect(page.locator("#stale")).to_contain_text("Rathaus:")
    await expect(page.locator("#stale")).to_contain_text("Nicht aktuell seit 10:42")
    await expect(page.locator(".figures--stale")).to_have_count(1)
    assert await page.locator("#calls .call").count() <= 3
    assert await sticking_out(page) == []
    await page.clock.resume()  # axe needs some
    assert await judged(page) == []


async def test_a_layout_that_was_chosen_holds_on_a_screen_that_hangs_the_other_way(
    chromium: Browser, client: httpx.AsyncClient, town: Town
) -> None:
    office = int(town.offices["rathaus"].id)
    for layout, size, ratio in (("hoch", (1920, 1080), 9 / 16), ("quer", (1080, 1920), 16 / 9)):
        page, lines = await a_wall(chromium, client, address(town, f"?format={layout}"), size)
        await lines.send(board(office, *CALLS[:6]))
        await expect(page.locator("#calls .call")).to_have_count(6)
        box = await page.locator(".board").bounding_box()
        assert box is not None
        assert box["width"] / box["height"] == pytest.approx(ratio, rel=0.01)
        assert await sticking_out(page) == []
        await page.context.close()


async def test_a_screen_of_a_room_shows_its_calls_alone(
    chromium: Browser, client: httpx.AsyncClient, town: Town
) -> None:
    office = int(town.offices["rathaus"].id)
    page, lines = await a_wall(chromium, client, address(town, "?raum=A"))
    mixed = board(office, ("B003", "3"), ("B002", "2"), ("B001", "1"))
    for call, room in zip(mixed["calls"], ("B", "A", ""), strict=True):
        call["room"] = room
    await lines.send(mixed)
    await expect(page.locator("#calls .call")).to_have_count(2)
    assert await page.locator(".call__digits").all_text_contents() == ["002", "001"]
