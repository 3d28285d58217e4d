"""The clock: real time, or in the demo a time of its own that all processes share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from tortoise.connection import get_connection

REFRESH = timedelta(seconds=1)


class Clock(Protocol):
    """Tells the office's time; holds and sign-ins of people run on `real_now`."""

    def now(self) -> datetime:
        """Return the time as the office lives it, aware, in UTC."""
        ...


class DemoDatabase(Exception):
    """A process that is no demo was started on the database of a demo, or the other way round."""


def real_now() -> datetime:
    """Return the time of the world, aware, in UTC."""
    return datetime.now(UTC)


class RealClock:
    """The time of the world."""

    def now(self) -> datetime:
        """Return the real time."""
        return real_now()


@dataclass(frozen=True, slots=True)
class Pace:
    """Office time was `base` when real time was `started`, and runs `speed` times as fast."""

    base: datetime
    started: datetime
    speed: float

    def at(self, real: datetime) -> datetime:
        """Return the office time at a real time."""
        return self.base + (real - self.started) * self.speed


class DemoClock:
    """The demo's time, a row that every process reads again each second."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace

    def now(self) -> datetime:
        """Return the demo's time."""
        return self.pace.at(real_now())

    async def refresh(self) -> None:
        """Read the shared row again; while the database is away the last pace goes on."""
        pace = await read_pace()
        if pace is not None:
            self.pace = pace

    async def follow(self) -> None:
        """Refresh for ever."""
        while True:
            await asyncio.sleep(REFRESH.total_seconds())
            with contextlib.suppress(Exception):
                await self.refresh()


@contextlib.asynccontextmanager
async def running_clock(*, demo: bool) -> AsyncIterator[Clock]:
    """Give the clock of this installation for the block; the rows must be open.

    Raises:
        DemoDatabase: the database has a demo's clock and this is no demo.
    """
    pace = await read_pace()
    if not demo:
        if pace is not None:
            raise DemoDatabase(
                "This database belongs to a demo with a clock of its own. Use another database or "
                "data folder, or set TERMIN_DEMO=1."
            )
        yield RealClock()
        return
    clock = DemoClock(pace or await set_pace(real_now(), 1.0))
    following = asyncio.create_task(clock.follow())
    try:
        yield clock
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


async def read_pace() -> Pace | None:
    """Return the demo's pace, or None where there is none."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT base, started, speed FROM demo_clock"
    )
    return Pace(rows[0]["base"], rows[0]["started"], rows[0]["speed"]) if rows else None


async def set_pace(base: datetime, speed: float) -> Pace:
    """Set the demo's time to `base` from this moment on, `speed` times as fast (0 stands still)."""
    pace = Pace(base, real_now(), speed)
    await get_connection("default").execute_query(
        """INSERT INTO demo_clock (base, started, speed) VALUES ($1, $2, $3)
        ON CONFLICT (only_one) DO UPDATE
        SET base = excluded.base, started = excluded.started, speed = excluded.speed""",
        [pace.base, pace.started, pace.speed],
    )
    return pace
