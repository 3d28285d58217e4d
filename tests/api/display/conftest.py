"""Screens before a town on a Monday morning, and somebody who sets them up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from api.boards import running_boards
from api.database import DatabaseAddress
from termin.staff import Role
from tests.api.citizen.walk import StoppedClock, stop_clock
from tests.api.people import a_person, sign_in
from tests.town import MONDAY, Town, local
from tests.web import a_client

DEVICES = "/musterstadt/amt/einrichtung/geraete"


@dataclass
class Screens:
    """The town, its clock, and who sets up its devices."""

    app: Starlette
    town: Town
    clock: StoppedClock
    admin: httpx.AsyncClient

    def office(self, name: str = "rathaus") -> int:
        """The id of an office."""
        return int(self.town.offices[name].id)

    async def code_on(self, screen: httpx.AsyncClient) -> str:
        """Open a new screen and read its code."""
        page = await screen.get("/musterstadt/anzeige")
        assert page.status_code == 200
        return page.text.split('data-code="')[1].split('"')[0]

    async def pair(self, code: str, **fields: object) -> httpx.Response:
        """Enter a code."""
        whole: dict[str, object] = {"code": code, "name": "Foyer", "art": "display"}
        whole |= {"dienststelle": str(self.office()), **fields}
        return await self.admin.post(f"{DEVICES}/kopplungen", data=whole)

    async def paired(self, screen: httpx.AsyncClient, **fields: object) -> int:
        """Pair a screen; return the id of the device."""
        answer = await self.pair(await self.code_on(screen), **fields)
        assert answer.status_code == 303, answer.text
        gone = await screen.get("/musterstadt/anzeige")
        assert gone.status_code == 303
        return int(answer.headers["location"].split("?")[0].rsplit("/", 1)[1])


@pytest.fixture
async def screens(
    app: Starlette, rows: DatabaseAddress, town: Town, client: httpx.AsyncClient
) -> AsyncIterator[Screens]:
    """An administrator signed in on a Monday at nine; boards live by the same stopped clock."""
    clock = stop_clock(app)
    clock.at = local(MONDAY, "09:00")
    await a_person("admin", Role.ADMIN, Role.MANAGER, at=town.municipality)
    await sign_in(client, "admin")
    async with running_boards(rows, clock) as boards:
        object.__setattr__(app.state.house, "boards", boards)
        yield Screens(app, town, clock, client)


@pytest.fixture
async def screen(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the wall, a stranger to us."""
    async with a_client(app) as found:
        yield found
