"""The board of a waiting room in a real browser: live, honest, legible, and without script too."""

from __future__ import annotations

import asyncio
import contextlib
import json
from itertools import product
from typing import Any

import httpx
import pytest
from playwright.async_api import (
    Browser,
    Error,
    Page,
    Route,
    WebSocketRoute,
    expect,
)

from api.assets import install
from api.display.picture import SILENT
from display.hub import HEARTBEAT as HEARTBEAT_SECONDS
from tests.display.real_time import call, draw, open_day_and_night
from tests.journeys.citizens import PATIENCE, judged, too_wide
from tests.journeys.walls import stop_time
from tests.town import Town
from tests.web import HERE, RunningServer

pytestmark = pytest.mark.journey

LANDSCAPE, PORTRAIT, PHONE = (1920, 1080), (1080, 1920), (320, 640)
DAY = "2026-11-24"


@pytest.fixture
async def board(town: Town, running_server: RunningServer) -> str:
    """The address of the Rathaus' board on a real server."""
    install(say=lambda _: None)
    await open_day_and_night(town)
    office = town.offices["rathaus"].id
    return f"{running_server.url}/{town.municipality.slug}/anzeige/{office}"


async def opened(
    chromium: Browser,
    address: str,
    size: tuple[int, int] = LANDSCAPE,
    *,
    script: bool = True,
    still: bool = False,
) -> Page:
    """Open the board."""
    context = await chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=script,
        reduced_motion="reduce" if still else "no-preference",
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 200
    return page


async def rows(page: Page) -> list[str]:
    """The rows as people read them."""
    texts = await page.locator("#calls .call").all_text_contents()
    return [" ".join(text.split()) for text in texts]


async def test_a_call_is_seen_at_once_and_stands_out_for_three_seconds(
    chromium: Browser, town: Town, board: str
) -> None:
    page = await opened(chromium, board)
    await expect(page.get_by_text("Ihre Nummer erscheint hier.")).to_be_visible()
    await draw(town)
    await draw(town)
    await expect(page.locator("#waiting")).to_have_text("2")
    await call(town, "2")
    await expect(page.locator("#calls .call--new")).to_have_count(1, timeout=1_500)
    assert await rows(page) == ["B 001 2"]
    await call(town, "3")
    await expect(page.locator("#calls .call")).to_have_count(2)
    assert await rows(page) == ["B 002 3", "B 001 2"]
    await expect(page.locator("#waiting")).to_have_text("0")
    await expect(page.locator("#calls .call--new")).to_have_count(0, timeout=4_000)


async def test_nothing_flashes_for_those_who_want_no_motion(
    chromium: Browser, town: Town, board: str
) -> None:
    page = await opened(chromium, board, still=True)
    await draw(town)
    await expect(page.locator("#waiting")).to_have_text("1")
    before = await ground_of(page, ".board")
    await call(town, "2")
    new = page.locator("#calls .call--new")
    await expect(new).to_have_count(1)
    assert await ground_of(page, ".call--new") in {before, "rgba(0, 0, 0, 0)"}


async def ground_of(page: Page, selector: str) -> str:
    colour: str = await page.locator(selector).first.evaluate(
        "element => getComputedStyle(element).backgroundColor"
    )
    return colour


async def test_the_board_is_right_again_after_a_restart(
    chromium: Browser, town: Town, board: str, running_server: RunningServer
) -> None:
    page = await opened(chromium, board)
    await draw(town)
    await draw(town)
    await call(town, "1")
    await expect(page.locator("#calls .call")).to_have_count(1)
    await running_server.kill()
    await call(town, "2")
    await asyncio.sleep(1)
    assert await rows(page) == ["B 001 1"]
    await expect(page.locator("#stale")).to_be_hidden()
    await running_server.start()
    await expect(page.locator("#calls .call")).to_have_count(2, timeout=5_000)
    assert await rows(page) == ["B 002 2", "B 001 1"]
    await expect(page.locator("#stale")).to_be_hidden()


async def test_without_script_the_page_shows_the_same_and_loads_itself_anew(
    chromium: Browser, town: Town, board: str
) -> None:
    for _ in range(8):
        await draw(town)
    for counter in ("1", "2", "3"):
        await call(town, counter)
    plain = await opened(chromium, board, script=False)
    live = await opened(chromium, board)
    await expect(live.locator("#calls .call")).to_have_count(3)
    assert await rows(plain) == await rows(live) == ["B 003 3", "B 002 2", "B 001 1"]
    for part in ("#calls", "#wait", "#waiting", "#date"):
        await become_alike(plain, live, part)
    refresh = plain.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]")
    assert await refresh.first.get_attribute("content") == "5"


