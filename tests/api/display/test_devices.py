"""Setting up a device: its settings, the preview, its name."""

from __future__ import annotations

import httpx

from api.display.settings import kept
from termin.offices.rows import Counter, Office
from termin.staff import DeviceKind, register
from termin.staff.rows import Device
from tests.api.display.conftest import DEVICES, Screens

HERE = "/musterstadt/anzeige"


async def test_changed_settings_reach_the_screen_by_its_next_sign_of_life(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    device = await screens.paired(screen)
    answer = await screens.admin.post(
        f"{DEVICES}/{device}/einstellungen",
        data={
            "dienststelle": [str(screens.office("nord")), str(screens.office())],
            "reihen": "4",
            "grund": "hell",
            "hinweis": "Am Freitag geschlossen",
            "ansage": ["de", "en"],
        },
    )
    assert answer.status_code == 303
    assert (await screen.post(f"{HERE}/lebenszeichen", json={})).json() == {"version": 1}
    row = await Device.get(id=device)
    settings = kept(row.settings, ("de", "en"))
    assert (settings.rows, settings.chime, settings.wait) == (4, False, False)
    assert settings.speech == ("de", "en")
    board = await screen.get(f"{HERE}/tafel")
    assert "Am Freitag geschlossen" in board.text
    assert 'data-most="4"' in board.text
    assert 'data-version="1"' in board.text


async def test_the_form_shows_what_is_set(screens: Screens, screen: httpx.AsyncClient) -> None:
    await Counter.filter(id=screens.town.counters["1"].id).update(waiting_room="Wartebereich A")
    device = await screens.paired(screen)
    page = await screens.admin.get(f"{DEVICES}/{device}")
    assert page.status_code == 200
    assert "Wartebereich A" in page.text
    assert "Türkisch" in page.text


async def test_a_wrong_form_is_shown_again(screens: Screens, screen: httpx.AsyncClient) -> None:
    device = await screens.paired(screen)
    answer = await screens.admin.post(
        f"{DEVICES}/{device}/einstellungen", data={"hinweis": "x" * 121, "reihen": "9"}
    )
    assert answer.status_code == 422
    assert "Bitte kürzen Sie den Hinweis" in answer.text
    assert "Bitte wählen Sie mindestens eine Dienststelle" in answer.text
    assert (await Device.get(id=device)).version == 0


async def test_the_preview_shows_examples_and_may_be_framed_by_us_alone(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    device = await screens.paired(screen)
    office = screens.office()
    page = await screens.admin.get(
        f"{DEVICES}/{device}/vorschau?dienststelle={office}&grund=hell&hinweis=Hallo"
    )
    assert page.status_code == 200
    assert "board--hell" in page.text
    assert "Hallo" in page.text
    assert page.text.count('class="call"') >= 5
    assert "board.js" not in page.text
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    assert (await screen.get(f"{DEVICES}/{device}/vorschau")).status_code == 303


async def test_a_paired_screen_may_show_an_office_that_is_not_public(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    nord = screens.office("nord")
    await Office.filter(id=nord).update(public=False)
    assert (await screen.get(f"{HERE}/{nord}")).status_code == 404
    both = [str(screens.office()), str(nord)]
    await screens.paired(screen, dienststelle=both)
    board = await screen.get(f"{HERE}/tafel")
    assert board.text.count('class="figures"') == 2


async def test_a_paired_screen_whose_office_is_gone_says_so(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    await screens.paired(screen)
    await Office.filter(id=screens.office()).update(retired_at=screens.clock.now())
    page = await screen.get(f"{HERE}/tafel")
    assert "Diese Anzeige hat keine Dienststelle" in page.text
    assert "Foyer" in page.text


async def test_a_device_is_renamed(screens: Screens, screen: httpx.AsyncClient) -> None:
    device = await screens.paired(screen)
    await screens.admin.post(f"{DEVICES}/{device}/namen", data={"name": "Foyer rechts"})
    assert "Foyer rechts" in (await screens.admin.get(DEVICES)).text
    await screens.admin.post(f"{DEVICES}/{device}/namen", data={"name": ""})
    assert (await Device.get(id=device)).name == "Foyer rechts"


async def test_a_kiosk_keeps_its_own_settings(screens: Screens) -> None:
    place, office = screens.town.municipality.id, screens.office()
    fresh = await register(place, office, DeviceKind.KIOSK, "Eingang", {"paper": "browser"})
    nord = str(screens.office("nord"))
    answer = await screens.admin.post(
        f"{DEVICES}/{fresh.id}/einstellungen", data={"dienststelle": nord}
    )
    assert answer.status_code == 303
    row = await Device.get(id=fresh.id)
    assert row.settings == {"paper": "browser"}
    assert row.office_id == screens.office("nord")


async def test_a_device_of_another_town_is_not_found(screens: Screens) -> None:
    for path in ("", "/vorschau"):
        assert (await screens.admin.get(f"{DEVICES}/999{path}")).status_code == 404
    for path in ("namen", "einstellungen", "entziehungen"):
        assert (await screens.admin.post(f"{DEVICES}/999/{path}", data={})).status_code == 404
