"""Watching a feed without a network: all messages of one watcher, in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from display.feed import Feed


class Gone(Exception):
    """The watcher was sent away."""


@dataclass
class Screen:
    """Somebody who watches: all messages, in order."""

    messages: asyncio.Queue[dict[str, Any] | None] = field(default_factory=asyncio.Queue)

    async def next_board(self, seconds: float = 20) -> dict[str, Any]:
        """The next message that is a board."""
        async with asyncio.timeout(seconds):
            while True:
                message = await self.messages.get()
                if message is None:
                    raise Gone
                if "seq" in message:
                    return message

    async def board_with(self, number: str, seconds: float = 20) -> dict[str, Any]:
        """The first board on which the number is called."""
        async with asyncio.timeout(seconds):
            while True:
                board = await self.next_board(seconds)
                if number in [call["number"] for call in board["calls"]]:
                    return board

    async def until_silent(self) -> None:
        """Read until nothing comes for a while: no board and no heartbeat."""
        async with asyncio.timeout(10):
            with contextlib.suppress(TimeoutError):
                while True:
                    await asyncio.wait_for(self.messages.get(), 1.5)


@contextlib.asynccontextmanager
async def watching(feed: Feed, office: int) -> AsyncIterator[Screen]:
    """Watch an office's board."""
    screen = Screen()

    async def read() -> None:
        async with aclosing(feed.follow(office)) as messages:
            async for message in messages:
                screen.messages.put_nowait(json.loads(message))
        screen.messages.put_nowait(None)

    task = asyncio.create_task(read())
    try:
        yield screen
    finally:
        await cancel(task)


async def cancel(task: asyncio.Task[Any]) -> None:
    """End a task and wait until it has ended."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
