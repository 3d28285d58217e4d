"""Two hundred people want one time, at two servers; one gets it, the others learn of others."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from api.database import DatabaseAddress
from termin.booking import hold as holds
from termin.booking import place_hold
from termin.booking.seat import take_seat
from termin.officeday import OfficeDay, lock
from tests.races.crowd import (
    DEADLOCKS,
    OVERLAPS,
    asked,
    note,
    offered,
    person,
    slowest,
    timed,
    wish,
)
from tests.town import MONDAY, NOW, Town, coming_monday, local
from tests.web import ServerStarter

pytestmark = pytest.mark.races

PEOPLE = 200


@pytest.mark.parametrize("counters", [1, 3])
async def test_as_many_win_as_there_are_counters(
    running_servers: ServerStarter, town: Town, fresh_database: DatabaseAddress, counters: int
) -> None:
    on = coming_monday()
    for counter, clerk in (("1", "ada"), ("2", "ben"), ("3", "cem"))[:counters]:
        await town.duty(counter, clerk, on=on, hours=("08:00", "10:00"))
    servers = [await running_servers(), await running_servers()]
    clients = [person(server) for server in servers]
    for client in clients:
        start = (await offered(client, town, on))[0]
    answers = await asyncio.gather(
        *(
            timed(clients[number % 2], "POST", "/holds", json=wish(town, start))
            for number in range(PEOPLE)
        )
    )
    for client in clients:
        await client.aclose()
    won = [answer for answer in answers if answer.status == 201]
    lost = [answer for answer in answers if answer.status == 409]
    assert (len(won), len(lost)) == (counters, PEOPLE - counters)
    assert len({answer.body["id"] for answer in won}) == counters
    for answer in lost:
        assert answer.body["type"].endswith("/slot-taken")
        assert answer.body["alternatives"]
    assert slowest(answers) < 5, f"somebody waited {slowest(answers):.1f} s"
    assert await asked(fresh_database, DEADLOCKS) == 0
    assert await asked(fresh_database, OVERLAPS) == 0
    note(f"{PEOPLE} people, {counters} won, the slowest answer took {slowest(answers):.2f} s")


async def test_without_the_lock_the_constraint_has_to_step_in(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the lock more than one believes the time to be free."""
    await town.duty("1", "ada", hours=("08:00", "08:15"))
    real, believers, all_there = lock.locked, 0, asyncio.Event()

    @asynccontextmanager
    async def unlocked(*days: int, **_: Any) -> Any:
        async with in_transaction():
            rows = await OfficeDay.filter(id__in=days).select_related("office")
            yield tuple(lock._day(row) for row in rows)

    seat = take_seat

    async def believe(*args: Any, **more: Any) -> Any:
        nonlocal believers
        found = await seat(*args, **more)
        believers += 1
        if believers == 2:
            all_there.set()
        await asyncio.wait_for(all_there.wait(), 5)
        return found

    monkeypatch.setattr(holds, "locked", unlocked)
    monkeypatch.setattr(holds, "take_seat", believe)
    wished = town.wish(local(MONDAY, "08:00"))
    tries = [place_hold(wished, NOW, keep=timedelta(minutes=10)) for _ in range(2)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert believers == 2
    assert sum(isinstance(result, Exception) for result in results) == 1
    assert real is lock.locked
