"""The demo's own pages: every door opens without typing, mails are shown safely."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.clock import set_pace
from api.database import DatabaseAddress
from api.demo.generator import sample_union
from api.demo.loading import load
from api.mail.inbox import Inbox
from api.settings import Settings
from termin.offices import Office
from tests.web import a_client

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HERE = {"Origin": "http://termin.test", "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def shown(rows: DatabaseAddress, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a founded demo."""
    await set_pace(NOW, 1.0)
    for one in sample_union().municipalities:
        await load(one, NOW)
    app = create_app(replace(settings, demo=True), rows, rows_open=True)
    async with app.router.lifespan_context(app), a_client(app) as client:
        yield client


async def test_every_login_opens_its_own_page(shown: httpx.AsyncClient) -> None:
    page = (await shown.get("/demo")).text
    for login in (
        *("amselbrueck/anmelden/empfang", "amselbrueck/anmelden/schalter1"),
        *("amselbrueck/anmelden/telefon", "amselbrueck/anmelden/leitung"),
        *("amselbrueck/anmelden/admin", "lerchenhude/anmelden/lerchenhude-schalter"),
        *("stieglitzau/anmelden/stieglitzau-leitung",),
    ):
        path = f"/demo/{login}"
        assert f'action="{path}"' in page
        entered = await shown.post(path, headers=HERE)
        assert entered.status_code == 303
        assert (await shown.get(entered.headers["location"])).status_code in (200, 303)


@pytest.mark.parametrize(
    ("town", "login"), [("amselbrueck", "schalter1"), ("stieglitzau", "stieglitzau-schalter")]
)
async def test_who_serves_sits_at_the_own_counter_at_once(
    shown: httpx.AsyncClient, town: str, login: str
) -> None:
    await shown.post(f"/demo/{town}/anmelden/{login}", headers=HERE)
    found = await shown.get(f"/{town}/amt/schalter", follow_redirects=True)
    assert "Schalter 1" in found.text


async def test_a_browser_becomes_a_kiosk(shown: httpx.AsyncClient) -> None:
    stranger = await shown.get("/amselbrueck/kiosk")
    office = await Office.get(external_id="rathaus", municipality__slug="amselbrueck")
    made = await shown.post(f"/demo/amselbrueck/automat/{office.id}", headers=HERE)
    assert made.headers["location"] == "/amselbrueck/kiosk"
    kiosk = await shown.get("/amselbrueck/kiosk")
    assert kiosk.status_code == 200
    assert "/amselbrueck/kiosk/wahl" in kiosk.text
    assert "/amselbrueck/kiosk/wahl" not in stranger.text


@pytest.mark.parametrize(
    "path", ["amselbrueck/anmelden/root", "nirgends/anmelden/admin", "lerchenhude/anmelden/admin"]
)
async def test_there_are_no_other_doors(shown: httpx.AsyncClient, path: str) -> None:
    assert (await shown.post(f"/demo/{path}", headers=HERE)).status_code == 404


async def test_mails_are_shown_as_text(shown: httpx.AsyncClient, settings: Settings) -> None:
    raw = (
        b"Subject: Termin\r\nFrom: a@b.example\r\n\r\n<script>alert(1)</script> http://x.example/?a"
    )
    Inbox(settings.data_dir / "postfach").keep(raw, ["you@example.org"], NOW)
    (mail,) = Inbox(settings.data_dir / "postfach").messages()
    assert "you@example.org" in (await shown.get("/demo/postfach")).text
    page = (await shown.get(f"/demo/postfach/{mail.id}")).text
    assert "<script>alert" not in page
    assert 'href="http://x.example/?a"' in page
    assert (await shown.get("/demo/postfach/00")).status_code == 404


async def test_an_installation_has_none_of_these_pages(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    for path in ("/demo", "/demo/postfach"):
        assert (await client.get(path)).status_code == 404


async def test_the_first_page_says_how_fast_time_goes(shown: httpx.AsyncClient) -> None:
    await shown.post("/demo/uhr", data={"tempo": "30"}, headers=HERE)
    page = (await shown.get("/demo")).text
    assert 'value="30" aria-pressed="true"' in page
    assert page.count('aria-pressed="false"') == 4
    again = await shown.post("/demo/uhr", data={"tempo": "1"}, headers=HERE)
    assert again.headers["location"] == "/demo"
    page = (await shown.get("/demo")).text
    assert 'value="1" aria-pressed="true"' in page
    assert page.count('aria-pressed="false"') == 3


async def test_mails_are_timed_by_the_clock_of_the_town(
    shown: httpx.AsyncClient, settings: Settings
) -> None:
    raw = b"Subject: A\r\nDate: Mon, 23 Nov 2026 09:02:00 +0000\r\n\r\nHallo"
    Inbox(settings.data_dir / "postfach").keep(raw, ["you@example.org"], NOW)
    assert "10:02" in (await shown.get("/demo/postfach")).text