async def become_alike(plain: Page, live: Page, part: str) -> None:
    """Each has its own moment to look again: compare until both have."""
    for _ in range(100):
        here, there = await markup(plain, part), await markup(live, part)
        if here == there != "":
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"{here} is not {there}")


async def markup(page: Page, selector: str) -> str:
    """An element as text, without blanks between tags."""
    text = ""
    with contextlib.suppress(Error):  # the page that loads itself anew was just doing so
        text = await page.locator(selector).evaluate("element => element.outerHTML")
    return "".join(str(text).replace("> ", ">").replace(" <", "<").split())


async def test_everybody_can_read_it(chromium: Browser, town: Town, board: str) -> None:
    for _ in range(4):
        await draw(town)
    for counter in ("1", "2", "3"):
        await call(town, counter)
    for size, ground in product((LANDSCAPE, PORTRAIT, PHONE), ("dunkel", "hell")):
        page = await opened(chromium, f"{board}?grund={ground}", size)
        await expect(page.locator("#calls .call")).to_have_count(3)
        assert await judged(page) == [], (size, ground)
        assert not await too_wide(page), (size, ground)
        await page.context.close()


# What the script does with what comes over the line; the test plays the server's part.


def message(seq: int, *calls: tuple[str, str], date: str = DAY) -> dict[str, Any]:
    """A board as it comes over the line."""
    return {
        "office": "1",
        "date": date,
        "seq": seq,
        "time": f"{date}T10:42:07.000+01:00",
        "calls": [
            {
                "number": number,
                "counter": counter,
                "room": "",
                "since": f"{date}T10:41:00.000+01:00",
                "times": 1,
            }
            for number, counter in calls
        ],
        "waiting": seq,
        "wait": {"low": 10, "high": 20},
    }


HEARTBEAT = {"type": "heartbeat", "time": f"{DAY}T10:43:00.000+01:00"}


class Line:
    """The server's end of the page's sockets, opened one after the other."""

    def __init__(self) -> None:
        self.sockets: list[WebSocketRoute] = []
        self._came = asyncio.Event()

    def opened(self, socket: WebSocketRoute) -> None:
        """Take a new socket."""
        self.sockets.append(socket)
        self._came.set()

    async def come(self) -> None:
        """Wait for the next socket."""
        async with asyncio.timeout(15):
            await self._came.wait()
        self._came.clear()

    def send(self, said: dict[str, Any]) -> None:
        """Say something on the newest socket."""
        self.sockets[-1].send(json.dumps(said))


@pytest.fixture
async def line(chromium: Browser, town: Town, client: httpx.AsyncClient) -> tuple[Page, Line]:
    """A page whose socket the test holds, and whose clock it moves; the rest is the application."""
    install(say=lambda _: None)
    context = await chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = await context.new_page()

    async def answer(route: Route) -> None:
        if client.is_closed:  # the test is over, the screen does not know
            await route.abort()
            return
        told = await client.get(route.request.url)
        await route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)

    held = Line()
    await page.route("**/*", answer)
    await page.route_web_socket("**/board", held.opened)
    await stop_time(page)
    await page.goto(f"{HERE}/{town.municipality.slug}/anzeige/{town.offices['rathaus'].id}")
    await held.come()
    return page, held


async def test_boards_are_ordered_by_date_and_number(line: tuple[Page, Line]) -> None:
    page, held = line
    waiting = page.locator("#waiting")
    held.send(message(5))
    await expect(waiting).to_have_text("5")
    held.send(message(4))
    held.send(HEARTBEAT)
    await expect(page.locator("#clock")).to_have_text("10:43")
    await expect(waiting).to_have_text("5")
    held.send(message(1, date="2026-11-25"))
    await expect(waiting).to_have_text("1")
    await expect(page.locator("#date")).to_have_text("Mittwoch, 25. November 2026")
    held.send(message(9))
    held.send({**HEARTBEAT, "time": "2026-11-25T00:01:00.000+01:00"})
    await expect(page.locator("#clock")).to_have_text("00:01")
    await expect(waiting).to_have_text("1")


