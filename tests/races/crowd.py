"""A crowd of people at several servers at once, over real connections."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

import asyncpg
import httpx

from api.database import DatabaseAddress
from tests.town import Town
from tests.web import RunningServer, a_line

API = "/api/v1"
MANY = httpx.Limits(max_connections=None, max_keepalive_connections=None)

OVERLAPS = """
SELECT count(*) FROM claim a JOIN claim b ON a.id < b.id
 AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
JOIN duty da ON da.id = a.duty_id JOIN duty db ON db.id = b.duty_id
WHERE a.counter_id = b.counter_id OR da.clerk_id = db.clerk_id
"""
STRAYS = """
SELECT count(*) FROM claim c JOIN duty d ON d.id = c.duty_id
WHERE d.state <> 'published' OR c.counter_id <> d.counter_id
  OR c.starts_at < d.starts_at OR c.ends_at > d.ends_at
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True)
class Answer:
    """What one of the crowd was told, and after how many seconds."""

    status: int
    body: Any
    seconds: float


def person(server: RunningServer) -> httpx.AsyncClient:
    """Return somebody's browser, at one server."""
    return a_line(server.url, limits=MANY)


async def timed(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> Answer:
    """Ask and say how long it took."""
    begun = monotonic()
    answer = await client.request(method, f"{API}{path}", **more)
    body = answer.json() if answer.content else None
    return Answer(answer.status_code, body, monotonic() - begun)


def bearer(secret: str) -> dict[str, str]:
    """Return the header that shows a secret."""
    return {"Authorization": f"Bearer {secret}"}


def wish(
    town: Town, start: str, service: str = "ausweis", office: str = "rathaus"
) -> dict[str, Any]:
    """Return the body of a hold."""
    return {
        "office": str(town.offices[office].id),
        "start": start,
        "services": [{"id": str(town.services[service].id)}],
    }


async def offered(client: httpx.AsyncClient, town: Town, on: date, *, least: int = 1) -> list[str]:
    """Return the free starts once the server knows of them."""
    query = {"service": str(town.services["ausweis"].id), "from": str(on), "to": str(on)}
    for _ in range(400):
        answer = await client.get(f"{API}/availability", params=query)
        days = answer.json()["days"]
        found = [one for day in days for office in day["offices"] for one in office["starts"]]
        if len(found) >= least:
            return sorted(set(found))
        await asyncio.sleep(0.05)
    raise AssertionError("the server does not offer what was published")


async def asked(address: DatabaseAddress, question: str) -> int:
    """Return the one number that a query gives."""
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        return int(await connection.fetchval(question))
    finally:
        await connection.close()


def slowest(answers: Sequence[Answer]) -> float:
    """Return the longest time anybody waited."""
    return max(answer.seconds for answer in answers)


def note(figure: str) -> None:
    """Tell a figure beside the test's result, with the load it was measured under."""
    load = os.getloadavg()[0]
    sys.stderr.write(f"\n[{figure}; load {load:.1f} on {os.cpu_count()} cores]\n")
