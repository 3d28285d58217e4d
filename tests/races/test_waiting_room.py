"""A full waiting room at two servers: eight counters call at once, fifty draw at once."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from api.database import DatabaseAddress
from termin.officeday import OfficeDay, lock
from termin.offices.rows import Counter
from termin.queue import draw as draws
from termin.staff import Role
from tests.api.people import a_person, token_of
from tests.display.real_time import draw, open_day_and_night
from tests.races.crowd import (
    DEADLOCKS,
    asked,
    bearer,
    note,
    person,
    slowest,
    timed,
)
from tests.town import Town
from tests.web import ServerStarter

pytestmark = pytest.mark.races

COUNTERS = 8
TICKETS = 50

# Without the database's own workers: autovacuum comes to a database when it likes.
CONNECTIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
"""


def draws_at_once(clients: list[Any], town: Town) -> list[Any]:
    path = f"/offices/{town.offices['rathaus'].id}/tickets"
    body = {"services": [{"id": str(town.services["ausweis"].id)}]}
    return [timed(clients[n % 2], "POST", path, json=body) for n in range(TICKETS)]


async def test_fifty_draw_fifty_numbers_and_eight_counters_call_eight_people(
    running_servers: ServerStarter, town: Town, fresh_database: DatabaseAddress
) -> None:
    await open_day_and_night(town)
    await a_person("eva", *Role, at=town.municipality)
    office = town.offices["rathaus"]
    counters = [
        await Counter.create(municipality=town.municipality, office=office, name=f"R{n}")
        for n in range(COUNTERS)
    ]
    servers = [await running_servers(), await running_servers()]
    async with person(servers[0]) as here, person(servers[1]) as there:
        clients = [here, there]
        drawn = await asyncio.gather(*draws_at_once(clients, town))
        assert {answer.status for answer in drawn} == {201}
        numbers = sorted(answer.body["number"] for answer in drawn)
        assert [int(re.sub(r"\D", "", number)) for number in numbers] == list(range(1, TICKETS + 1))
        assert len({answer.body["secret"] for answer in drawn}) == TICKETS

        staff = bearer(await token_of(clients[0], "eva"))
        first = await call_all(clients, counters, staff)
        called = {answer.body["number"] for answer in first}
        assert len(called) == COUNTERS
        assert called <= set(numbers)
        assert len({answer.body["counter"] for answer in first}) == COUNTERS
        again = await call_all(clients, counters, staff)
        assert {answer.status for answer in again} == {409}, "nobody is called over somebody else"
    assert await asked(fresh_database, DEADLOCKS) == 0
    note(
        f"{TICKETS} draws, slowest {slowest(drawn):.2f} s; "
        f"{COUNTERS} calls, slowest {slowest(first):.2f} s"
    )


async def call_all(clients: list[Any], counters: list[Counter], staff: dict[str, str]) -> list[Any]:
    calls = (
        timed(clients[n % 2], "POST", f"/counters/{counter.id}/calls", headers=staff)
        for n, counter in enumerate(counters)
    )
    return list(await asyncio.gather(*calls))


async def test_each_server_uses_no_more_connections_than_it_may(
    running_servers: ServerStarter, town: Town, fresh_database: DatabaseAddress
) -> None:
    await open_day_and_night(town)
    pool = 4
    monitor = await asyncpg.connect(**fresh_database.asyncpg())
    before = await monitor.fetchval(CONNECTIONS)
    servers = [await running_servers(TERMIN_POOL=str(pool)) for _ in range(2)]
    async with person(servers[0]) as here, person(servers[1]) as there:
        rush = [*draws_at_once([here, there], town), *draws_at_once([here, there], town)]
        drawing, most = asyncio.gather(*rush), 0
        while not drawing.done():
            most = max(most, await monitor.fetchval(CONNECTIONS) - before)
            await asyncio.sleep(0.01)
        answers = await drawing
    await monitor.close()
    assert {answer.status for answer in answers} == {201}
    # Beside the pool each process keeps one connection that listens.
    assert 2 < most <= 2 * (pool + 1)
    note(f"two servers with a pool of {pool} used at most {most} connections")


async def test_without_the_lock_draws_get_in_each_other_s_way(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the day's numbering breaks, and people are turned away."""
    await open_day_and_night(town)

    @asynccontextmanager
    async def unlocked(*days: int, **_: Any) -> Any:
        async with in_transaction():
            rows = await OfficeDay.filter(id__in=days).select_related("office")
            yield tuple(lock._day(row) for row in rows)

    monkeypatch.setattr(draws, "locked", unlocked)
    answers = await asyncio.gather(*(draw(town) for _ in range(20)), return_exceptions=True)
    assert [answer for answer in answers if isinstance(answer, Exception)] or (
        sorted(answer.ahead for answer in answers if not isinstance(answer, BaseException))
        != list(range(20))
    )
