"""Feeds on a real database, living by a clock that the test sets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from api.boards import today_at
from api.database import DatabaseAddress
from display.feed import Feed
from display.hub import Hub
from display.today import Today
from tests.display.watching import cancel
from tests.termin.queue.hall_town import clock
from tests.town import Town


@dataclass
class Wall:
    """A clock on the wall that the test sets."""

    time: datetime = field(default_factory=lambda: clock("09:00"))

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def wall() -> Wall:
    """Nine o'clock on Monday."""
    return Wall()


Start = Callable[..., Feed]


@pytest.fixture
async def start(rows: DatabaseAddress, wall: Wall) -> AsyncIterator[Start]:
    """Start feeds; `listening=False` leaves them to polling."""

    async def connect() -> Any:
        return await asyncpg.connect(**rows.asyncpg())

    async def almanac(office: int) -> Today:
        return await today_at(office, wall.now())

    async with contextlib.AsyncExitStack() as stack:

        def started(*, listening: bool = True) -> Feed:
            feed = Feed(
                Hub(wall.now, heartbeat=0.2), almanac, wall.now, connect if listening else None
            )
            stack.push_async_callback(cancel, asyncio.create_task(feed.run()))
            return feed

        yield started


@pytest.fixture
def office(town: Town) -> int:
    """The Rathaus."""
    return int(town.offices["rathaus"].id)
