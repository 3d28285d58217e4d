"""Opening the house: the rows, the clock, the keys, and the tasks that follow the database."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from api.boards import running_boards
from api.clock import running_clock
from api.database import DatabaseAddress
from api.faults import log_fault
from api.house import House
from api.keys import read_keys
from api.metrics import Metrics
from api.municipalities import Municipalities
from api.rendering import Pages, read_texts
from api.routes import Table
from api.security.limits import Limits
from api.settings import Settings
from termin.capacity.index import Availability
from termin.store import connected

LOOK_EVERY = 0.5
"""Seconds between two looks at what other processes changed (architecture: at most 1 s late)."""

STATEMENT = 10.0
"""Seconds a statement may take; the longest wait for a lock is three."""

logger = logging.getLogger("termin.web")


@contextlib.asynccontextmanager
async def open_house(
    settings: Settings, address: DatabaseAddress, table: Table, *, rows_open: bool = False
) -> AsyncIterator[House]:
    """Open everything for the block, in order, and close it in the opposite one.

    The rows are open for every task of the process, not only for this one: a server handles each
    request in a task of its own. `rows_open`: the caller did it already.
    """
    async with contextlib.AsyncExitStack() as stack:
        if not rows_open:
            await stack.enter_async_context(
                connected(
                    address.tortoise(), pool=settings.pool, everywhere=True, patience=STATEMENT
                )
            )
        clock = await stack.enter_async_context(running_clock(demo=settings.demo))
        keys = read_keys(settings)
        availability = Availability()
        await availability.refresh(clock.now())
        await stack.enter_async_context(
            _repeated("availability", lambda: availability.refresh(clock.now()))
        )
        boards = await stack.enter_async_context(running_boards(address, clock))
        metrics = Metrics()
        metrics.gauge(
            "termin_availability_days", "Office days in memory.", lambda: len(availability)
        )
        metrics.gauge(
            "termin_screens", "Sockets that watch a board.", lambda: boards.hub.all_watchers
        )
        metrics.gauge(
            "termin_boards_current", "1 while the boards shown are.", lambda: boards.hub.is_current
        )
        yield House(
            settings=settings,
            clock=clock,
            pages=Pages(read_texts()),
            keys=keys,
            limits=Limits(keys, enabled=settings.rate_limits),
            table=table,
            municipalities=Municipalities(),
            availability=availability,
            boards=boards,
            metrics=metrics,
        )


@contextlib.asynccontextmanager
async def _repeated(name: str, look: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Do something again and again during the block; a failure is logged once and tried again."""

    async def follow() -> None:
        failing = False
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await look()
                failing = False
            except Exception as error:
                if not failing:
                    log_fault(logger, error, f"({name})")
                failing = True

    task = asyncio.create_task(follow(), name=name)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
