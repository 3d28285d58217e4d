"""What was chosen stays: place and day, when a time is lost, given back, or falls away."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from termin.booking import Appointment, Hold
from termin.offices.rows import Closure
from tests.api.citizen.walk import Citizen, StoppedClock, action, first
from tests.termin.mobile.villages import NEXT_MONDAY, build_bus, cancel, seek_at
from tests.town import MONDAY, NOW, local
from tests.web import a_client

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
async def nord(citizen: Citizen, app: Starlette) -> int:
    """The office that is open on Wednesday only, while the other one is on Monday too."""
    await citizen.town.duty("1", "ada", WEDNESDAY)
    await citizen.town.duty("N1", "dora", WEDNESDAY)
    await app.state.house.availability.refresh(NOW)
    return int(citizen.town.offices["nord"].id)


def asked(page: httpx.Response) -> dict[str, str]:
    """Return the query of a page's address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(str(page.url)).query).items()}


def day_of(page: httpx.Response) -> str:
    """Return the day whose times a page shows."""
    return first(r'<h2 id="zeiten-tag">([^<]+)<', page.text)


def chosen(page: httpx.Response, office: int) -> str:
    """Return the last time of the list, at this office."""
    return first(rf'(?s).*name="wahl" value="({office}@[^"]+)"', page.text)


async def test_who_loses_a_time_keeps_place_and_day(
    citizen: Citizen, app: Starlette, nord: int
) -> None:
    asking = f"/zeiten?anliegen={citizen.line()}&ort={nord}&tag={WEDNESDAY}"
    page = await citizen.get(asking)
    wahl, target = chosen(page, nord), action(page.text, "vormerkungen")
    async with a_client(app) as other:
        await Citizen(other, citizen.town).post(target, anliegen=citizen.line(), wahl=wahl)
    lost = await citizen.post(target, anliegen=citizen.line(), wahl=wahl)
    assert lost.status_code == 409
    assert f'<option value="{nord}" selected' in lost.text
    assert day_of(lost) == "Mittwoch, 25. November 2026"
    english = first(r'href="([^"]*sprache=en[^"]*)"', lost.text)
    assert f"ort={nord}" in english


async def test_a_lost_time_of_the_next_ones_opens_its_day(
    citizen: Citizen, app: Starlette, nord: int
) -> None:
    wahl = f"{nord}@{local(WEDNESDAY, '09:00').isoformat()}"
    async with a_client(app) as other:
        await Citizen(other, citizen.town).post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
    lost = await citizen.post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
    assert lost.status_code == 409
    assert day_of(lost) == "Mittwoch, 25. November 2026"


async def test_another_time_is_looked_for_at_the_place_and_on_the_day_chosen(
    citizen: Citizen, nord: int
) -> None:
    wahl = f"{nord}@{local(WEDNESDAY, '09:00').isoformat()}"
    held = await citizen.post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
    page = await citizen.post(action(held.text, "freigeben"))
    assert (asked(page)["ort"], asked(page)["tag"]) == (str(nord), str(WEDNESDAY))
    assert day_of(page) == "Mittwoch, 25. November 2026"
    assert not await Hold.exists()


async def test_an_expired_hold_leads_back_to_place_and_day(
    citizen: Citizen, nord: int, clock: StoppedClock
) -> None:
    wahl = f"{nord}@{local(WEDNESDAY, '09:00').isoformat()}"
    held = await citizen.post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
    checked = await citizen.post(action(held.text, "angaben"))
    clock.at = NOW + timedelta(minutes=11)
    page = await citizen.post(action(checked.text, "buchen"), jetzt="ja")
    assert "Ihre Reservierung ist abgelaufen" in page.text
    assert "Diese Zeit fällt aus" not in page.text
    assert (asked(page)["ort"], asked(page)["tag"]) == (str(nord), str(WEDNESDAY))


@pytest.mark.parametrize("comes_again", [True, False])
async def test_a_hold_whose_bus_does_not_come_is_told_so(
    citizen: Citizen,
    app: Starlette,
    comes_again: bool,  # noqa: FBT001
) -> None:
    bus = await build_bus(citizen.town)
    halt = await bus.publish("dorf", MONDAY)
    if comes_again:
        await bus.publish("dorf", NEXT_MONDAY)
    await app.state.house.availability.refresh(NOW)
    dorf = citizen.town.offices["dorf"].id
    wahl = f"{dorf}@{local(MONDAY, '09:30').isoformat()}"
    held = await citizen.post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
    checked = await citizen.post(action(held.text, "angaben"), name="Eva")
    await cancel(halt, seek_at())
    await app.state.house.availability.refresh(NOW)
    page = await citizen.post(action(checked.text, "buchen"), jetzt="ja")
    assert "Diese Zeit fällt aus" in page.text
    assert "Montag, 23. November 2026 um 09:30 Uhr findet nicht statt" in page.text
    assert "Der Bus ist in der Werkstatt." in page.text
    assert "wieder für alle frei" not in page.text
    expected = "Montag, 30. November 2026" if comes_again else "Montag, 23. November 2026"
    assert day_of(page) == expected
    assert 'name="wahl"' in page.text
    assert not await Appointment.exists()


async def test_a_hold_whose_office_is_closed_is_told_so(citizen: Citizen, app: Starlette) -> None:
    held = await citizen.hold()
    start = local(MONDAY, "08:00")
    await Closure.create(
        municipality=citizen.town.municipality,
        starts_at=start,
        ends_at=start + timedelta(hours=4),
        reason="Stromausfall",
    )
    await Hold.all().delete()
    page = await citizen.post(action(held.text, "angaben"))
    assert "Diese Zeit fällt aus" in page.text
    assert "Grund: Stromausfall" in page.text


async def test_the_question_before_moving_stands_at_an_address(citizen: Citizen, nord: int) -> None:
    made = await citizen.town.book(local(MONDAY, "08:00"))
    path = f"/termin/{made.code}/verlegen"
    page = await citizen.get(f"{path}?ort={nord}&tag={WEDNESDAY}")
    wahl = chosen(page, nord)
    sure = await citizen.post(action(page.text, "verlegen"), wahl=wahl)
    assert sure.history
    assert "Möchten Sie den Termin verschieben?" in sure.text
    assert asked(sure) == {"ort": str(nord), "tag": str(WEDNESDAY), "wahl": wahl}
    again = await citizen.client.get(str(sure.url))
    assert "Möchten Sie den Termin verschieben?" in again.text
    back = first(r'href="/musterstadt(/termin/[^"]+)"[^>]*>\s*<span[^>]*>Andere Zeit', again.text)
    assert day_of(await citizen.get(back)) == "Mittwoch, 25. November 2026"
    done = await citizen.post(action(again.text, "verlegen"), wahl=wahl, bestaetigt="ja")
    assert "Ihr Termin ist verschoben" in done.text


async def test_the_links_to_days_have_no_stray_signs(citizen: Citizen, nord: int) -> None:
    made = await citizen.town.book(local(MONDAY, "08:00"))
    for path in (f"/termin/{made.code}/verlegen", f"/zeiten?anliegen={citizen.line()}&ort={nord}"):
        page = (await citizen.get(path)).text
        assert f"tag={WEDNESDAY}#zeiten" in page
        for stray in ("?&", "&&", '?"', "&amp;&"):
            assert stray not in page, stray
