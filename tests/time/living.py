"""The whole application on a day of the test's choice: the shared clock of the demo, standing."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import httpx

from api.app import create_app
from api.clock import set_pace
from api.database import DatabaseAddress
from api.settings import Settings
from tests.display.real_time import open_day_and_night
from tests.races.crowd import API, bearer, wish
from tests.town import Town
from tests.web import a_client


@dataclass
class Day:
    """A town that lives at some moment, seen through its API."""

    town: Town
    client: httpx.AsyncClient
    house: Any

    async def travel(self, to: datetime, speed: float = 0) -> None:
        """Set the clock of everybody; by itself it stands still."""
        await set_pace(to, speed)
        await self.house.clock.refresh()

    async def publish(self, on: date, hours: tuple[str, str], counter: str = "1") -> None:
        """Put somebody at a counter, and let this process know at once."""
        clerk = {"1": "ada", "2": "ben", "3": "cem"}[counter]
        duty = await self.town.duty(counter, clerk, on=on, hours=hours)
        await self.house.availability.reload(duty.office_day_id, self.house.clock.now())

    async def starts(self, first: date, last: date | None = None) -> list[str]:
        """Return the free starts as programs get them."""
        query = {
            "service": str(self.town.services["ausweis"].id),
            "from": str(first),
            "to": str(last or first),
        }
        answer = await self.client.get(f"{API}/availability", params=query)
        assert answer.status_code == 200, answer.text
        return [s for d in answer.json()["days"] for o in d["offices"] for s in o["starts"]]

    async def book(self, start: str) -> dict[str, Any]:
        """Book a start, and return the appointment."""
        held = await self.client.post(f"{API}/holds", json=wish(self.town, start))
        assert held.status_code == 201, held.text
        secret = bearer(held.json()["secret"])
        path = f"{API}/holds/{held.json()['id']}/appointment"
        made = await self.client.post(path, json={}, headers=secret)
        assert made.status_code == 201, made.text
        return dict(made.json())


@contextlib.asynccontextmanager
async def living(
    rows: DatabaseAddress, settings: Settings, town: Town, now: datetime
) -> AsyncIterator[Day]:
    """Give the town at this moment for the block; the Rathaus is open day and night."""
    await open_day_and_night(town)
    await set_pace(now, 0)
    app = create_app(replace(settings, demo=True), rows, rows_open=True)
    async with app.router.lifespan_context(app), a_client(app) as client:
        yield Day(town, client, app.state.house)
