"""The same outages before a real browser: right within five seconds, and honest meanwhile."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from tests.display.real_time import call, draw, open_day_and_night
from tests.races.crowd import note
from tests.recovery.wire import Wire, a_wire, to_port
from tests.town import Town
from tests.web import RunningServer

pytestmark = pytest.mark.journey

RECOVERY = 5.0
OUTAGE = 2.0
PAST_HONESTY = 33_000
"""Milliseconds after which a page without news must have said so."""


@dataclass
class Hall:
    """A display page on a wall, the wire it hangs on, and the server."""

    town: Town
    server: RunningServer
    wire: Wire
    page: Page

    async def shows(self, *numbers: str, seconds: float = RECOVERY) -> None:
        """Wait until exactly these calls are shown, newest first, as current."""
        rows = self.page.locator("#calls > li .call__number")
        words = [re.compile(rf"^\s*{number[0]}\s*{number[1:]}\s*$") for number in numbers]
        await expect(rows).to_have_text(words, timeout=seconds * 1000)
        await expect(self.page.locator("#stale")).to_be_hidden(timeout=seconds * 1000)

    async def right_again(self, what: str) -> None:
        """Check that the page is right within five seconds, and tell after how many."""
        begun = monotonic()
        await self.shows("B002", "B001", seconds=30)
        seconds = monotonic() - begun
        note(f"{what}: Chromium right again after {seconds:.2f} s")
        assert seconds < RECOVERY

    def freeze(self, number: signal.Signals) -> None:
        """Stop the server's process, or let it go on."""
        if self.server.process is not None:
            self.server.process.send_signal(number)


@asynccontextmanager
async def a_hall(
    chromium: Browser, town: Town, server: RunningServer, *, clock: bool = False
) -> AsyncIterator[Hall]:
    """Open the Rathaus' display through a wire; somebody is called. `clock`: a page's of its own,
    which the test can move."""
    install(say=lambda _: None)
    await open_day_and_night(town)
    for _ in range(2):
        await draw(town)
    await call(town, "1")
    async with a_wire(to_port(lambda: server.port)) as wire:
        page = await (await chromium.new_context()).new_page()
        if clock:
            await page.clock.install()
        office = town.offices["rathaus"].id
        await page.goto(f"http://127.0.0.1:{wire.port}/{town.municipality.slug}/anzeige/{office}")
        hall = Hall(town, server, wire, page)
        await hall.shows("B001", seconds=15)
        await expect(page.locator(".waiting").first).to_have_text("1")
        yield hall
        await page.context.close()


Act = Callable[[Hall], Awaitable[None]]


async def kill(hall: Hall) -> None:
    await hall.server.kill()


async def start(hall: Hall) -> None:
    await hall.server.start()


async def cut(hall: Hall) -> None:
    hall.wire.bar()
    hall.wire.cut()


async def freeze(hall: Hall) -> None:
    hall.wire.freeze()


async def forget(hall: Hall) -> None:
    hall.wire.bar()
    hall.wire.forget()


async def mend(hall: Hall) -> None:
    hall.wire.bar(barred=False)
    hall.wire.thaw()


async def stop(hall: Hall) -> None:
    hall.freeze(signal.SIGSTOP)


async def go_on(hall: Hall) -> None:
    hall.freeze(signal.SIGCONT)


OUTAGES: dict[str, tuple[Act, Act]] = {
    "server killed and started again": (kill, start),
    "line cut": (cut, mend),
    "line frozen": (freeze, mend),
    "half-open line": (forget, mend),
    "server frozen": (stop, go_on),
}


@pytest.mark.parametrize("what", OUTAGES)
async def test_a_page_is_right_within_five_seconds(
    chromium: Browser, town: Town, running_server: RunningServer, what: str
) -> None:
    begin, end = OUTAGES[what]
    async with a_hall(chromium, town, running_server) as hall:
        await begin(hall)
        await call(town, "2")
        await asyncio.sleep(OUTAGE)
        await end(hall)
        await hall.right_again(what)


async def test_a_line_that_dies_while_the_network_stays(
    chromium: Browser, town: Town, running_server: RunningServer
) -> None:
    async with a_hall(chromium, town, running_server) as hall:
        hall.wire.forget()
        await call(town, "2")
        await hall.right_again("half-open line, network never away")


async def test_a_page_says_since_when_it_is_not_current(
    chromium: Browser, town: Town, running_server: RunningServer
) -> None:
    async with a_hall(chromium, town, running_server, clock=True) as hall:
        stale = hall.page.locator("#stale")
        await hall.server.kill()
        await call(town, "2")
        await expect(stale).to_be_hidden()
        await hall.page.clock.fast_forward(PAST_HONESTY)
        await expect(stale).to_be_visible()
        await expect(stale).to_contain_text(re.compile(r"Nicht aktuell seit \d\d:\d\d"))
        await expect(hall.page.locator("#calls > li .call__number")).to_have_count(1)
        await hall.server.start()
        await hall.right_again("server away until the page said so")
