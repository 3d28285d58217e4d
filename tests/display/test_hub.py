"""The hub: whole boards, latest wins, and no sign of life without proof."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from display import hub as hub_module
from display.board import Board
from display.hub import Hub
from tests.display.events import EMPTY, NINE, OFFICE

BERLIN = ZoneInfo("Europe/Berlin")


def board(seq: int) -> Board:
    return replace(EMPTY, seq=seq)


@pytest.fixture
def hub() -> Hub:
    made = Hub(lambda: NINE, heartbeat=0.05)
    made.show(board(1), BERLIN)
    made.confirm()
    return made


async def read(messages: AsyncGenerator[str]) -> dict[str, Any]:
    async with asyncio.timeout(20):
        found: dict[str, Any] = json.loads(await anext(messages))
        return found


async def test_who_joins_gets_the_present_board_at_once(hub: Hub) -> None:
    async with aclosing(hub.follow(OFFICE)) as messages:
        assert (await read(messages))["seq"] == 1


async def test_a_change_right_after_joining_is_not_missed(hub: Hub) -> None:
    async with aclosing(hub.follow(OFFICE)) as messages:
        await read(messages)
        hub.show(board(2), BERLIN)
        assert (await read(messages))["seq"] == 2


async def test_a_slow_watcher_skips_to_the_latest(hub: Hub) -> None:
    async with aclosing(hub.follow(OFFICE)) as messages:
        await read(messages)
        for seq in range(2, 50):
            hub.show(board(seq), BERLIN)
        assert (await read(messages))["seq"] == 49


async def test_a_watcher_that_never_takes_its_message_holds_up_nobody(hub: Hub) -> None:
    async with aclosing(hub.follow(OFFICE)) as stuck, aclosing(hub.follow(OFFICE)) as quick:
        await read(stuck)
        await read(quick)
        for seq in range(2, 20):
            hub.show(board(seq), BERLIN)
            assert (await read(quick))["seq"] == seq
        assert (await read(stuck))["seq"] == 19


async def test_silence_is_broken_by_heartbeats(hub: Hub) -> None:
    async with aclosing(hub.follow(OFFICE)) as messages:
        await read(messages)
        assert await read(messages) == {
            "type": "heartbeat",
            "time": "2026-11-24T09:00:00.000+01:00",
            "board": {"date": "2026-11-24", "seq": 1},
        }


async def test_a_board_shown_again_unchanged_is_not_sent_again(hub: Hub) -> None:
    async with aclosing(hub.follow(OFFICE)) as messages:
        await read(messages)
        hub.show(board(1), BERLIN)
        assert (await read(messages)).get("type") == "heartbeat"


async def test_nothing_is_sent_while_the_boards_may_be_old(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with aclosing(hub.follow(OFFICE)) as messages:
        await read(messages)
        monkeypatch.setattr(hub_module, "TRUSTED", 0.0)
        waiting = asyncio.ensure_future(anext(messages))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        hub._heartbeat = 60.0
        await asyncio.sleep(0.2)  # from now on it rests so long, unless it is woken
        monkeypatch.undo()
        hub._confirmed_at = None
        hub.confirm()
        async with asyncio.timeout(20):  # sooner than the next heartbeat
            assert json.loads(await waiting)["type"] == "heartbeat"


async def test_who_joins_while_the_boards_may_be_old_gets_none(hub: Hub) -> None:
    hub._confirmed_at = None
    async with aclosing(hub.follow(OFFICE)) as messages:
        waiting = asyncio.ensure_future(anext(messages))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        hub.confirm()
        async with asyncio.timeout(20):
            assert json.loads(await waiting)["seq"] == 1


async def test_an_ended_office_sends_its_watchers_away(hub: Hub) -> None:
    async with aclosing(hub.follow(OFFICE)) as messages:
        await read(messages)
        hub.end(OFFICE)
        with pytest.raises(StopAsyncIteration):
            await anext(messages)
    assert hub.board(OFFICE) is None


async def test_who_goes_is_forgotten(hub: Hub) -> None:
    async with aclosing(hub.follow(OFFICE)) as messages:
        await read(messages)
        assert hub.watchers(OFFICE) == 1
    assert hub.watchers(OFFICE) == 0


async def test_two_thousand_watchers_get_a_change_quickly(hub: Hub) -> None:
    calm = Hub(lambda: NINE)
    calm.show(board(1), BERLIN)
    calm.confirm()
    got = 0

    async def watch() -> None:
        nonlocal got
        async with aclosing(calm.follow(OFFICE)) as messages:
            async for message in messages:
                if json.loads(message)["seq"] == 2:
                    got += 1
                    return

    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        for _ in range(2000):
            tasks.create_task(watch())
        await asyncio.sleep(0)  # all have joined, none has slept
        assert calm.watchers(OFFICE) == 2000
        calm.show(board(2), BERLIN)
    assert got == 2000
