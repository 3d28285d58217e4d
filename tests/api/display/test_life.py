"""Signs of life: what a screen says of itself, and how staff see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from api.clock import real_now
from display.wire import board_json
from termin import queue
from termin.booking import Channel
from termin.catalogue import Line
from termin.scope import Scope
from termin.staff import DeviceKind, State, device_health, register
from termin.staff.health import Health, tell_health
from termin.staff.rows import Device
from tests.api.display.conftest import DEVICES, Screens
from tests.town import Town

HERE = "/musterstadt/anzeige"


async def speak(browser: httpx.AsyncClient, **said: object) -> httpx.Response:
    return await browser.post(f"{HERE}/lebenszeichen", json=said)


async def health(screens: Screens, *, after: timedelta = timedelta()) -> State:
    (found,) = await device_health(Scope(screens.town.municipality.id), real_now() + after)
    return found.state


async def shown(screens: Screens) -> dict[str, list[object]]:
    """The version that a screen in step shows."""
    own = screens.app.state.house
    board, today = await own.boards.current(screens.office())
    told = board_json(board, own.clock.now(), today.zone)
    return {str(screens.office()): [told["date"], told["seq"]]}


async def test_a_screen_that_speaks_is_well_and_then_silent(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    await screens.paired(screen)
    answer = await speak(screen, boards=await shown(screens), sound="on", screen="1920x1080")
    assert answer.status_code == 200
    assert answer.json() == {"version": 0}
    assert await health(screens) is State.WELL
    assert await health(screens, after=timedelta(seconds=59)) is State.WELL
    assert await health(screens, after=timedelta(seconds=75)) is State.SILENT


async def test_silence_is_told_by_real_time_whatever_the_demo_says(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    await screens.paired(screen)
    screens.clock.at = datetime(2031, 5, 5, 9, tzinfo=UTC)
    await speak(screen, boards=await shown(screens))
    assert await health(screens) is State.WELL
    page = await screens.admin.get(DEVICES)
    assert "In Ordnung" in page.text
    assert "Sekunde" in page.text


async def test_a_screen_behind_its_office_is_not_current(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    device = await screens.paired(screen)
    old = await shown(screens)
    line = Line(screens.town.services["ausweis"].id)
    now = screens.clock.now()
    await queue.draw_number(screens.office(), [line], Channel.KIOSK, now)
    await speak(screen, boards=old)
    assert await health(screens) is State.WELL  # a moment's lag is none
    early = real_now() - timedelta(seconds=40)
    row = await Device.get(id=device)
    row.health["behind_since"] = early.isoformat()
    await row.save()
    await speak(screen, boards=old)
    assert await health(screens) is State.STALE
    page = await screens.admin.get(f"{DEVICES}/{device}")
    assert "Nicht aktuell" in page.text
    assert "zeigt Stand" in page.text
    await speak(screen, boards=await shown(screens))
    assert await health(screens) is State.WELL


async def test_a_screen_that_says_so_itself_is_not_current(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    await screens.paired(screen)
    await speak(screen, boards=await shown(screens), stale=True)
    assert await health(screens, after=timedelta(seconds=30)) is State.STALE


async def test_a_mute_screen_is_named(screens: Screens, screen: httpx.AsyncClient) -> None:
    await screens.paired(screen)
    await speak(screen, boards=await shown(screens), sound="muted")
    assert await health(screens) is State.MUTED
    page = await screens.admin.get(DEVICES)
    assert "Stumm" in page.text
    assert "Bei einem Gerät ist etwas zu tun." in page.text


async def test_a_kiosk_without_paper_is_named(town: Town) -> None:
    place, office = town.municipality.id, town.offices["rathaus"].id
    now = real_now()
    fresh = await register(place, office, DeviceKind.KIOSK, "Eingang")
    (before,) = await device_health(Scope(place), now)
    assert before.state is State.NEVER
    for paper, state in (("ok", State.WELL), ("low", State.PAPER_LOW), ("out", State.PAPER_OUT)):
        await tell_health(fresh.id, Health("start", paper), now)
        (found,) = await device_health(Scope(place), now + timedelta(seconds=90))
        assert found.state is state
    (silent,) = await device_health(Scope(place), now + timedelta(minutes=3))
    assert silent.state is State.SILENT


async def test_the_worst_comes_first_and_only_what_one_may_see(town: Town) -> None:
    place = town.municipality.id
    for name, office in (("A", "rathaus"), ("B", "nord")):
        fresh = await register(place, town.offices[office].id, DeviceKind.DISPLAY, name)
        if name == "A":
            await tell_health(fresh.id, Health("board"), real_now())
    names = [one.name for one in await device_health(Scope(place), real_now())]
    assert names == ["B", "A"]
    own = Scope(place, frozenset({town.offices["rathaus"].id}))
    assert [one.name for one in await device_health(own, real_now())] == ["A"]


async def test_nonsense_is_refused_or_trimmed(screens: Screens, screen: httpx.AsyncClient) -> None:
    await screens.paired(screen)
    assert (await speak(screen, nonsense=1)).status_code == 422
    said = {"boards": {"x": ["a", 1]}, "sound": "loud", "screen": "z" * 500}
    assert (await speak(screen, **said)).status_code == 200
    kept = (await Device.get()).health
    assert kept["boards"] == {}
    assert kept["sound"] == "off"
    assert len(str(kept["screen"])) == 20
    assert (await screens.admin.get(DEVICES)).status_code == 200


async def test_only_displays_speak_here(screens: Screens, screen: httpx.AsyncClient) -> None:
    assert (await speak(screen)).status_code == 401
    code = await screens.code_on(screen)
    await screens.pair(code, art="kiosk")
    await screen.get(HERE)
    assert (await speak(screen)).status_code == 403
