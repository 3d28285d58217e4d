"""The town as people meet it: over HTTP, with the codes and secrets that they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

PATIENCE = 10.0
COOKIE = "anmeldung"


class Hour(msgspec.Struct, frozen=True):
    """The town's time, and how many times faster than ours it goes."""

    now: datetime
    speed: float


class Ticket(msgspec.Struct, frozen=True):
    """A ticket as an answer tells it."""

    id: str
    number: str
    state: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The town said no: which kind of no, and with which facts."""

    status: int
    slug: str
    facts: Mapping[str, Any]


class Line:
    """One line to the town, shared by all players."""

    def __init__(self, base: str, town: str) -> None:
        self._client = httpx.AsyncClient(base_url=base, timeout=PATIENCE)
        self._base, self._town = base, town

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def hour(self) -> Hour:
        """Ask what time it is there."""
        answer = await self._client.get("/demo/uhr", headers={"Accept": "application/json"})
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=Hour)

    async def sign_in(self, login: str, password: str) -> str | None:
        """Sign in as staff do, and return the secret; None if that is refused."""
        answer = await self._client.post(
            f"/{self._town}/amt/anmelden",
            data={"login": login, "password": password},
            headers={"Origin": self._base},
        )
        self._client.cookies.clear()
        for cookie in answer.cookies.jar:
            if COOKIE in cookie.name and cookie.value:
                return cookie.value
        return None

    async def check_in(self, office: int, code: str, kiosk: str) -> Ticket | Refused:
        """Check in at an office's kiosk."""
        return await self._ticket(f"/offices/{office}/tickets", kiosk, {"code": code})

    async def draw(self, office: int, service: int, kiosk: str) -> Ticket | Refused:
        """Draw a number at an office's kiosk."""
        services = [{"id": str(service), "count": 1}]
        return await self._ticket(f"/offices/{office}/tickets", kiosk, {"services": services})

    async def alive(self, kiosk: str) -> None:
        """Say that a kiosk lives, as its page does."""
        await self._client.post(
            f"/{self._town}/kiosk/lebenszeichen",
            data={"seite": "start"},
            headers={"Authorization": f"Bearer {kiosk}", "Origin": self._base},
        )

    async def call(self, counter: int, clerk: str, ticket: str | None = None) -> Ticket | Refused:
        """Call whoever is next to a counter, or a parked person back."""
        body = {"ticket": ticket} if ticket else None
        return await self._ticket(f"/counters/{counter}/calls", clerk, body)

    async def step(
        self, ticket: str, noun: str, clerk: str, body: Mapping[str, object] | None = None
    ) -> Ticket | Refused:
        """Do what a clerk does with a person: `arrivals`, `completions`, `no-shows` and so on."""
        return await self._ticket(f"/tickets/{ticket}/{noun}", clerk, body)

    async def waiting(self, office: int) -> int:
        """Count who waits, as the display shows it."""
        answer = await self._client.get(f"/api/v1/offices/{office}/board", params=self._where)
        answer.raise_for_status()
        return int(answer.json()["waiting"])

    @property
    def _where(self) -> dict[str, str]:
        return {"municipality": self._town}

    async def _ticket(self, path: str, secret: str, body: object) -> Ticket | Refused:
        answer = await self._client.post(
            f"/api/v1{path}",
            params=self._where,
            json=body,
            headers={"Authorization": f"Bearer {secret}"},
        )
        if answer.status_code == HTTPStatus.CREATED:
            return msgspec.json.decode(answer.content, type=Ticket)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            answer.raise_for_status()
        problem = answer.json()
        kind = str(problem.get("type", ""))
        return Refused(answer.status_code, kind.rsplit("/", 1)[-1], problem)
