"""How soon every screen of a waiting room shows a change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from time import perf_counter

from websockets.asyncio.client import ClientConnection, connect

from api.bench.figures import Figure, share
from api.bench.ground import Ground, free_port, process
from api.boards import today_at
from termin.events import WaitChanged
from termin.officeday import locked
from termin.offices import Office

SCREENS = 200
ROUNDS = 20
PAUSE = 0.1


async def board(at: Ground) -> list[Figure]:
    """Let 200 screens watch one office, change its board, and time the last screen to show it."""
    office = await Office.filter(municipality_id=at.town.id, retired_at=None).order_by("id").first()
    if office is None:
        raise RuntimeError("the town has no office")
    today = await today_at(office.id, datetime.now(UTC))
    size = 0

    async def change(number: int) -> str:
        now = datetime.now(UTC)
        async with locked(today.office_day) as (day,):
            seq = await day.record(WaitChanged(low=number, high=number + 5), now)
        return f'"seq":{seq},'

    async with at.server() as url:
        address = f"{url.replace('http', 'ws', 1)}/api/v1/offices/{office.id}/board"
        async with connect(address, compression=None) as one:
            size = len(await one.recv())
        times = await _watched(address, change)
    ceiling = await _bare(size)
    return [
        Figure(
            "board",
            "ms",
            share(times, 0.5) * 1000,
            share(ceiling, 0.5) * 1000,
            "a bare websockets server that broadcasts as many bytes, without a database",
            {
                "p99_ms": share(times, 0.99) * 1000,
                "ceiling_p99_ms": share(ceiling, 0.99) * 1000,
                "screens": SCREENS,
                "rounds": ROUNDS,
                "bytes": size,
            },
        )
    ]


async def _bare(size: int) -> list[float]:
    port = free_port()
    async with process(("-m", "api.bench.broadcast", str(port)), port, {}) as url:
        address = url.replace("http", "ws", 1)
        async with connect(address, compression=None) as caller:

            async def change(number: int) -> str:
                text = json.dumps({"round": number, "padding": "x" * (size - 30)})
                await caller.send(text)
                return f'"round": {number},'

            return await _watched(address, change)


async def _watched(address: str, change: Callable[[int], Awaitable[str]]) -> list[float]:
    """Return for each round the seconds from the change to the last screen that shows it."""
    async with AsyncExitStack() as stack:
        screens: list[ClientConnection] = []
        for _ in range(SCREENS):
            one = connect(address, compression=None, ping_interval=None)
            screens.append(await stack.enter_async_context(one))
        times = []
        for number in range(1, ROUNDS + 1):
            marks: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            waiting = [asyncio.create_task(_until(screen, marks)) for screen in screens]
            await asyncio.sleep(PAUSE)
            begun = perf_counter()
            marks.set_result(await change(number))
            times.append(max(await asyncio.gather(*waiting)) - begun)
        return times


async def _until(screen: ClientConnection, mark: asyncio.Future[str]) -> float:
    """Read until the mark is shown; return when it came."""
    while True:
        text = await screen.recv()
        came = perf_counter()
        if await mark in str(text):
            return came
