"""An office's day for tests: people of the staff, a kiosk, and a clock that stands on Monday."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

from starlette.applications import Starlette

from termin.staff import DeviceKind, Role, register
from tests.api.citizen.walk import Citizen, StoppedClock, stop_clock
from tests.api.people import a_person, sign_in
from tests.termin.queue.hall_town import clock
from tests.town import NOW, Town
from tests.web import a_client


@dataclass
class OfficeDay:
    """The town on its Monday, with ways to be somebody in it."""

    app: Starlette
    town: Town
    time: StoppedClock
    clients: AsyncExitStack

    def at(self, time: str) -> None:
        """Let it be this time."""
        self.time.at = clock(time)

    async def person(self, login: str, *roles: Role, office: str | None = None) -> Citizen:
        """Give a browser in which somebody with these roles is signed in."""
        where = self.town.offices[office].id if office else None
        await a_person(login, *roles, at=self.town.municipality, office=where)
        client = await self.clients.enter_async_context(a_client(self.app))
        answer = await sign_in(client, login)
        assert answer.status_code == 303, answer.text
        return Citizen(client, self.town)

    async def kiosk(self, office: str = "rathaus") -> Citizen:
        """Give the browser of a kiosk."""
        where = self.town.offices[office].id
        fresh = await register(self.town.municipality.id, where, DeviceKind.KIOSK, "Eingang")
        client = await self.clients.enter_async_context(a_client(self.app))
        client.cookies.set("geraet", fresh.secret)
        return Citizen(client, self.town)

    async def stranger(self) -> Citizen:
        """Give the browser of nobody in particular."""
        return Citizen(await self.clients.enter_async_context(a_client(self.app)), self.town)


async def begin(app: Starlette, town: Town, clients: AsyncExitStack) -> OfficeDay:
    """Begin the day at nine, with ada and ben at counters 1 and 2."""
    await town.duty("1", "ada")
    await town.duty("2", "ben")
    await app.state.house.availability.refresh(NOW)
    day = OfficeDay(app, town, stop_clock(app), clients)
    day.at("09:00")
    return day
