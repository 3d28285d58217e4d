"""A plan in a real browser: from the form through the solver to duties that citizens can book."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import date

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from api.clock import RealClock
from api.planning.work import plan_next, publish_next
from termin.capacity import Duty, DutyState
from termin.planning.rows import PlanDraft
from termin.planning.runs import Heard, give_back, hear, take_run
from termin.staff import Role
from tests.api.people import PASSWORD, a_person
from tests.api.planning.drafts import a_run
from tests.journeys.citizens import NARROW, WIDE, a_browser, too_wide, violations
from tests.town import Town, coming_monday, local
from tests.web import RunningServer

pytestmark = pytest.mark.journey

PATIENCE = 60_000


@pytest.fixture
async def home(town: Town, running_server: RunningServer) -> str:
    """The address of the town's first page on a real server; somebody may plan there."""
    install(say=lambda _: None)
    await a_person("leitung", Role.MANAGER, at=town.municipality)
    return f"{running_server.url}/musterstadt/"


@pytest.fixture
async def worker(town: Town) -> AsyncIterator[asyncio.Event]:
    """Somebody who computes and publishes what is asked for, once that is set."""
    del town
    wanted = asyncio.Event()

    async def work() -> None:
        await wanted.wait()
        while True:
            await plan_next(RealClock())
            await publish_next(RealClock())
            await asyncio.sleep(0.2)

    working = asyncio.create_task(work())
    yield wanted
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


@pytest.mark.parametrize(
    ("size", "dark", "script"),
    [(WIDE, False, True), (NARROW, True, False)],
    ids=["wide-light", "narrow-dark-no-script"],
)
async def test_a_plan_goes_from_the_form_to_public_duties(
    chromium: Browser,
    home: str,
    town: Town,
    worker: asyncio.Event,
    size: tuple[int, int],
    dark: bool,  # noqa: FBT001
    script: bool,  # noqa: FBT001
) -> None:
    monday = coming_monday()
    await town.duty("1", "ada", monday)
    await town.book(local(monday, "09:00"), email="eva@example.org")
    page = await a_browser(chromium, size, dark=dark, script=script)
    found: list[str] = []
    await sign_in(page, home)
    await page.goto(f"{home}amt/planung/plaene?woche={week(monday)}")
    found += await seen(page, script=script)
    await page.get_by_label("Rathaus").check()
    await page.get_by_label(re.compile("Wie viele Sekunden")).fill("2")
    await page.get_by_role("button", name="Plan berechnen").click()
    await until(page, "Auftrag zurücknehmen", script=script)
    found += await seen(page, script=script)
    # A page that is looked at must stay: while somebody computes it may be replaced any moment.
    taken = await take_run(RealClock().now())
    assert taken is not None
    await until(page, "Wird berechnet", script=script)
    found += await seen(page, script=script)
    await give_back(taken.id)
    worker.set()
    await until(page, "Warum der Plan so ist", script=script)
    found += await seen(page, script=script)
    await page.get_by_role("button", name="Plan veröffentlichen").click()
    await until(page, "Dieser Plan ist veröffentlicht", script=script)
    found += await seen(page, script=script)
    await page.get_by_label("Wer?").select_option(index=1)
    await page.get_by_role("button", name="Eintragen und neu besetzen").click()
    await until(page, "Wer wie einspringt", script=script)
    found += await seen(page, script=script)
    draft = await PlanDraft.all().order_by("id").first()
    assert draft is not None
    assert str(draft.week_from) == monday.isoformat()
    assert await Duty.filter(state=DutyState.PUBLISHED).count() >= 5
    citizen = await a_browser(chromium)
    await citizen.goto(f"{home}zeiten?anliegen={town.services['ausweis'].id}:1")
    assert await citizen.locator(".offer").count()
    assert not found


async def test_a_page_that_is_looked_at_follows_the_steps_and_its_button_what_it_does(
    chromium: Browser, home: str, town: Town
) -> None:
    run = await a_run(town)
    page = await a_browser(chromium, script=True)
    await sign_in(page, home)
    await page.goto(f"{home}amt/planung/laeufe/{run.id}")
    await until(page, "Auftrag zurücknehmen", script=True)
    await take_run(RealClock().now(), run.id)
    await hear(run.id, Heard(3.0, 5112.0, 4990.0, 1, 4, 1, 2))
    await until(page, "Schritt 1 von 2, Schalter", script=True)
    await hear(run.id, Heard(9.0, 1612.0, 990.0, 0, 1, 2, 2))
    await until(page, "Schritt 2 von 2, Personen für Rathaus", script=True)
    await page.get_by_role("button", name="Beenden und das Beste behalten").click()
    await until(page, "Wird beendet. Der beste Plan bisher wird zum Entwurf.", script=True)


async def sign_in(page: Page, home: str) -> None:
    """Sign the manager in."""
    await page.goto(f"{home}amt/anmelden")
    await page.get_by_label("Anmeldename").fill("leitung")
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Guten Tag")


async def until(page: Page, text: str, *, script: bool) -> None:
    """Wait until a page says something; without script by asking again, as a person would."""
    if script:
        await expect(page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)
        return
    said = page.get_by_text(text).first
    again = page.get_by_role("link", name="Stand aktualisieren")
    for _ in range(PATIENCE // 500):
        await expect(said.or_(again).first).to_be_visible()
        if await said.count():
            return
        await asyncio.sleep(0.5)
        async with page.expect_navigation():
            await again.click()
    raise AssertionError(f"{page.url} never said {text!r}")


async def seen(page: Page, *, script: bool) -> list[str]:
    """Return what axe finds, where script runs; the width is looked at anyway."""
    if script:
        return await violations(page)
    return [f"{page.url} is too wide"] if await too_wide(page) else []


def week(on: date) -> str:
    """Return the name of a week."""
    year, number, _ = on.isocalendar()
    return f"{year}-W{number:02}"
