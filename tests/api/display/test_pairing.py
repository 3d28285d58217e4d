"""Pairing: a code on the screen, entered once, becomes a token that only the screen has."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from api.clock import real_now
from api.security.limits import Limit, Limits
from termin.errors import Invalid
from termin.staff import DeviceKind, Role
from termin.staff.pairing import LASTS, offer, pair
from termin.staff.rows import Device, Pairing
from tests.api.display.conftest import DEVICES, Screens
from tests.api.people import a_person, sign_in
from tests.town import Town
from tests.web import a_client

HERE = "/musterstadt/anzeige"


async def test_a_screen_becomes_what_staff_say(screens: Screens, screen: httpx.AsyncClient) -> None:
    code = await screens.code_on(screen)
    assert (await screen.get(f"{HERE}/kopplung")).json() == {"code": code, "waiting": True}
    both = [str(screens.office()), str(screens.office("nord"))]
    answer = await screens.pair(f"{code[:3].lower()}-{code[3:]}", dienststelle=both)
    assert answer.status_code == 303
    assert (await screen.get(f"{HERE}/kopplung")).json() == {"code": "", "waiting": False}
    board = await screen.get(HERE, follow_redirects=True)
    assert board.status_code == 200
    assert board.url.path == f"{HERE}/tafel"
    assert board.text.count('class="figures"') == 2
    device = await Device.get()
    assert (device.name, device.kind) == ("Foyer", DeviceKind.DISPLAY)


async def test_the_token_is_the_screens_alone(screens: Screens, screen: httpx.AsyncClient) -> None:
    code = await screens.code_on(screen)
    waiting = screen.cookies["kopplung"]
    answer = await screens.pair(code)
    page = await screens.admin.get(answer.headers["location"])
    listed = await screens.admin.get(DEVICES)
    assert waiting not in page.text + listed.text
    gone = await screen.get(HERE)
    (kept,) = [one for one in gone.headers.get_list("set-cookie") if one.startswith("geraet=")]
    assert "HttpOnly" in kept
    assert "SameSite=lax" in kept
    assert "kopplung" not in screen.cookies
    assert (await screen.get(HERE)).headers["location"] == f"{HERE}/tafel"


async def test_a_kiosk_is_paired_in_the_same_way(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    code = await screens.code_on(screen)
    await screens.pair(code, art="kiosk")
    assert (await screen.get(HERE)).headers["location"] == "/musterstadt/kiosk"


async def test_one_code_pairs_one_device(screens: Screens, screen: httpx.AsyncClient) -> None:
    code = await screens.code_on(screen)
    assert (await screens.pair(code)).status_code == 303
    again = await screens.pair(code)
    assert again.status_code == 422
    assert "wurde gerade schon ein Gerät gekoppelt" in again.text


async def test_of_two_who_enter_a_code_at_once_one_succeeds(town: Town) -> None:
    now = real_now()
    shown = await offer(town.municipality.id, now)

    async def enter(name: str) -> int | Invalid:
        try:
            office = town.offices["rathaus"].id
            place = town.municipality.id
            return await pair(place, shown.code, DeviceKind.DISPLAY, name, office, {}, now)
        except Invalid as refusal:
            return refusal

    ends = await asyncio.gather(*(enter(str(number)) for number in range(8)))
    assert sum(isinstance(end, int) for end in ends) == 1
    assert await Device.all().count() == 1


async def test_a_code_is_good_for_ten_minutes_and_then_renewed(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    code = await screens.code_on(screen)
    assert await screens.code_on(screen) == code
    await Pairing.all().update(expires_at=real_now() - timedelta(seconds=1))
    over = await screens.pair(code)
    assert over.status_code == 422
    assert "abgelaufen" in over.text
    assert (await screen.get(f"{HERE}/kopplung")).json()["waiting"] is False
    assert await screens.code_on(screen) != code


async def test_old_codes_go(town: Town) -> None:
    now = real_now()
    await offer(town.municipality.id, now - 3 * LASTS)
    await offer(town.municipality.id, now)
    assert await Pairing.all().count() == 1


async def test_guesses_are_limited(screens: Screens) -> None:
    own = screens.app.state.house
    object.__setattr__(own, "limits", Limits(own.keys))
    for _ in range(int(Limit.PAIRING.burst)):
        assert (await screens.pair("AAAAAA")).status_code == 422
    assert (await screens.pair("AAAAAA")).status_code == 429


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": ""}, "Bitte geben Sie den Code ein"),
        ({"name": ""}, "Bitte geben Sie dem Gerät einen Namen"),
        ({"name": "x" * 121}, "Bitte kürzen Sie den Namen"),
        ({"dienststelle": []}, "Bitte wählen Sie mindestens eine Dienststelle"),
        ({"dienststelle": ["999"]}, "Bitte wählen Sie mindestens eine Dienststelle"),
    ],
)
async def test_a_form_says_what_is_missing_and_keeps_the_rest(
    screens: Screens, screen: httpx.AsyncClient, fields: dict[str, object], sentence: str
) -> None:
    code = await screens.code_on(screen)
    answer = await screens.pair(**{"code": code, **fields})  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not await Device.exists()


async def test_a_kiosk_has_one_office(screens: Screens, screen: httpx.AsyncClient) -> None:
    code = await screens.code_on(screen)
    both = [str(screens.office()), str(screens.office("nord"))]
    answer = await screens.pair(code, art="kiosk", dienststelle=both)
    assert answer.status_code == 422
    assert "genau einer Dienststelle" in answer.text


async def test_nobody_pairs_for_an_office_of_others(
    app: Starlette, screens: Screens, screen: httpx.AsyncClient
) -> None:
    nord = screens.office("nord")
    await a_person("nordlicht", Role.ADMIN, at=screens.town.municipality, office=nord)
    code = await screens.code_on(screen)
    async with a_client(app) as other:
        await sign_in(other, "nordlicht")
        form = {"code": code, "name": "X", "art": "display", "dienststelle": str(screens.office())}
        answer = await other.post(f"{DEVICES}/kopplungen", data=form)
    assert answer.status_code == 422
    assert not await Device.exists()


async def test_the_code_is_filled_in_from_the_picture(screens: Screens) -> None:
    page = await screens.admin.get(f"{DEVICES}?code=K7Q4MX")
    assert 'value="K7Q4MX"' in page.text


async def test_a_screen_that_lost_its_access_shows_a_code_and_says_why(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    device = await screens.paired(screen)
    assert (await screen.get(f"{HERE}/tafel")).status_code == 200
    await screens.admin.post(f"{DEVICES}/{device}/entziehungen")
    page = await screen.get(f"{HERE}/tafel", follow_redirects=True)
    assert page.status_code == 200
    assert "nicht mehr angemeldet" in page.text
    assert 'id="code"' in page.text


async def test_without_script_the_page_looks_again_by_itself(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    page = await screen.get(HERE)
    assert '<meta http-equiv="refresh" content="5">' in page.text
