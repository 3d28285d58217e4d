"""The demo's ways in without typing leave nothing behind that would look like a fault."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from api.app import create_app
from api.clock import real_now
from api.database import DatabaseAddress
from api.settings import Settings
from termin.staff.rows import Device
from tests.town import Town
from tests.web import a_client

HERE = {"Origin": "http://termin.test", "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def shown(
    rows: DatabaseAddress, town: Town, settings: Settings
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a demo."""
    app = create_app(replace(settings, demo=True), rows, rows_open=True)
    async with app.router.lifespan_context(app), a_client(app) as client:
        yield client


async def press(browser: httpx.AsyncClient, town: Town, office: str = "rathaus") -> None:
    path = f"/demo/{town.municipality.slug}/automat/{town.offices[office].id}"
    assert (await browser.post(path, headers=HERE)).status_code == 303


async def test_a_browser_that_is_a_kiosk_stays_the_same_one(
    shown: httpx.AsyncClient, town: Town
) -> None:
    await press(shown, town)
    await press(shown, town)
    assert await Device.filter(revoked_at=None).count() == 1
    await press(shown, town, "nord")
    assert await Device.filter(revoked_at=None).count() == 2


async def test_a_kiosk_whose_browser_is_gone_leaves(shown: httpx.AsyncClient, town: Town) -> None:
    await press(shown, town)
    await Device.all().update(seen_at=real_now() - timedelta(minutes=5))
    shown.cookies.clear()
    await press(shown, town)
    assert await Device.filter(revoked_at=None).count() == 1
    assert await Device.all().count() == 2
