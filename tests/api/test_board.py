"""The board for programs: once, and live over a real socket of a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.display.real_time import call, draw, open_day_and_night
from tests.town import Town
from tests.web import RunningServer, ServerStarter


@pytest.fixture
async def open_town(town: Town) -> Town:
    """The town, open day and night, since a real server lives by the real clock."""
    await open_day_and_night(town)
    return town


def path(town: Town, office: str = "rathaus") -> str:
    return f"/api/v1/offices/{town.offices[office].id}/board"


@asynccontextmanager
async def socket(server: RunningServer, address: str) -> AsyncIterator[ClientConnection]:
    async with connect(server.url.replace("http", "ws") + address, close_timeout=2) as opened:
        yield opened


async def board(opened: ClientConnection) -> dict[str, Any]:
    """The next board that comes."""
    async with asyncio.timeout(20):
        while True:
            message: dict[str, Any] = json.loads(await opened.recv())
            if "seq" in message:
                return message


async def until_closed(opened: ClientConnection) -> None:
    """Read until the other end closes; fail if it does not."""
    async with asyncio.timeout(20):
        with suppress(ConnectionClosed):
            while True:
                await opened.recv()


async def test_a_board_is_told_to_anybody(client: httpx.AsyncClient, open_town: Town) -> None:
    await draw(open_town)
    await draw(open_town)
    await call(open_town, "2")
    answer = await client.get(path(open_town))
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    told = answer.json()
    assert sorted(told) == ["calls", "date", "office", "seq", "time", "wait", "waiting"]
    assert [(one["number"], one["counter"]) for one in told["calls"]] == [("B001", "2")]
    assert told["waiting"] == 1
    assert told["wait"]["low"] <= told["wait"]["high"]


@pytest.mark.parametrize("office", ["0", "999999", "x", "99999999999999999999"])
async def test_an_unknown_office_has_no_board(
    client: httpx.AsyncClient, open_town: Town, office: str
) -> None:
    answer = await client.get(f"/api/v1/offices/{office}/board")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_board_that_is_not_public_is_not_found(
    client: httpx.AsyncClient, open_town: Town
) -> None:
    rathaus = open_town.offices["rathaus"]
    rathaus.public = False
    await rathaus.save()
    assert (await client.get(path(open_town))).status_code == 404
    assert (await client.get(path(open_town, "nord"))).status_code == 200


async def test_a_call_comes_over_the_socket(open_town: Town, running_server: RunningServer) -> None:
    await draw(open_town)
    async with socket(running_server, path(open_town)) as opened:
        assert (await board(opened))["waiting"] == 1
        await opened.send("whatever a screen says is passed over")
        await call(open_town, "3")
        shown = await board(opened)
        while not shown["calls"]:
            shown = await board(opened)
        assert [(one["number"], one["counter"]) for one in shown["calls"]] == [("B001", "3")]


async def test_two_servers_show_the_same(open_town: Town, running_servers: ServerStarter) -> None:
    first, second = [await running_servers() for _ in range(2)]
    await draw(open_town)
    async with socket(first, path(open_town)) as one, socket(second, path(open_town)) as other:
        await board(one)
        await board(other)
        await call(open_town, "1")
        for opened in (one, other):
            while not (await board(opened))["calls"]:
                pass


async def test_a_killed_server_gives_the_same_board_when_it_is_back(
    open_town: Town, running_server: RunningServer
) -> None:
    await draw(open_town)
    async with socket(running_server, path(open_town)) as opened:
        before = await board(opened)
        await running_server.kill()
        await until_closed(opened)
    await call(open_town, "1")
    await running_server.start()
    async with socket(running_server, path(open_town)) as opened:
        after = await board(opened)
    assert (after["date"], after["seq"]) > (before["date"], before["seq"])
    assert [one["number"] for one in after["calls"]] == ["B001"]


async def test_a_stopped_server_lets_its_screens_go(
    open_town: Town, running_server: RunningServer
) -> None:
    async with socket(running_server, path(open_town)) as opened:
        await board(opened)
        assert await running_server.stop() == 0
        await until_closed(opened)


async def test_an_unknown_office_refuses_the_socket(
    open_town: Town, running_server: RunningServer
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket(running_server, "/api/v1/offices/999999/board"):
            pass
    assert refused.value.response.status_code == 404
