"""The one lock: whoever makes an office's day scarcer first locks its row. See docs/locking.md."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import asyncpg
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from termin import journal
from termin.errors import TryAgain
from termin.events import Event
from termin.officeday.rows import OfficeDay

WAITING_PER_DAY = 2
"""How many transactions of one process may be at the database for one day; the rest wait here, so
that a hot day cannot use up the pool."""


@dataclass(frozen=True)
class Day:
    """An office's day whose row this transaction has locked."""

    id: int
    municipality: int
    office: int
    date: date
    zone: ZoneInfo

    async def record(self, event: Event, now: datetime) -> int:
        """Write the event as the day's next change; wake followers if the day is today."""
        seq = await journal.record_on_day(self.id, event, now)
        if now.astimezone(self.zone).date() == self.date:
            await journal.announce(self.id, seq)
        return seq


_gates: WeakValueDictionary[tuple[int, int], asyncio.Semaphore] = WeakValueDictionary()


@asynccontextmanager
async def locked(
    *days: int, before: Callable[[], None] = lambda: None
) -> AsyncIterator[tuple[Day, ...]]:
    """Lock these office days for the block, in the order of their ids, in one transaction.

    The days come back in the order asked for. Everything in the block commits together. `before` is
    asked when it is this caller's turn in memory and may refuse, so that the losers of a stampede
    never reach the database.

    Raises:
        TryAgain: a lock was not had within `lock_timeout` (3 s); nothing was changed.
    """
    async with AsyncExitStack() as stack:
        for day in sorted(set(days)):
            await stack.enter_async_context(_gate(day))
        before()
        try:
            async with in_transaction():
                found = {row.id: row for row in await _lock_rows(days)}
                yield tuple(_day(found[day]) for day in days)
        except (OperationalError, asyncpg.PostgresError) as error:
            raise _named(error) from error


def _gate(day: int) -> asyncio.Semaphore:
    # Keyed by loop as well: a semaphore belongs to the loop that first waits on it.
    key = (id(asyncio.get_running_loop()), day)
    gate = _gates.get(key)
    if gate is None:
        gate = _gates[key] = asyncio.Semaphore(WAITING_PER_DAY)
    return gate


async def _lock_rows(days: Iterable[int]) -> list[OfficeDay]:
    return (
        await OfficeDay.filter(id__in=set(days))
        .order_by("id")
        .select_for_update(no_key=True, of=("office_day",))
        .select_related("office")
    )


def _day(row: OfficeDay) -> Day:
    return Day(row.id, row.municipality_id, row.office_id, row.date, ZoneInfo(row.office.time_zone))


def _named(error: Exception) -> Exception:
    cause = error.__cause__ or (error.args[0] if error.args else None)
    busy = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
    if isinstance(error, busy) or isinstance(cause, busy):
        return TryAgain()
    return error


async def day_of(office: int, municipality: int, on: date) -> int:
    """Return the id of an office's day, making the row if nobody needed it before."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT id FROM office_day WHERE office_id = $1 AND date = $2", [office, on]
    )
    if rows:
        return int(rows[0]["id"])
    rows = await get_connection("default").execute_query_dict(
        """INSERT INTO office_day (municipality_id, office_id, date, seq) VALUES ($1, $2, $3, 0)
        ON CONFLICT (office_id, date) DO UPDATE SET seq = office_day.seq RETURNING id""",
        [municipality, office, on],
    )
    return int(rows[0]["id"])
