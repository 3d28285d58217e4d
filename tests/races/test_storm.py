"""A storm: many people book, move and cancel at random, at two servers; nothing ever overlaps."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from time import monotonic
from typing import Any

import asyncpg
import httpx
import pytest
from tortoise.transactions import in_transaction

from api.database import DatabaseAddress
from termin.booking import hold as holds
from termin.booking import place_hold
from termin.booking.seat import take_seat
from termin.officeday import OfficeDay, lock
from tests.races.crowd import (
    API,
    DEADLOCKS,
    OVERLAPS,
    STRAYS,
    asked,
    bearer,
    note,
    offered,
    person,
    wish,
)
from tests.town import MONDAY, NOW, Town, coming_monday, local
from tests.web import ServerStarter

pytestmark = pytest.mark.races

SECONDS = float(os.environ.get("TESTS_STORM_SECONDS", "15"))
PEOPLE = 24
ORPHANS = """
SELECT count(*) FROM appointment a WHERE a.state = 'booked' AND NOT EXISTS (
 SELECT FROM claim c WHERE c.appointment_id = a.id AND c.starts_at = a.starts_at
 AND c.ends_at = a.ends_at)
"""
GHOSTS = """
SELECT count(*) FROM claim c JOIN appointment a ON a.id = c.appointment_id
WHERE a.state <> 'booked' OR a.starts_at <> c.starts_at
"""
SEQUENCES = """
SELECT count(*) FROM office_day d JOIN (
 SELECT office_day_id AS id, count(*) AS events, max(day_seq) AS last
 FROM journal WHERE office_day_id IS NOT NULL GROUP BY office_day_id) j USING (id)
