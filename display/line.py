"""A screen's line to the server: opened again and again, for ever."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from random import random
from time import monotonic

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from display.watch import HANDSHAKE, SILENT, SetBack, Watch
from display.wire import NotABoard, read_message

TICK = 0.25
"""Seconds between two looks at whether the line is dead."""
LARGEST = 256 * 1024
"""Bytes a message may have."""
_LEAVING = 0.2
"""Seconds to take leave of a server; a dead line would keep us for long."""

TROUBLES = (OSError, TimeoutError, WebSocketException, NotABoard)


class NoBoard(Exception):
    """The server answers, but there is no board at this address; `status` is its answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


async def follow(
    address: str,
    watch: Watch,
    *,
    now: Callable[[], float] = monotonic,
    chance: Callable[[], float] = random,
) -> AsyncGenerator[bool]:
    """Keep `watch` right; yield after every message whether the board shown is another one.

    Goes on through any outage, since a screen has nobody who would start it again.

    Raises:
        NoBoard: the first thing the server says is that there is none here.
    """
    while True:
        try:
            async with (
                _line(address) as line,
                contextlib.aclosing(_messages(line, watch, now)) as messages,
            ):
                async for changed in messages:
                    yield changed
        except InvalidStatus as refused:
            status = refused.response.status_code
            if status == 404 and watch.heard_at is None:
                raise NoBoard(status) from refused
        except (SetBack, *TROUBLES):
            pass
        await asyncio.sleep(watch.pause(chance()))


def _line(address: str) -> connect:
    return connect(
        address,
        open_timeout=HANDSHAKE,
        close_timeout=_LEAVING,
        ping_interval=None,  # the server's heartbeats say more: that the board is current
        compression=None,
        max_size=LARGEST,
    )


async def _messages(
    line: ClientConnection, watch: Watch, now: Callable[[], float]
) -> AsyncGenerator[bool]:
    opened = now()
    while True:
        try:
            async with asyncio.timeout(TICK):
                said = await line.recv()
        except TimeoutError:
            if watch.is_silent(opened, now()):
                raise TimeoutError(f"nothing for {SILENT:g} s") from None
            continue
        yield watch.hear(read_message(said), now())
