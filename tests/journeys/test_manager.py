"""A manager in a real browser: a duty becomes a time, a closure moves who booked it."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from termin.booking import Appointment
from termin.capacity import DutyState
from termin.staff import Role
from tests.api.people import a_person
from tests.journeys.citizens import NARROW, WIDE, a_browser, coming_days, violations
from tests.journeys.offices import signed_in
from tests.town import Town, local
from tests.web import RunningServer

pytestmark = pytest.mark.journey


@pytest.fixture
async def home(town: Town, running_server: RunningServer) -> str:
    """The address of the town's first page on a real server; somebody may plan there."""
    install(say=lambda _: None)
    await a_person("leitung", Role.MANAGER, Role.ADMIN, at=town.municipality)
    return f"{running_server.url}/musterstadt/"


def week_of(town: Town, on: date) -> str:
    """The address of the week in which a day lies."""
    year, week, _ = on.isocalendar()
    office = town.offices["rathaus"].id
    return f"amt/planung?dienststelle={office}&woche={year}-W{week:02}"


async def enter_duty(page: Page, town: Town, on: date) -> None:
    """Enter ada at counter 1 in the morning of a day."""
    await page.get_by_label("Schalter", exact=True).select_option(str(town.counters["1"].id))
    await page.get_by_label("Person", exact=True).select_option(str(town.clerks["ada"].id))
    await page.locator(f'input[name="tage"][value="{on.isoformat()}"]').check()
    await page.get_by_label("Von").fill("8")
    await page.get_by_label("Bis").fill("12:00")
    await page.get_by_label("Nur Termine").check()
    await page.get_by_role("button", name="Als Entwurf eintragen").click()


async def test_a_duty_becomes_a_time_and_a_closure_moves_who_booked_it(
    chromium: Browser, home: str, town: Town
) -> None:
    (day,) = coming_days(1)
    manager, citizen = await signed_in(chromium, home), await a_browser(chromium)
    await manager.goto(home + week_of(town, day))
    await enter_duty(manager, town, day)
    await expect(manager.get_by_text("Ein Dienst ist als Entwurf eingetragen")).to_be_visible()
    service = f"{home}zeiten?anliegen={town.services['ausweis'].id}:1"
    await citizen.goto(service)
    await expect(citizen.locator(".offer")).to_have_count(0)
    await manager.get_by_role("button", name="Einen Entwurf veröffentlichen").click()
    await expect(manager.get_by_text("Ein Dienst ist veröffentlicht")).to_be_visible()
    await citizen.goto(service)
    await citizen.locator(".offer").first.click()
    await citizen.get_by_role("button", name="Weiter").click()
    await citizen.get_by_role("button", name="buchen").click()
    await expect(citizen.locator("strong.code")).to_be_visible()
    await expect(citizen.get_by_role("main")).to_contain_text("08:00")
    # The office closes until ten; whoever is booked before that is decided about first.
    await manager.goto(f"{home}amt/einrichtung/schliessungen")
    await manager.get_by_label("Was wird geschlossen?").select_option(
        str(town.offices["rathaus"].id)
    )
    await manager.get_by_label("Erster Tag").fill(day.isoformat())
    await manager.get_by_label("bis Uhrzeit").fill("10:00")
    await manager.get_by_label("Grund").fill("Wartung der Heizung")
    await manager.get_by_role("button", name="Weiter").click()
    await expect(manager.get_by_text("Ein Termin verliert seine Zeit")).to_be_visible()
    await manager.get_by_role("radio").first.check()
    await manager.get_by_role("button", name="So entscheiden und schließen").click()
    await expect(manager.get_by_text("Die Schließung ist eingetragen")).to_be_visible()
    assert (await Appointment.get()).starts_at == local(day, "10:00")
    await citizen.reload()
    await expect(citizen.get_by_role("main")).to_contain_text("10:00")
    await expect(citizen.get_by_role("main")).not_to_contain_text("08:00")


@pytest.mark.parametrize(
    ("size", "dark"), [(WIDE, False), (NARROW, True)], ids=["wide-light", "narrow-dark"]
)
async def test_every_page_is_accessible(
    chromium: Browser,
    home: str,
    town: Town,
    size: tuple[int, int],
    dark: bool,  # noqa: FBT001
) -> None:
    days = coming_days(2)
    duty = await town.duty("1", "ada", days[0], ("08:00", "09:00"))
    await town.book(local(days[0], "08:00"), email="eva@example.org")
    await town.duty("1", "ada", days[0], ("09:00", "12:00"))
    draft = await town.duty("1", "ada", days[0], ("07:00", "20:00"), publish=False)
    assert draft.state is DutyState.DRAFT
    page = await signed_in(chromium, home, size=size, script=True, dark=dark)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Guten Tag")
    office = f"amt/einrichtung/dienststellen/{town.offices['rathaus'].id}"
    setup = "amt/einrichtung"
    found = await violations(page)
    for path in (
        week_of(town, days[0]),
        f"{week_of(town, days[0])}&ansicht=personen",
        f"amt/planung/dienste/{duty.id}",
        f"amt/planung/dienste/{draft.id}",
        setup,
        f"{setup}/schliessungen",
        f"{setup}/personen",
        f"{setup}/personen/{town.clerks['ben'].id}",
        f"{setup}/faehigkeiten",
        f"{setup}/konten",
        f"{setup}/geraete",
        f"{office}/zeiten",
        f"{office}/schalter",
        f"{office}/schalter/{town.counters['1'].id}",
        f"{office}/anliegen",
        f"{office}/regeln",
    ):
        answer = await page.goto(home + path)
        assert answer is not None
        assert answer.status == 200, path
        found += await violations(page)
    await page.goto(home + week_of(town, days[0]))
    await page.get_by_role("button", name="Als Entwurf eintragen").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    found += await violations(page)
    assert not found
