"""Power cuts in the middle of five hundred bookings: what was acknowledged is there, none twice."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.database import DatabaseAddress, embedded_database
from tests.durable import Durable, a_durable, a_home, postmaster
from tests.races.crowd import OVERLAPS, asked, bearer, note, offered, person, wish
from tests.town import Town, coming_monday
from tests.web import RunningServer

pytestmark = pytest.mark.races

BOOKINGS = 500
SIDE_BY_SIDE = 16
OFFICES = (("1", "ada"), ("2", "ben"), ("3", "cem"), ("N1", "dora"))


@dataclass
class Ledger:
    """What people were promised: code and start of each appointment acknowledged."""

    promised: dict[str, str] = field(default_factory=dict)
    failures: int = 0
    """Answers that did not come, or said that we failed."""
    half_way: asyncio.Event = field(default_factory=asyncio.Event)


async def build_week(town: Town) -> None:
    for week in (1, 2):
        for weekday in range(5):
            on = coming_monday(week)
            day = on.fromordinal(on.toordinal() + weekday)
            for counter, clerk in OFFICES:
                await town.duty(counter, clerk, on=day, hours=("08:00", "16:00"))


async def book_all(server: RunningServer, town: Town, ledger: Ledger) -> None:
    """Let people book one after the other, side by side; who gets no answer tries once more."""
    wishes: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    async with person(server) as client:
        for week in (1, 2):
            for weekday in range(5):
                monday = coming_monday(week)
                on = monday.fromordinal(monday.toordinal() + weekday)
                starts = await offered(client, town, on)
                for start in starts[::3][:25]:
                    for office in ("rathaus", "rathaus", "nord"):
                        wishes.put_nowait((office, start))
    await asyncio.gather(*(_booker(server, town, wishes, ledger) for _ in range(SIDE_BY_SIDE)))


async def _booker(
    server: RunningServer, town: Town, wishes: asyncio.Queue[tuple[str, str]], ledger: Ledger
) -> None:
    while len(ledger.promised) < BOOKINGS and not wishes.empty():
        office, start = wishes.get_nowait()
        for _ in range(60):
            try:
                if await _book(server, town, office, start, ledger):
                    break
            except httpx.TransportError:
                ledger.failures += 1
            await asyncio.sleep(0.2)
        if len(ledger.promised) >= BOOKINGS // 3:
            ledger.half_way.set()


async def _book(server: RunningServer, town: Town, office: str, start: str, ledger: Ledger) -> bool:
    """Book; True when this wish is settled, one way or the other."""
    async with person(server) as client:
        held = await client.post("/api/v1/holds", json=wish(town, start, office=office))
        if held.status_code != 201:
            ledger.failures += held.status_code >= 500
            return held.status_code == 409
        secret = held.json()["secret"]
        path = f"/api/v1/holds/{held.json()['id']}/appointment"
        for _ in range(60):
            try:
                made = await client.post(path, json={}, headers=bearer(secret))
            except httpx.TransportError:
                ledger.failures += 1
                await asyncio.sleep(0.2)
                continue
            if made.status_code == 201:
                assert ledger.promised.get(made.json()["code"], start) == made.json()["start"]
                ledger.promised[made.json()["code"]] = made.json()["start"]
                return True
            if made.status_code < 500:
                return False
            ledger.failures += 1
            await asyncio.sleep(0.2)
    return False


async def check(address: DatabaseAddress, ledger: Ledger) -> None:
    """Every promise is kept, nobody was promised the same, nothing is half there."""
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        rows = await connection.fetch(
            """SELECT a.code, count(c.id) AS claims FROM appointment a
            LEFT JOIN claim c ON c.appointment_id = a.id AND c.starts_at = a.starts_at
            WHERE a.state = 'booked' GROUP BY a.code"""
        )
    finally:
        await connection.close()
    kept = {row["code"]: row["claims"] for row in rows}
    lost = set(ledger.promised) - set(kept)
    assert not lost, f"{len(lost)} acknowledged appointments are gone"
    assert all(claims == 1 for claims in kept.values())
    assert await asked(address, OVERLAPS) == 0
    made = "SELECT count(*) FROM journal WHERE kind = 'appointment-made'"
    assert await asked(address, made) == len(kept)


@pytest.fixture
async def durable(tmp_path: Path) -> AsyncIterator[Durable]:
    """A database that waits for the disk, and two weeks of a town."""
    async with a_durable(tmp_path) as found:
        await build_week(found.town)
        yield found


async def _through(durable: Durable, strike: Callable[[RunningServer], Awaitable[None]]) -> Ledger:
    server, ledger = await durable.servers(), Ledger()
    booking = asyncio.create_task(book_all(server, durable.town, ledger))
    await asyncio.wait_for(ledger.half_way.wait(), 120)
    await strike(server)
    await asyncio.wait_for(booking, 240)
    return ledger


async def test_a_server_killed_loses_no_acknowledged_booking(durable: Durable) -> None:
    async def strike(server: RunningServer) -> None:
        await server.kill()
        await server.start()

    ledger = await _through(durable, strike)
    await check(durable.address, ledger)
    assert len(ledger.promised) >= BOOKINGS
    note(f"server killed: {len(ledger.promised)} acknowledged, {ledger.failures} broken off")


async def test_postgresql_killed_loses_no_acknowledged_booking(durable: Durable) -> None:
    async def strike(_server: RunningServer) -> None:
        os.kill(postmaster(durable.address), signal.SIGKILL)

    ledger = await _through(durable, strike)
    await check(durable.address, ledger)
    assert len(ledger.promised) >= BOOKINGS
    note(f"postgres killed: {len(ledger.promised)} acknowledged, {ledger.failures} broken off")


async def test_without_a_commit_the_same_blow_does_lose_a_row(tmp_path: Path) -> None:
    """The negative control: the blow is real, for what was not committed is gone after it."""
    async with a_home(tmp_path) as home, embedded_database(home) as address:
        connection = await asyncpg.connect(**address.asyncpg())
        await connection.execute("CREATE TABLE promise (id int)")
        await connection.execute("INSERT INTO promise VALUES (1)")
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("INSERT INTO promise VALUES (2)")
        os.kill(postmaster(address), signal.SIGKILL)
        connection.terminate()
        assert await _patiently(address, "SELECT max(id) FROM promise") == 1


async def _patiently(address: DatabaseAddress, question: str) -> int:
    for _ in range(200):
        try:
            return await asked(address, question)
        except (asyncpg.PostgresError, OSError):
            await asyncio.sleep(0.1)
    raise AssertionError("the database did not come back")