WHERE j.events <> j.last OR d.seq <> j.last
"""


@dataclass
class Promise:
    """An appointment as its holder last heard of it; `start` is None once it was given up."""

    code: str
    secret: str
    start: str | None


@dataclass
class Storm:
    """What everybody draws their wishes from, and what they were told."""

    town: Town
    starts: list[str]
    until: float
    said: Counter[str] = field(default_factory=Counter)
    promises: list[Promise] = field(default_factory=list)

    async def live(self, client: httpx.AsyncClient, chance: Random) -> None:
        """Book, move and cancel at random until it is over."""
        mine: list[Promise] = []
        while monotonic() < self.until:
            deed = chance.random()
            if not mine or deed < 0.4:
                mine += await self._book(client, chance)
            elif deed < 0.8:
                await self._move(client, chance, chance.choice(mine))
            else:
                mine.remove(await self._cancel(client, chance.choice(mine)))

    async def _book(self, client: httpx.AsyncClient, chance: Random) -> list[Promise]:
        office = chance.choice(("rathaus", "rathaus", "nord"))
        service = chance.choice(("ausweis", "anmeldung", "zulassung"))
        body = wish(self.town, chance.choice(self.starts), service, office)
        held = await client.post(f"{API}/holds", json=body)
        self._count("hold", held, 201, 409, 503)
        if held.status_code != 201:
            return []
        secret = held.json()["secret"]
        one = f"{API}/holds/{held.json()['id']}"
        if chance.random() < 0.2:
            gone = await client.delete(one, headers=bearer(secret))
            self._count("release", gone, 204, 503)
            return []
        made = await client.post(f"{one}/appointment", json={}, headers=bearer(secret))
        self._count("book", made, 201, 503)
        if made.status_code != 201:
            return []
        promise = Promise(made.json()["code"], secret, made.json()["start"])
        self.promises.append(promise)
        return [promise]

    async def _move(self, client: httpx.AsyncClient, chance: Random, mine: Promise) -> None:
        body = {"start": chance.choice(self.starts)}
        path = f"{API}/appointments/{mine.code}/moves"
        moved = await client.post(path, json=body, headers=bearer(mine.secret))
        self._count("move", moved, 201, 409, 503)
        if moved.status_code == 201:
            mine.start = moved.json()["start"]

    async def _cancel(self, client: httpx.AsyncClient, mine: Promise) -> Promise:
        path = f"{API}/appointments/{mine.code}"
        for _ in range(20):
            gone = await client.delete(path, headers=bearer(mine.secret))
            self._count("cancel", gone, 204, 503)
            if gone.status_code == 204:
                break
        mine.start = None
        return mine

    def _count(self, deed: str, answer: httpx.Response, *wanted: int) -> None:
        assert answer.status_code in wanted, f"{deed}: {answer.status_code} {answer.text}"
        self.said[f"{deed} {answer.status_code}"] += 1


async def watch(address: DatabaseAddress, until: float) -> int:
    """Look for overlaps again and again; return how often."""
    looks = 0
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        while monotonic() < until:
            assert await connection.fetchval(OVERLAPS) == 0
            looks += 1
            await asyncio.sleep(0.25)
    finally:
        await connection.close()
    return looks


async def test_whatever_people_do_at_once_nothing_overlaps(
    running_servers: ServerStarter, town: Town, fresh_database: DatabaseAddress
) -> None:
    days = [coming_monday() + timedelta(days=n) for n in range(2)]
    for on in days:
        for counter, clerk in (("1", "ada"), ("2", "ben"), ("3", "cem"), ("N1", "dora")):
            await town.duty(counter, clerk, on=on, hours=("08:00", "11:00"))
    servers = [await running_servers(), await running_servers()]
    async with person(servers[0]) as here, person(servers[1]) as there:
        starts = [start for on in days for start in await offered(here, town, on)]
        await offered(there, town, days[-1])
        storm = Storm(town, starts, monotonic() + SECONDS)
        chances = [Random(n) for n in range(PEOPLE)]  # noqa: S311
        lives = [storm.live((here, there)[n % 2], each) for n, each in enumerate(chances)]
        looks, *_ = await asyncio.gather(watch(fresh_database, storm.until), *lives)
        await check(storm, here, fresh_database)
    told = ", ".join(f"{deed}: {times}" for deed, times in sorted(storm.said.items()))
    note(f"{sum(storm.said.values())} deeds in {SECONDS:.0f} s, {looks} looks: {told}")


async def check(storm: Storm, client: httpx.AsyncClient, address: DatabaseAddress) -> None:
    """Nothing overlaps, nothing is half there, and what people were told last is true."""
    for question in (OVERLAPS, STRAYS, ORPHANS, GHOSTS, SEQUENCES, DEADLOCKS):
        assert await asked(address, question) == 0, question
    for promise in storm.promises:
        path = f"{API}/appointments/{promise.code}"
        shown = (await client.get(path, headers=bearer(promise.secret))).json()
        if promise.start is None:
            assert shown["state"] == "cancelled"
        else:
            assert (shown["state"], shown["start"]) == ("booked", promise.start)
    assert storm.said["move 201"]
    assert storm.said["move 409"]
    assert storm.said["cancel 204"]


async def test_without_the_lock_and_the_constraint_two_have_one_counter(
    town: Town, fresh_database: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the storm's look at the database does see a clash."""
    await town.duty("1", "ada", hours=("08:00", "08:15"))
    connection = await asyncpg.connect(**fresh_database.asyncpg())
    await connection.execute("ALTER TABLE claim DROP CONSTRAINT claim_counter_once")
    await connection.close()
    believers, all_there = 0, asyncio.Event()

    @asynccontextmanager
    async def unlocked(*days: int, **_: Any) -> Any:
        async with in_transaction():
            rows = await OfficeDay.filter(id__in=days).select_related("office")
            yield tuple(lock._day(row) for row in rows)

    async def believe(*args: Any, **more: Any) -> Any:
        nonlocal believers
        found = await take_seat(*args, **more)
        believers += 1
        if believers == 2:
            all_there.set()
        await asyncio.wait_for(all_there.wait(), 5)
        return found

    monkeypatch.setattr(holds, "locked", unlocked)
    monkeypatch.setattr(holds, "take_seat", believe)
    wished = town.wish(local(MONDAY, "08:00"))
    tries = [place_hold(wished, NOW, keep=timedelta(minutes=10)) for _ in range(2)]
    await asyncio.gather(*tries, return_exceptions=True)
    assert await asked(fresh_database, OVERLAPS) == 1
