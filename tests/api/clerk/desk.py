"""A counter in tests: its page and the steps that are sent from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import httpx

from termin.queue.rows import Ticket
from tests.api.citizen.walk import Citizen
from tests.api.clerk.day import OfficeDay

STEP = r'action="/musterstadt/amt/(?:schalter/\d+/(?:[0-9a-f-]{36}/)?([\w/]+)|(alarm)/\d+)"'


@dataclass(frozen=True)
class Desk:
    """Somebody at a counter."""

    day: OfficeDay
    clerk: Citizen
    counter: str = "1"

    @property
    def address(self) -> str:
        """The page below the municipality."""
        return f"/amt/schalter/{self.day.town.counters[self.counter].id}"

    def at(self, counter: str) -> Desk:
        """Let the same person sit at another counter."""
        return replace(self, counter=counter)

    async def page(self) -> str:
        """Open the page."""
        return (await self.clerk.get(self.address)).text

    async def send(self, noun: str, **fields: object) -> httpx.Response:
        """Send a form."""
        return await self.clerk.post(f"{self.address}/{noun}", **fields)

    async def call(self, **fields: object) -> str:
        """Call whoever is next, or `wen`."""
        return (await self.send("aufrufe", **fields)).text

    async def turn(self, noun: str, number: int | None = None, **fields: object) -> str:
        """Take a step with the only ticket, or the one of this number."""
        rows = Ticket.all() if number is None else Ticket.filter(number=number)
        ticket = await rows.first()
        assert ticket
        return (await self.send(f"{ticket.id}/{noun}", **fields)).text


def desk_of(day: OfficeDay, clerk: Citizen, counter: str = "1") -> Desk:
    """Put somebody at a counter."""
    return Desk(day, clerk, counter)


def steps(page: str) -> list[str]:
    """The steps that are offered, in their order."""
    return [one or other for one, other in re.findall(STEP, page)]
