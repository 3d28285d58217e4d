"""A manager's day in a real browser: what needs somebody, the day at the counters, the rules."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from termin import queue
from termin.booking import Channel
from termin.capacity.rows import Duty, DutyState
from termin.catalogue.lines import Line
from termin.offices import Office
from termin.offices.rows import OpeningHours
from termin.staff import Role
from tests.api.people import PASSWORD, a_person
from tests.journeys.citizens import NARROW, WIDE, a_browser, violations
from tests.town import ZONE, Town
from tests.web import RunningServer

pytestmark = pytest.mark.journey


@pytest.fixture
async def home(town: Town, running_server: RunningServer) -> str:
    """The town, open around the clock, with people in the town hall for the last hour."""
    install(say=lambda _: None)
    await a_person("leitung", Role.MANAGER, at=town.municipality)
    await a_morning(town)
    return f"{running_server.url}/musterstadt/"


async def a_morning(town: Town) -> None:
    """One served, one who did not come, one parked, two who wait; one counter stays empty."""
    now = datetime.now(UTC)
    await open_always(town)
    for counter, clerk in (("1", "ada"), ("2", "cem")):
        await a_duty(town, counter, clerk, now)
    first, second, third, *_ = [await walk_in(town, now, minutes) for minutes in (50, 48, 45, 9, 8)]
    one = town.counters["1"].id
    await queue.call_next(one, None, ago(now, 40))
    await queue.arrive(first.id, ago(now, 39))
    await queue.finish(first.id, ago(now, 30))
    await queue.call_next(one, None, ago(now, 29))
    await queue.miss(second.id, ago(now, 26))
    await queue.call_next(one, None, ago(now, 25))
    await queue.arrive(third.id, ago(now, 24))
    await queue.park(third.id, ago(now, 5), room="Fensterplatz", remind_at=ago(now, 1))


async def open_always(town: Town) -> None:
    """Open both offices all day, whatever the clock of the machine shows."""
    await OpeningHours.all().delete()
    for office in town.offices.values():
        for weekday in range(7):
            await OpeningHours.create(
                municipality_id=town.municipality.id,
                office=office,
                weekday=weekday,
                opens=0,
                closes=24 * 60,
            )


async def a_duty(town: Town, counter: str, clerk: str, now: datetime) -> None:
    """Publish a duty around this moment, within the local day."""
    local = now.astimezone(ZONE)
    start = max(local - timedelta(hours=2), local.replace(hour=0, minute=0, second=0))
    end = min(local + timedelta(hours=2), local.replace(hour=23, minute=55, second=0))
    clocks = (f"{start:%H}:{start.minute // 5 * 5:02}", f"{end:%H}:{end.minute // 5 * 5:02}")
    duty = await town.duty(counter, clerk, local.date(), clocks)
    assert (await Duty.get(id=duty.id)).state is DutyState.PUBLISHED


async def walk_in(town: Town, now: datetime, minutes: int) -> queue.Drawn:
    """Somebody drew a number so long ago."""
    line = Line(town.services["ausweis"].id, 1)
    return await queue.draw_number(
        town.offices["rathaus"].id, [line], Channel.KIOSK, ago(now, minutes)
    )


def ago(now: datetime, minutes: int) -> datetime:
    """So many minutes before now."""
    return now - timedelta(minutes=minutes)


async def signed_in(chromium: Browser, home: str, **window: object) -> Page:
    """Sign the manager in."""
    page = await a_browser(chromium, **window)  # type: ignore[arg-type]
    await page.goto(f"{home}amt/anmelden")
    await page.get_by_label("Anmeldename").fill("leitung")
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Guten Tag")
    return page


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
    sheet = await queue.call_next(town.counters["2"].id, None, datetime.now(UTC))
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
    await queue.raise_alarm(
        office, datetime.now(UTC), place="Schalter 1", counter=None, account=None
    )
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