async def test_after_thirty_seconds_of_silence_it_says_since_when(
    line: tuple[Page, Line],
) -> None:
    page, held = line
    held.send(message(5, ("B001", "4")))
    stale = page.locator("#stale")
    await expect(page.locator("#waiting")).to_have_text("5")
    await page.clock.run_for(29_000)
    await expect(stale).to_be_hidden()
    await page.clock.run_for(3_000)
    await expect(stale).to_be_visible()
    await expect(stale).to_contain_text("Nicht aktuell seit 10:42")
    await expect(stale).to_contain_text("Not up to date since 10:42")
    assert await rows(page) == ["B 001 4"]
    await page.clock.resume()  # axe needs some
    assert await judged(page) == []
    for _ in range(100):  # it looks for a new line meanwhile; on whichever it has by now
        held.send(HEARTBEAT)
        if await stale.is_hidden():
            return
        await asyncio.sleep(0.2)
    pytest.fail("a heartbeat does not make it current")


async def test_a_dead_line_is_left_for_a_new_one(line: tuple[Page, Line]) -> None:
    page, held = line
    held.send(message(5))
    await expect(page.locator("#waiting")).to_have_text("5")
    await page.clock.run_for(int(1000 * SILENT) - 1_000)
    assert len(held.sockets) == 1
    await page.clock.run_for(6_000)
    await held.come()
    held.send(message(6))
    await expect(page.locator("#waiting")).to_have_text("6")


async def test_heartbeats_keep_the_line_and_change_nothing(line: tuple[Page, Line]) -> None:
    page, held = line
    held.send(message(5, ("B001", "4")))
    for _ in range(20):
        await page.clock.run_for(int(1000 * HEARTBEAT_SECONDS))
        held.send(HEARTBEAT)
        await expect(page.locator("#clock")).to_have_text("10:43")
    assert len(held.sockets) == 1
    assert await rows(page) == ["B 001 4"]
    await expect(page.locator("#stale")).to_be_hidden()


async def test_more_calls_than_rows_take_turns_below_the_newest(line: tuple[Page, Line]) -> None:
    page, held = line
    held.send(message(5, *((f"B{n:03d}", str(n)) for n in range(9, 0, -1))))
    await expect(page.locator("#calls .call")).to_have_count(6)
    assert await rows(page) == [f"B {n:03d} {n}" for n in (9, 8, 7, 6, 5, 4)]
    await page.clock.run_for(8_500)
    assert await rows(page) == [f"B {n:03d} {n}" for n in (9, 3, 2, 1)]
    await page.clock.run_for(8_500)
    assert await rows(page) == [f"B {n:03d} {n}" for n in (9, 8, 7, 6, 5, 4)]


async def test_a_call_repeated_stands_out_again(line: tuple[Page, Line]) -> None:
    page, held = line
    held.send(message(5, ("B001", "4")))
    await expect(page.locator("#calls .call")).to_have_count(1)
    again = message(6, ("B001", "4"))
    again["calls"][0]["since"] = f"{DAY}T10:45:00.000+01:00"
    held.send(again)
    await expect(page.locator("#calls .call--new")).to_have_count(1)
    await page.clock.run_for(3_100)
    await expect(page.locator("#calls .call--new")).to_have_count(0)


async def test_numbers_are_large_enough(line: tuple[Page, Line]) -> None:
    """The newest takes between an eighth and a third of the height; the others a tenth or more."""
    page, held = line
    for count in range(1, 7):
        held.send(message(count, *((f"B{n:03d}", str(n)) for n in range(count, 0, -1))))
        await expect(page.locator("#calls .call")).to_have_count(count)
        sizes = await page.locator(".call__digits").evaluate_all(
            "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
        )
        # The height of Fira Sans' figures is 0.69 of its size.
        newest, *others = (0.69 * size / 1080 for size in sizes)
        assert 1 / 8 <= newest <= 1 / 3
        assert all(1 / 11 <= other <= newest for other in others)
        boxes = await page.locator(".call__number").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height / innerHeight)"
        )
        assert all(1 / 8 <= box <= 1 / 3 for box in boxes)
        lowest = await page.locator("#calls .call").last.evaluate(
            "element => element.getBoundingClientRect().bottom"
        )
        assert lowest <= 1080
