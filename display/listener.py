"""Hearing at once that a day changed: one LISTEN connection per process, outside the pool."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Never

import asyncpg

from termin.journal import CHANNEL

PROBE = 15.0
"""Seconds of silence after which the connection is tried, since a dead one makes no noise."""
LONGEST_PAUSE = 5.0

_log = logging.getLogger(__name__)

Heard = Callable[[int | None], None]
"""Called with the office day that changed, or None when anything may have been missed."""


async def listen(connect: Callable[[], Awaitable[Any]], heard: Heard) -> Never:
    """Call `heard` for every change of today's days, for ever; reconnect after any failure.

    `connect` opens an asyncpg connection. Whoever calls this polls as well: it makes things
    faster, not right.
    """
    pause = 0.1
    while True:
        try:
            await _listen_once(connect, heard)
            pause = 0.1
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.info("listening failed: %s", type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _listen_once(connect: Callable[[], Awaitable[Any]], heard: Heard) -> None:
    async with asyncio.timeout(PROBE):
        connection = await connect()
    closed = asyncio.Event()
    connection.add_termination_listener(lambda _: closed.set())
    try:
        await connection.add_listener(CHANNEL, lambda *said: heard(_day(said[-1])))
        heard(None)
        while not closed.is_set():
            await _probe(connection, closed)
    finally:
        connection.terminate()
    heard(None)


async def _probe(connection: Any, closed: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(PROBE):
            await closed.wait()
    except TimeoutError:
        await connection.execute("SELECT 1", timeout=PROBE)


def _day(payload: str) -> int | None:
    day, _, _ = payload.partition(":")
    return int(day) if day.isdigit() else None
