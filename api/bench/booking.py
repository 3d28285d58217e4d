"""How many bookings a second one server writes down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import asyncpg

from api.bench.caller import Caller, caller
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
    times: list[float] = []
    lost = [0]
    async with at.server() as url, AsyncExitStack() as stack:
        callers = [await stack.enter_async_context(caller(url)) for _ in range(SIDE_BY_SIDE)]
        wishes = await _wishes(callers[0], at)
        alone: list[float] = []
        await _book(callers[0], wishes, perf_counter() + 1, alone, lost)
        begun = perf_counter()
        until = begun + SECONDS
        await asyncio.gather(*(_book(each, wishes, until, times, lost) for each in callers))
        seconds = perf_counter() - begun
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
                "alone_p50_ms": share(alone, 0.5) * 1000,
            },
        )
    ]


async def _wishes(client: Caller, at: Ground) -> Iterator[dict[str, Any]]:
    services = (await client.get("/api/v1/services"))["services"]
    service = max(services, key=lambda one: len(one["offices"]))["id"]
    query = {
        "service": service,
        "from": str(at.now.date() + timedelta(days=1)),
        "to": str(at.now.date() + timedelta(days=42)),
    }
    free = await client.get(f"/api/v1/availability?{urlencode(query)}")
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
    client: Caller,
    wishes: Iterator[dict[str, Any]],
    until: float,
    times: list[float],
    lost: list[int],
) -> None:
    for wish in wishes:
        if perf_counter() > until:
            return
        begun = perf_counter()
        status, content = await client.ask("POST", "/api/v1/holds", wish)
        if status != 201:
            lost[0] += 1
            continue
        held = json.loads(content)
        path = f"/api/v1/holds/{held['id']}/appointment"
        status, _ = await client.ask("POST", path, {}, held["secret"])
        if status == 201:
            times.append(perf_counter() - begun)


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
