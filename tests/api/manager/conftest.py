"""A manager signed in before a town without duties, on the Friday before its Monday."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from termin.staff import Role
from tests.api.citizen.walk import Citizen, StoppedClock, stop_clock
from tests.api.people import a_person, sign_in
from tests.town import MONDAY, Town

WEEK = "2026-W48"


@dataclass
class Leader(Citizen):
    """A manager with a browser; finds pages and sends forms below the municipality."""

    @property
    def office(self) -> str:
        """The id of the office in the town hall, as forms send it."""
        return str(self.town.offices["rathaus"].id)

    async def week(self, **query: str) -> httpx.Response:
        """Open the week of the town's Monday."""
        asked = "".join(f"&{name}={value}" for name, value in query.items())
        return await self.get(f"/amt/planung?dienststelle={self.office}&woche={WEEK}{asked}")

    async def enter(self, **fields: object) -> httpx.Response:
        """Enter a duty of ada at counter 1 on Monday morning, or as `fields` say."""
        whole: dict[str, object] = {
            "dienststelle": self.office,
            "woche": WEEK,
            "schalter": str(self.town.counters["1"].id),
            "person": str(self.town.clerks["ada"].id),
            "tage": [MONDAY.isoformat()],
            "von": "08:00",
            "bis": "12:00",
            "aufteilung": "termine",
        }
        return await self.post("/amt/planung/dienste", **{**whole, **fields})

    async def publish(self) -> httpx.Response:
        """Publish the week."""
        return await self.post(
            "/amt/planung/veroeffentlichungen", dienststelle=self.office, woche=WEEK
        )


@pytest.fixture
async def clock(app: Starlette, town: Town) -> StoppedClock:
    """The clock of the application, stopped at the town's present."""
    return stop_clock(app)


@pytest.fixture
async def leader(client: httpx.AsyncClient, town: Town, clock: StoppedClock) -> Leader:
    """A manager of the whole town, signed in."""
    await a_person("leitung", Role.MANAGER, at=town.municipality)
    await sign_in(client, "leitung")
    return Leader(client, town)
