"""Sockets of screens that misbehave, and many of them: nobody else suffers, and nothing is left."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from api.boards import today_at
from api.server import DEAF, _bound
from termin.events import WaitChanged
from termin.officeday import locked
from tests.display.real_time import draw, open_day_and_night
from tests.town import Town
from tests.web import RunningServer, a_line

JOINS = 1000
AT_ONCE = 50


@pytest.fixture
async def address(town: Town, running_server: RunningServer) -> str:
    """The address of the Rathaus' board on a real server."""
    await open_day_and_night(town)
    path = f"/api/v1/offices/{town.offices['rathaus'].id}/board"
    return running_server.url.replace("http", "ws", 1) + path


@asynccontextmanager
async def a_screen(address: str) -> AsyncIterator[ClientConnection]:
    """Watch, and have the first board."""
    async with connect(address, compression=None, ping_interval=None, close_timeout=2) as line:
        await line.recv()
        yield line


async def change(town: Town, number: int) -> None:
    """Change the board."""
    now = datetime.now(UTC)
    today = await today_at(town.offices["rathaus"].id, now)
    async with locked(today.office_day) as (day,):
        await day.record(WaitChanged(number, number + 5), now)


async def shown(line: ClientConnection, number: int, seconds: float = 20) -> float:
    """Wait for the board with this wait; return the seconds it took."""
    begun = monotonic()
    async with asyncio.timeout(seconds):
        while True:
            said = json.loads(await line.recv())
            if said.get("wait") and said["wait"]["low"] == number:
                return monotonic() - begun


async def close_code(line: ClientConnection) -> int:
    """Wait until the other end closes; return why."""
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await line.recv()
    return line.close_code or 0


async def test_a_server_that_stops_says_that_it_comes_back(
    address: str, running_server: RunningServer
) -> None:
    async with a_screen(address) as line:
        await running_server.stop()
        assert await close_code(line) == 1012


async def test_a_frame_too_long_ends_the_socket_that_sent_it(town: Town, address: str) -> None:
    async with a_screen(address) as line, a_screen(address) as other:
        await line.send("x" * 5000)
        assert await close_code(line) == 1009
        await change(town, 7)
        await shown(other, 7)


async def test_who_talks_without_end_holds_up_nobody(town: Town, address: str) -> None:
    async with a_screen(address) as noisy, a_screen(address) as other:

        async def talk() -> None:
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await noisy.send("x" * 4000)

        talking = asyncio.create_task(talk())
        try:
            for number in range(5):
                await change(town, number)
                assert await shown(other, number) < 2
        finally:
            talking.cancel()
            noisy.transport.abort()


async def test_who_never_reads_holds_up_nobody(town: Town, address: str) -> None:
    deaf = [await _deaf(address) for _ in range(10)]
    try:
        async with a_screen(address) as other:
            for number in range(50):
                await change(town, number)
                assert await shown(other, number) < 2
    finally:
        for one in deaf:
            one.close()


async def _deaf(address: str) -> sockets.socket:
    """Join, with a small ear, and never read."""
    host, _, path = address.removeprefix("ws://").partition("/")
    name, _, port = host.partition(":")
    ear = sockets.socket()
    ear.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    ear.setblocking(False)  # noqa: FBT003  # the standard library's way
    loop = asyncio.get_running_loop()
    await loop.sock_connect(ear, (name, int(port)))
    request = (
        f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await loop.sock_sendall(ear, request.encode())
    return ear


def test_what_takes_nothing_is_cut_by_the_system() -> None:
    if not hasattr(sockets, "TCP_USER_TIMEOUT"):
        pytest.skip("this system has no such rule")
    with _bound("127.0.0.1", 0) as listener, sockets.socket() as caller:
        caller.connect(listener.getsockname())
        listener.setblocking(True)  # noqa: FBT003  # the standard library's way
        accepted, _ = listener.accept()
        with accepted:
            after = accepted.getsockopt(sockets.IPPROTO_TCP, sockets.TCP_USER_TIMEOUT)
    assert after == DEAF * 1000


async def test_a_thousand_joins_and_leaves_leave_nothing(
    town: Town, address: str, running_server: RunningServer
) -> None:
    await draw(town)
    await _join(address, 300)  # what is made once is made now
    before = _memory(running_server)
    for _ in range(JOINS // AT_ONCE):
        await _join(address, AT_ONCE)
    await _no_screens(running_server)
    grown = _memory(running_server) - before
    assert grown < 8 * 1024, f"{grown} kB more after {JOINS} screens came and went"


async def test_the_screens_are_counted(address: str, running_server: RunningServer) -> None:
    assert await _screens(running_server) == 0
    async with a_screen(address), a_screen(address):
        assert await _screens(running_server) == 2


async def _join(address: str, many: int) -> None:
    async def once() -> None:
        async with a_screen(address):
            pass

    for start in range(0, many, AT_ONCE):
        await asyncio.gather(*(once() for _ in range(min(AT_ONCE, many - start))))


async def _no_screens(server: RunningServer) -> None:
    for _ in range(200):
        if await _screens(server) == 0:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("screens that left are still counted")


async def _screens(server: RunningServer) -> int:
    async with a_line(server.url) as client:
        text = (await client.get("/metrics")).text
    found = re.search(r"^termin_screens (\d+)$", text, re.MULTILINE)
    assert found
    return int(found[1])


def _memory(server: RunningServer) -> int:
    """Return the kilobytes that the server's process has in memory."""
    if server.process is None:
        raise RuntimeError("the server was not started")
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.exists():
        pytest.skip("this system does not tell")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    assert found
    return int(found[1])
