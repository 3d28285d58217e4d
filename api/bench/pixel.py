"""From the clerk's click to the picture on the wall: in a browser, with 200 screens beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING
from uuid import UUID

from websockets.asyncio.client import connect

from api.bench.browser import chromium
from api.bench.caller import caller
from api.bench.eye import Finger, open_eye, painted_after
from api.bench.figures import Figure, share
from api.bench.ground import Ground, free_port, process
from api.bench.screens import screens
from api.security.cookies import Cookie
from termin import queue
from termin.booking import Channel
from termin.catalogue import Line, ServiceAtOffice
from termin.offices import Counter, Office, Stretch, set_week
from termin.staff import Role, create_account, grant, sign_in

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

SCREENS = 200
CALLS = 50
"""By HTTP, and as many by clicks."""
WAITING = 15
"""People who wait all the time, as in a busy office."""
PAUSE = 0.25
PASSWORD = "only for the length of a measurement"  # noqa: S105  # of a database that goes with it
BUTTON = "form[action$='/aufrufe'] button"

_BARE = """<ol id="calls"><li>-</li></ol><button>call</button><script>
const socket = new WebSocket("%s");
let n = 0;
socket.onmessage = (event) => {
  document.querySelector("li").textContent = JSON.parse(event.data).number;
};
document.querySelector("button").onclick = () =>
  socket.send(JSON.stringify({ number: `B${n += 1}`, padding: "%s" }));
</script>"""


@dataclass(frozen=True, slots=True)
class Desk:
    """The counter at which is called, and the secret of who sits there."""

    office: int
    counter: int
    service: int
    secret: str
    path: str

    async def draw(self) -> None:
        """Somebody comes in."""
        await queue.draw_number(self.office, [Line(self.service)], Channel.DESK, datetime.now(UTC))

    async def finish(self) -> str:
        """Serve the person who was called; return the number."""
        view = await queue.queue_of(self.office, datetime.now(UTC))
        here = view.at(self.counter)
        if here is None:
            raise RuntimeError("nobody was called")
        ticket: UUID = here.ticket
        await queue.arrive(ticket, datetime.now(UTC))
        await queue.finish(ticket, datetime.now(UTC))
        return here.number


async def pixel(at: Ground) -> list[Figure]:
    """Call people by HTTP and by a click in the workstation, and time the picture on the wall.

    Raises:
        NoBrowser: there is no Chromium to look with.
    """
    async with chromium() as browser:
        desk = await _desk(at)
        async with at.server() as url:
            socket = url.replace("http", "ws", 1) + f"/api/v1/offices/{desk.office}/board"
            async with screens(socket, SCREENS):
                by_http, by_click, ahead = await _calls(browser, url, at.town.slug, desk)
            async with connect(socket, compression=None) as one:
                size = len(await one.recv())
        bare = await _bare(browser, size)
    return [
        Figure(
            "pixel",
            "ms",
            share(by_click, 0.95),
            share(bare, 0.95),
            "a bare page whose button sends as many bytes over a bare websockets server, p95",
            {
                "p50_ms": share(by_click, 0.5),
                "p95_ms": share(by_click, 0.95),
                "http_p50_ms": share(by_http, 0.5),
                "http_p95_ms": share(by_http, 0.95),
                "ceiling_p50_ms": share(bare, 0.5),
                "calls": len(by_click) + len(by_http),
                "screens": SCREENS,
                "waiting": WAITING,
                "clock_ms": ahead,
            },
        )
    ]


async def _desk(at: Ground) -> Desk:
    """Open an office of the town day and night and put somebody at a counter of it."""
    office = await Office.filter(municipality_id=at.town.id, retired_at=None).order_by("id").first()
    if office is None:
        raise RuntimeError("the town has no office")
    await set_week(office.id, [Stretch(weekday, 0, 24 * 60) for weekday in range(7)])
    counter = await Counter.create(
        municipality_id=at.town.id, office_id=office.id, name="Messplatz"
    )
    offered = await ServiceAtOffice.filter(office_id=office.id).order_by("id").first()
    if offered is None:
        raise RuntimeError("the office offers nothing")
    account = await create_account("messung", "Messung", PASSWORD)
    await grant(account, Role.CLERK, at.town.id, office.id)
    secret = (await sign_in("messung", PASSWORD, datetime.now(UTC))).secret
    path = f"/{at.town.slug}/amt/schalter/{counter.id}"
    return Desk(office.id, counter.id, offered.service_id, secret, path)


async def _calls(
    browser: Browser, url: str, town: str, desk: Desk
) -> tuple[list[float], list[float], float]:
    wall = await browser.new_page(viewport={"width": 1920, "height": 1080})
    await wall.goto(f"{url}/{town}/anzeige/{desk.office}")
    ahead = await open_eye(wall)
    for _ in range(WAITING):
        await desk.draw()
    from playwright.async_api import Error

    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{Cookie.SIGN_IN}={desk.secret}",
    }
    async with caller(url) as client:

        async def by_http() -> float:
            began = time() * 1000
            status, _ = await client.send("POST", f"{desk.path}/aufrufe", headers, b"n=1")
            if status != 303:
                raise RuntimeError(f"the call was answered with {status}")
            return began + ahead

        first = await _rounds(wall, desk, by_http)
    workstation = await browser.new_page(viewport={"width": 1280, "height": 720})
    await workstation.context.add_cookies(
        [{"name": str(Cookie.SIGN_IN), "value": desk.secret, "url": url}]
    )
    finger = Finger(workstation)
    await finger.prepare()

    async def by_click() -> float:
        return await finger.press(BUTTON)

    async def ready() -> None:
        # What the last click began goes on, and nobody can tell when: it may be in the way once.
        for _ in range(2):
            with suppress(Error):
                await workstation.goto(url + desk.path)
                return
        await workstation.goto(url + desk.path)

    second = await _rounds(wall, desk, by_click, ready)
    return first, second, ahead


async def _rounds(
    wall: Page,
    desk: Desk,
    act: Callable[[], Awaitable[float]],
    ready: Callable[[], Awaitable[None]] | None = None,
) -> list[float]:
    times = []
    for number in range(CALLS + 3):
        await desk.draw()
        if ready is not None:
            await ready()
        await asyncio.sleep(PAUSE)
        took, shown = await painted_after(wall, act)
        called = await desk.finish()
        if called not in shown:
            raise RuntimeError(f"{called} was called, but {shown} was shown")
        if number >= 3:  # the first ones load what is loaded once
            times.append(took)
    return times


async def _speak(address: str) -> None:
    """Say something again and again, until all screens have heard it."""
    async with connect(address, compression=None) as voice:
        while True:
            await voice.send("{}")
            await voice.recv()
            await asyncio.sleep(0.2)


async def _bare(browser: Browser, size: int) -> list[float]:
    """Time the same between a bare page and itself, by way of a server that only broadcasts."""
    port = free_port()
    async with (
        process(("-m", "api.bench.broadcast", str(port)), port, {}) as url,
        AsyncExitStack() as stack,
    ):
        address = url.replace("http", "ws", 1)
        speaking = asyncio.create_task(_speak(address))
        await stack.enter_async_context(screens(address, SCREENS))
        speaking.cancel()
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        finger = Finger(page)
        await page.set_content(_BARE % (address, "x" * max(0, size - 40)))
        await finger.prepare()
        await open_eye(page)
        times = []
        for number in range(CALLS + 3):
            await asyncio.sleep(PAUSE / 2)
            took, _ = await painted_after(page, lambda: finger.press("button"))
            if number >= 3:
                times.append(took)
        return times
