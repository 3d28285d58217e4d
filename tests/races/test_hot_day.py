"""A hot day: whoever wants it waits in memory, and leaves the pool to all other days."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from api.database import DatabaseAddress
from termin.booking import place_hold
from termin.errors import TryAgain
from termin.officeday import lock
from tests.races.crowd import note
from tests.town import MONDAY, NOW, Town, local

pytestmark = pytest.mark.races

CROWD = 30
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def most_waiting(address: DatabaseAddress, town: Town) -> int:
    """Lock the day from outside, let a crowd want it; return how many wait at the database."""
    duty = await town.duty("1", "ada")
    outside = await asyncpg.connect(**address.asyncpg())
    monitor = await asyncpg.connect(**address.asyncpg())
    most = 0
    try:
        async with outside.transaction():
            await outside.execute(
                "SELECT 1 FROM office_day WHERE id = $1 FOR UPDATE", duty.office_day_id
            )
            wished = town.wish(local(MONDAY, "08:00"))
            crowd = [
                asyncio.create_task(place_hold(wished, NOW, keep=timedelta(minutes=10)))
                for _ in range(CROWD)
            ]
            for _ in range(40):
                await asyncio.sleep(0.05)
                most = max(most, await monitor.fetchval(WAITING))
            if most <= lock.WAITING_PER_DAY:
                # Another day is as quick as ever.
                await town.duty("1", "ada", on=MONDAY + timedelta(days=1))
                other = town.wish(local(MONDAY + timedelta(days=1), "08:00"))
                async with asyncio.timeout(2):
                    await place_hold(other, NOW, keep=timedelta(minutes=10))
            for waiting in crowd:
                waiting.cancel()
            ends = await asyncio.gather(*crowd, return_exceptions=True)
            assert all(isinstance(end, TryAgain | asyncio.CancelledError) for end in ends)
    finally:
        await outside.close()
        await monitor.close()
    return most


async def test_two_wait_at_the_database_and_the_rest_in_memory(
    rows: DatabaseAddress, town: Town
) -> None:
    most = await most_waiting(rows, town)
    assert most == lock.WAITING_PER_DAY
    note(f"{CROWD} want a locked day: {most} wait at the database")


async def test_without_the_gate_one_day_takes_the_whole_pool(
    rows: DatabaseAddress, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAITING_PER_DAY", CROWD)
    lock._gates.clear()
    assert await most_waiting(rows, town) == 10, "all connections of the pool"
