"""A manager's day in a real browser: what needs somebody, the day at the counters, the rules."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from api.assets import install
from api.clock import set_pace
from termin import queue
from termin.offices import Office
from termin.staff import Role
from tests.api.people import a_person
from tests.journeys.citizens import NARROW, WIDE, violations
from tests.journeys.offices import signed_in
from tests.termin.queue.hall_town import call, clock, walk_in
from tests.town import Town
from tests.web import ServerStarter

pytestmark = pytest.mark.journey


@pytest.fixture
async def home(town: Town, running_servers: ServerStarter) -> str:
    """The town on a Monday at ten, with people in the town hall since nine."""
    install(say=lambda _: None)
    await a_person("leitung", Role.MANAGER, at=town.municipality)
    await a_morning(town)
    await set_pace(clock("10:00"), 1.0)
    server = await running_servers(TERMIN_DEMO="1")
    return f"{server.url}/musterstadt/"


async def a_morning(town: Town) -> None:
    """One served, one who did not come, one parked, two who wait; one counter stays empty."""
    await town.duty("1", "ada")
    await town.duty("2", "cem")
    first, second, third, *_ = [
        await walk_in(town, time) for time in ("09:10", "09:12", "09:15", "09:51", "09:52")
    ]
    await call(town, "1", "09:20")
    await queue.arrive(first.id, clock("09:21"))
    await queue.finish(first.id, clock("09:30"))
    await call(town, "1", "09:31")
    await queue.miss(second.id, clock("09:34"))
    await call(town, "1", "09:35")
    await queue.arrive(third.id, clock("09:36"))
    await queue.park(third.id, clock("09:55"), room="Fensterplatz", remind_at=clock("09:59"))


async def test_a_manager_sees_what_is_to_be_done_and_the_day_behind_it(
    chromium: Browser, home: str, town: Town
) -> None:
    """Without script, from the first page to a table of the day."""
    page = await signed_in(chromium, home)
    await page.get_by_role("link", name="Heute").first.click()
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Rathaus"))
    await expect(card).to_contain_text("Schalter 2 ist geplant, aber nicht besetzt")
    await expect(card).to_contain_text("Fensterplatz")
    await card.get_by_role("link", name="Dienste von heute ansehen").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Woche")
    await page.go_back()
    await card.get_by_role("link", name="Rathaus").click()
    await expect(page.get_by_role("img", name="Der Tag an den Schaltern")).to_be_visible()
    await page.get_by_text("Als Tabelle: Aufrufe des Tages").click()
    await expect(page.get_by_role("row", name="B002")).to_contain_text("nicht erschienen")
    async with page.expect_download() as told:
        await page.get_by_role("link", name=re.compile("CSV.*Aufrufe")).click()
    assert (await told.value).suggested_filename.startswith("aufrufe-")


async def test_the_cards_follow_the_day_by_themselves(
    chromium: Browser, home: str, town: Town
) -> None:
    page = await signed_in(chromium, home, script=True)
    await page.goto(f"{home}amt/heute/{town.offices['rathaus'].id}")
    figures = page.get_by_role("definition")
    await expect(figures.first).to_contain_text("2")
    await page.get_by_text("Als Tabelle: Aufrufe des Tages").click()
    sheet = await call(town, "2", "10:01")
    await expect(page.get_by_role("row", name=sheet.number)).to_be_visible()  # still open
    await expect(figures.first).to_contain_text("1")


async def test_the_order_is_changed_by_keyboard_without_script(
    chromium: Browser, home: str, town: Town
) -> None:
    office = town.offices["rathaus"].id
    page = await signed_in(chromium, home)
    await page.goto(f"{home}amt/einrichtung/dienststellen/{office}/regeln")
    up = page.get_by_role("button", name="Fällige Termine nach oben")
    await up.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("steht jetzt an Stelle 3")
    await expect(up).to_be_focused()
    assert (await Office.get(id=office)).queue_rules == []
    await page.get_by_role("checkbox", name="Zusage vorbei").press("Space")
    field = page.get_by_label("Ohne Termin: höchstens so viele Minuten warten")
    await field.fill("40")
    await field.press("Enter")  # saves, and moves no rule
    await expect(page.get_by_text("Die Regeln gelten ab sofort")).to_be_visible()
    row = await Office.get(id=office)
    assert row.queue_rules == ["priority", "continued", "due", "walk_in", "early"]
    assert row.promised_minutes == 40


@pytest.mark.parametrize(
    ("size", "dark"), [(WIDE, False), (NARROW, True)], ids=["wide-light", "narrow-dark"]
)
async def test_every_page_of_the_day_is_accessible(
    chromium: Browser,
    home: str,
    town: Town,
    size: tuple[int, int],
    dark: bool,  # noqa: FBT001
) -> None:
    office = town.offices["rathaus"].id
    await queue.raise_alarm(office, clock("10:00"), place="Schalter 1", counter=None, account=None)
    page = await signed_in(chromium, home, size=size, script=True, dark=dark)
    found = await violations(page)
    setup = f"amt/einrichtung/dienststellen/{office}"
    for path in (
        "amt/heute",
        f"amt/heute/{office}",
        f"amt/heute/{office}?ansicht=nah",
        f"{setup}/regeln",
        f"{setup}/schalter",
        f"{setup}/schalter/{town.counters['1'].id}",
        f"{setup}/anliegen",
    ):
        answer = await page.goto(home + path)
        assert answer is not None
        assert answer.status == 200, path
        for fold in await page.locator("summary").all():
            await fold.click()
        found += await violations(page)
    await page.goto(f"{home}{setup}/regeln")
    await page.get_by_label("Mit Termin: höchstens").fill("bald")
    await page.get_by_role("button", name="Speichern", exact=True).last.click()
    await expect(page.get_by_role("alert")).to_be_focused()
    found += await violations(page)
    assert not found
