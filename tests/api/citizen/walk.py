"""Walking through the citizens' pages as a browser without script does."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from tests.town import NOW, Town


@dataclass
class StoppedClock:
    """A clock that shows what it is told."""

    at: Any = NOW

    def now(self) -> Any:
        """What it shows."""
        return self.at


def stop_clock(app: Starlette) -> StoppedClock:
    """Let the application live at the town's present; what is offered is computed anew."""
    clock = StoppedClock()
    object.__setattr__(app.state.house, "clock", clock)
    return clock


@dataclass
class Citizen:
    """Somebody with a browser."""

    client: httpx.AsyncClient
    town: Town

    async def get(self, path: str) -> httpx.Response:
        """Open a page below the municipality, following where it leads."""
        return await self.client.get(f"/musterstadt{path}", follow_redirects=True)

    async def post(self, address: str, **fields: object) -> httpx.Response:
        """Send a form, following where it leads."""
        if not address.startswith("/musterstadt"):
            address = f"/musterstadt{address}"
        return await self.client.post(
            address,
            content=urlencode(fields, doseq=True),
            headers={"Content-Type": "application/x-www-form-urlencoded"},  # also where it is empty
            follow_redirects=True,
        )

    def line(self, service: str = "ausweis", count: int = 1) -> str:
        """Return a service as addresses carry it."""
        return f"{self.town.services[service].id}:{count}"

    async def hold(self, service: str = "ausweis") -> httpx.Response:
        """Choose the first time offered."""
        page = await self.get(f"/zeiten?anliegen={self.line(service)}")
        wahl = first(r'name="wahl" value="([^"]+)"', page.text)
        return await self.post("/vormerkungen", anliegen=self.line(service), wahl=wahl)

    async def book(self, **details: object) -> httpx.Response:
        """Book the first time offered, with these details."""
        held = await self.hold()
        checked = await self.post(action(held.text, "angaben"), **details)
        return await self.post(action(checked.text, "buchen"), jetzt="ja")


def first(pattern: str, text: str) -> str:
    """Return the first group of the first match."""
    match = re.search(pattern, text)
    assert match, f"nothing on the page fits {pattern}: {text[:2000]}"
    return html.unescape(match[1])


def action(text: str, ending: str) -> str:
    """Return where the form goes whose address has this last part."""
    return first(rf'action="([^"]+/{ending}[^"]*)"', text)


def code_on(text: str) -> str:
    """Return the code that a page shows."""
    return first(r'<strong class="code"[^>]*>([^<]+)<', text)
