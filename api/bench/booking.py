"""How many bookings a second one server writes down, and what one of them costs the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter
from typing import Any

import asyncpg
import httpx

from api.bench.figures import Figure, share
from api.bench.ground import Ground

SIDE_BY_SIDE = 8
SECONDS = 6.0
_SCRATCH = """
CREATE TABLE bench_claim (
 id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, counter_id bigint NOT NULL,
 starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
 EXCLUDE USING gist (counter_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
)
"""
_INSERT = """
INSERT INTO bench_claim (counter_id, starts_at, ends_at)
VALUES ($1, now() + $2 * interval '5 minutes', now() + ($2 + 1) * interval '5 minutes')
"""


async def booking(at: Ground) -> list[Figure]:
    """Book (a hold, then the appointment) side by side until the time is over."""
    async with at.server() as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        wishes = await _wishes(client, at)
        times: list[float] = []
        lost = [0]
        begun = perf_counter()
        until = begun + SECONDS
        bookers = [_book(client, wishes, until, times, lost) for _ in range(SIDE_BY_SIDE)]
        await asyncio.gather(*bookers)
        seconds = perf_counter() - begun
        statements = await _statements(at, wishes)
    ceiling = await _bare(at)
    return [
        Figure(
            "booking",
            "bookings/s",
            len(times) / seconds,
            ceiling,
            f"bare inserts with the exclusion constraint over {SIDE_BY_SIDE} connections",
            {
                "p50_ms": share(times, 0.5) * 1000,
                "p99_ms": share(times, 0.99) * 1000,
                "lost": lost[0],
                **statements,
            },
        )
    ]


async def _wishes(client: httpx.AsyncClient, at: Ground) -> Iterator[dict[str, Any]]:
    services = (await client.get("/api/v1/services")).json()["services"]
    service = max(services, key=lambda one: len(one["offices"]))["id"]
    query = {
        "service": service,
        "from": str(at.now.date() + timedelta(days=1)),
        "to": str(at.now.date() + timedelta(days=42)),
    }
    free = (await client.get("/api/v1/availability", params=query)).json()
    places = [
        [(office["office"], start) for start in office["starts"][:: 1 + _steps(free, office)]]
        for day in free["days"]
        for office in day["offices"]
    ]
    # One of each day and office in turn, as people come: not all want the same day.
    turns = range(max(map(len, places)))
    return iter(
        [
            {"office": office, "start": start, "services": [{"id": service}]}
            for turn in turns
            for office, start in (place[turn] for place in places if turn < len(place))
        ]
    )


def _steps(free: dict[str, Any], office: dict[str, Any]) -> int:
    return int(free["minutes"][office["office"]]) // 5


async def _book(
    client: httpx.AsyncClient,
    wishes: Iterator[dict[str, Any]],
    until: float,
    times: list[float],
    lost: list[int],
) -> None:
    for wish in wishes:
        if perf_counter() > until:
            return
        begun = perf_counter()
        held = await client.post("/api/v1/holds", json=wish)
        if held.status_code != 201:
            lost[0] += 1
            continue
        secret = {"Authorization": f"Bearer {held.json()['secret']}"}
        path = f"/api/v1/holds/{held.json()['id']}/appointment"
        made = await client.post(path, json={}, headers=secret)
        if made.status_code == 201:
            times.append(perf_counter() - begun)


async def _statements(at: Ground, wishes: Iterator[dict[str, Any]]) -> dict[str, int]:
    """Count the statements of one hold and one appointment, reading the index again included."""
    from api.app import create_app
    from api.settings import Settings

    settings = Settings(data_dir=at.folder, secret_key="x" * 40, rate_limits=False)
    app = create_app(settings, at.address, rows_open=True)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://bench.test") as client,
    ):
        for _ in range(2):  # the first round fills what is remembered
            with _counting() as hold:
                held = (await client.post("/api/v1/holds", json=next(wishes))).json()
            secret = {"Authorization": f"Bearer {held['secret']}"}
            with _counting() as made:
                path = f"/api/v1/holds/{held['id']}/appointment"
                await client.post(path, json={}, headers=secret)
    return {"statements_of_hold": len(hold), "statements_of_appointment": len(made)}


@contextmanager
def _counting() -> Iterator[list[str]]:
    """Collect the statements that the ORM sends during the block."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger, listener = logging.getLogger("tortoise.db_client"), Listener()
    level, spreads = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = spreads


async def _bare(at: Ground) -> float:
    """Return how many rows a second bare connections insert, one commit each."""
    connections = [await asyncpg.connect(**at.address.asyncpg()) for _ in range(SIDE_BY_SIDE)]
    await connections[0].execute(_SCRATCH)
    done = 0
    begun = perf_counter()
    until = begun + SECONDS / 2

    async def insert(connection: asyncpg.Connection[Any], counter: int) -> None:
        nonlocal done
        number = 0
        while perf_counter() < until:
            await connection.execute(_INSERT, counter, number)
            number += 2  # now() moves on meanwhile
            done += 1

    try:
        await asyncio.gather(*(insert(each, n) for n, each in enumerate(connections)))
        return done / (perf_counter() - begun)
    finally:
        await connections[0].execute("DROP TABLE bench_claim")
        for connection in connections:
            await connection.close()
