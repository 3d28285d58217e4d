"""Screens on the wall for journeys: a page whose line the test holds, and how its picture is."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from playwright.async_api import Browser, BrowserContext, Page, Route, WebSocketRoute

from api.assets import install

DAY = "2027-01-04"
SCREENS = {
    "small": (1280, 720),
    "wide": (1920, 1080),
    "large": (3840, 2160),
    "upright": (1080, 1920),
}


def board(office: int, *calls: tuple[str, str], seq: int = 1, room: str = "") -> dict[str, Any]:
    """A board as it comes over the line, calls newest first."""
    return {
        "office": str(office),
        "date": DAY,
        "seq": seq,
        "time": f"{DAY}T10:42:07.000+01:00",
        "calls": [
            {
                "number": number,
                "counter": counter,
                "room": room,
                "since": f"{DAY}T10:{40 - age:02}:00.000+01:00",
                "times": 1,
            }
            for age, (number, counter) in enumerate(calls)
        ],
        "waiting": 12,
        "wait": {"low": 10, "high": 105},
    }


class Lines:
    """The server's ends of a page's sockets, by office; the newest counts."""

    def __init__(self) -> None:
        self.sockets: dict[int, WebSocketRoute] = {}
        self._came: dict[int, asyncio.Event] = {}

    def opened(self, socket: WebSocketRoute) -> None:
        """Take a new socket."""
        office = int(socket.url.split("/offices/")[1].split("/")[0])
        self.sockets[office] = socket
        self._come(office).set()

    def _come(self, office: int) -> asyncio.Event:
        return self._came.setdefault(office, asyncio.Event())

    async def send(self, said: dict[str, Any]) -> None:
        """Say something to the screen, once it listens."""
        async with asyncio.timeout(15):
            await self._come(int(said["office"])).wait()
        self.sockets[int(said["office"])].send(json.dumps(said))


async def a_wall(
    chromium: Browser,
    client: httpx.AsyncClient,
    address: str,
    size: tuple[int, int] = (1920, 1080),
    context: BrowserContext | None = None,
    *,
    stopped: bool = False,
) -> tuple[Page, Lines]:
    """Open a screen whose pages come from the application and whose boards the test sends.

    `stopped`: the test moves the page's clock.
    """
    install(say=lambda _: None)
    own = context or await chromium.new_context(viewport={"width": size[0], "height": size[1]})
    page = await own.new_page()
    lines = Lines()

    async def answer(route: Route) -> None:
        asked = route.request
        if client.is_closed:  # the test is over, the screen does not know
            await route.abort()
            return
        told = await client.request(
            asked.method,
            asked.url,
            content=asked.post_data_buffer,
            headers={"content-type": asked.headers.get("content-type", "")},
        )
        await route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)

    await page.route("**/*", answer)
    await page.route_web_socket("**/board", lines.opened)
    if stopped:
        await stop_time(page)
    await page.goto(address)
    return page, lines


async def stop_time(page: Page) -> None:
    """Let the page's clock stand still unless the test moves it, however slow the machine is."""
    await page.clock.install()
    await page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))


async def sticking_out(page: Page) -> list[str]:
    """What leaves the screen, its own box, or lies over the row below."""
    await page.evaluate("document.fonts.ready.then(() => true)")
    found: list[str] = await page.evaluate(
        """() => {
            const seen = [...document.querySelectorAll("main *")].filter((one) =>
                one.checkVisibility() && !one.closest(".kern-sr-only, dialog:not([open])"));
            const out = [];
            for (const one of seen) {
                const box = one.getBoundingClientRect();
                const text = one.textContent.trim().slice(0, 30);
                const name = `${one.className || one.tagName} "${text}"`;
                if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1
                    || box.left < -1 || box.top < -1) out.push(`off the screen: ${name}`);
                if (one.matches(".call__number, .call__counter, .call__name, .rest, .board__side")
                    && (one.scrollWidth > one.clientWidth + 1)) out.push(`too wide: ${name}`);
            }
            const rows = [...document.querySelectorAll("#calls .call")];
            for (const row of rows) {
                const box = row.getBoundingClientRect();
                for (const part of row.children) {
                    const own = part.getBoundingClientRect();
                    if (own.top < box.top - 2 || own.bottom > box.bottom + 2)
                        out.push(`out of its row: ${part.className} ${part.textContent.trim()}`);
                }
            }
            const parts = ["#labels", "#calls", "#turns", "#stale", "#empty", "#rest",
                ".board__message", ".board__now", ".board__figures", ".board__place", "#odd"]
                .map((name) => document.querySelector(name))
                .filter((one) => one?.checkVisibility() && one.getBoundingClientRect().height > 0);
            for (const one of parts) for (const other of parts) {
                if (one === other || one.contains(other) || other.contains(one)) continue;
                const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
                const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                const names = [one, other].map((each) => each.id || each.className);
                if (wide > 2 && high > 2) out.push(`over each other: ${names}`);
            }
            return out;
        }"""
    )
    return found


async def number_heights(page: Page) -> list[float]:
    """How high each number's box is, as a share of the screen's shorter side."""
    found: list[float] = await page.locator("#calls .call__number").evaluate_all(
        """all => all.map((one) =>
            one.getBoundingClientRect().height / Math.min(innerWidth, innerHeight))"""
    )
    return found
