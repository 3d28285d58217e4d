"""A screen by its address: whatever it says, something is shown."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from termin.offices.rows import Closure, Counter, Office
from tests.api.display.conftest import Screens
from tests.town import MONDAY, NOW, local

HERE = "/musterstadt/anzeige"


async def test_an_unknown_office_or_odd_value_in_the_address_does_not_blank_the_display(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    retired = screens.town.offices["nord"]
    await Office.filter(id=retired.id).update(retired_at=NOW)
    page = await screen.get(f"{HERE}/{screens.office()},999,{retired.id},x?reihen=lots&grund=hell")
    assert page.status_code == 200
    assert 'id="clock"' in page.text
    assert 'data-state="' in page.text
    assert "board--hell" in page.text
    for complaint in ("dienststelle=999", f"dienststelle={retired.id}", "dienststelle=x"):
        assert f"<b>{complaint}</b>" in page.text
    assert "<b>reihen=lots</b>" in page.text


@pytest.mark.parametrize("office", ["999", "x", "0", "9" * 30, "999,998"])
async def test_where_no_office_is_known_it_says_so_and_names_those_there_are(
    screens: Screens, screen: httpx.AsyncClient, office: str
) -> None:
    page = await screen.get(f"{HERE}/{office}")
    assert page.status_code == 404
    assert "Diese Anzeige hat keine Dienststelle" in page.text
    assert f'href="/musterstadt/anzeige/{screens.office()}"' in page.text
    without_script = page.text.split("<noscript>")[1].split("</noscript>")[0]
    assert 'http-equiv="refresh" content="30"' in without_script


async def test_an_office_of_another_town_is_unknown(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    from tests.town import build_town

    other = await build_town("nachbarstadt")
    screens.app.state.house.municipalities.forget()
    page = await screen.get(f"{HERE}/{other.offices['rathaus'].id}")
    assert page.status_code == 404


async def test_nobody_puts_words_on_the_towns_screens_by_a_link(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    page = await screen.get(f"{HERE}/{screens.office()}?hinweis=Geschenke&hinweis2=Gifts")
    assert page.status_code == 200
    assert "Geschenke" not in page.text
    assert "Gifts" not in page.text


async def test_several_offices_are_named_each(screens: Screens, screen: httpx.AsyncClient) -> None:
    page = await screen.get(f"{HERE}/{screens.office()},{screens.office('nord')}")
    assert page.text.count('class="figures"') == 2
    assert "Bürgerbüro Nord" in page.text


async def test_one_language_is_enough(screens: Screens, screen: httpx.AsyncClient) -> None:
    page = await screen.get(f"{HERE}/{screens.office()}?zweitsprache=keine")
    assert 'class="second"' not in page.text
    page = await screen.get(f"{HERE}/{screens.office()}?erstsprache=en&zweitsprache=de")
    assert '<html lang="en"' in page.text
    assert "Your number will appear here." in page.text


async def test_before_opening_it_says_when(screens: Screens, screen: httpx.AsyncClient) -> None:
    screens.clock.at = local(MONDAY, "07:10")
    page = await screen.get(f"{HERE}/{screens.office()}")
    assert "Wir öffnen um 08:00 Uhr." in page.text
    assert "We open at 08:00." in page.text


async def test_after_closing_it_says_when_it_opens_again(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    screens.clock.at = local(MONDAY, "18:30")
    page = await screen.get(f"{HERE}/{screens.office()}")
    assert "Heute geschlossen" in page.text
    assert "Wieder geöffnet: Di., 24.11.2026, 08:00 Uhr" in page.text
    assert "Open again: Tue, 24/11/2026, 08:00" in page.text


async def test_a_closed_day_has_its_reason(screens: Screens, screen: httpx.AsyncClient) -> None:
    await Closure.create(
        municipality=screens.town.municipality,
        office=screens.town.offices["rathaus"],
        starts_at=local(MONDAY, "00:00"),
        ends_at=local(MONDAY, "00:00") + timedelta(days=1),
        reason="Betriebsversammlung",
    )
    page = await screen.get(f"{HERE}/{screens.office()}")
    assert "Betriebsversammlung" in page.text
    assert "Heute geschlossen" in page.text


async def test_what_the_script_cannot_change_has_a_mark(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    async def mark(query: str = "") -> str:
        page = await screen.get(f"{HERE}/{screens.office()}{query}")
        return page.text.split('data-state="')[1].split('"')[0]

    assert await mark() == await mark()
    assert await mark() != await mark("?reihen=4")
    open_now = await mark()
    screens.clock.at = local(MONDAY, "19:00")
    assert await mark() != open_now


async def test_a_screen_of_a_room_knows_which(screens: Screens, screen: httpx.AsyncClient) -> None:
    await Counter.filter(id=screens.town.counters["1"].id).update(waiting_room="A")
    page = await screen.get(f"{HERE}/{screens.office()}?raum=A&raum=B")
    assert 'data-rooms="[&#34;A&#34;, &#34;B&#34;]"' in page.text


async def test_the_worker_serves_the_screens_of_this_town_alone(
    screens: Screens, screen: httpx.AsyncClient
) -> None:
    answer = await screen.get(f"{HERE}/dienst.js")
    assert answer.headers["service-worker-allowed"] == HERE
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert answer.text.startswith("const VERSION = ")
    assert f'const ROOT = "{HERE}";' in answer.text
