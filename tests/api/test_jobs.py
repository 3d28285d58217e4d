"""Jobs: made with what they follow from, and given back when a worker is lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from api.database import DatabaseAddress
from api.jobs import enqueue_sending, living_workers, resume_stalled, run_jobs
from api.mail import Later
from tests.api.workers import until


async def sql(query: str, *values: Any) -> list[dict[str, Any]]:
    return await get_connection("default").execute_query_dict(query, list(values))


async def statuses() -> list[str]:
    return [row["status"] for row in await sql("SELECT status::text FROM procrastinate_jobs")]


@asynccontextmanager
async def working(address: DatabaseAddress, send: Any) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(run_jobs(address, send, pause=0.1))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_jobs_commit_with_what_they_follow_from(rows: DatabaseAddress) -> None:
    async with in_transaction():
        await enqueue_sending([1, 2, 3])
    with pytest.raises(RuntimeError):
        await _enqueue_and_fail()
    found = await sql("SELECT (args->>'message')::int AS message FROM procrastinate_jobs")
    assert sorted(row["message"] for row in found) == [1, 2, 3]


async def _enqueue_and_fail() -> None:
    async with in_transaction():
        await enqueue_sending([4])
        raise RuntimeError


async def test_jobs_are_done_over_the_socket_and_forgotten(rows: DatabaseAddress) -> None:
    assert rows.is_socket
    done: list[int] = []

    async def send(message: int) -> None:
        done.append(message)

    async with working(rows, send):
        await until(_has(done, 0))
        await enqueue_sending([7, 8])
        await until(_has(done, 2))
        await until(_no_jobs)
        assert await living_workers() == 1
    assert sorted(done) == [7, 8]
    assert await living_workers() == 0


def _has(done: list[int], count: int) -> Any:
    async def check() -> bool:
        return len(done) == count

    return check


async def _no_jobs() -> bool:
    return await statuses() == []


async def test_a_job_is_done_again_after_the_pause_it_asks_for(rows: DatabaseAddress) -> None:
    tries: list[int] = []

    async def send(message: int) -> None:
        tries.append(message)
        if len(tries) == 1:
            raise Later(timedelta(seconds=1))

    await enqueue_sending([5])
    async with working(rows, send):
        await until(_has(tries, 2))
        await until(_no_jobs)
    assert tries == [5, 5]


async def test_a_fault_of_ours_is_tried_again_and_names_nobody(
    rows: DatabaseAddress, caplog: pytest.LogCaptureFixture
) -> None:
    async def send(message: int) -> None:
        raise ValueError("secret-person@example.org")

    async def scheduled() -> bool:
        found = await sql("SELECT 1 FROM procrastinate_jobs WHERE scheduled_at > now()")
        return bool(found)

    await enqueue_sending([5])
    async with working(rows, send):
        await until(scheduled)
    assert await statuses() == ["todo"]
    assert "secret-person" not in caplog.text
    assert any("ValueError" in record.getMessage() for record in caplog.records)


async def test_a_worker_that_stops_finishes_its_job(rows: DatabaseAddress) -> None:
    begun, done = asyncio.Event(), asyncio.Event()

    async def send(message: int) -> None:
        begun.set()
        await asyncio.sleep(1)
        done.set()

    await enqueue_sending([5])
    async with working(rows, send) as task:
        await asyncio.wait_for(begun.wait(), 20)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert done.is_set()
    assert await statuses() == []


_LOST = """
WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)
  VALUES (now() - $1::interval) RETURNING id)
UPDATE procrastinate_jobs SET status = 'doing', worker_id = worker.id FROM worker
"""


async def test_the_job_of_a_dead_worker_is_given_back(rows: DatabaseAddress) -> None:
    await enqueue_sending([5])
    await sql(_LOST, timedelta(minutes=2))
    assert await resume_stalled() == 1
    assert await statuses() == ["todo"]


async def test_the_job_of_a_forgotten_worker_is_given_back(rows: DatabaseAddress) -> None:
    await enqueue_sending([5])
    await sql("UPDATE procrastinate_jobs SET status = 'doing'")
    assert await resume_stalled() == 1


async def test_the_job_of_a_living_worker_is_left_to_it(rows: DatabaseAddress) -> None:
    await enqueue_sending([5])
    await sql(_LOST, timedelta(seconds=5))
    assert await resume_stalled() == 0


async def test_a_job_that_takes_for_ever_is_given_back(rows: DatabaseAddress) -> None:
    await enqueue_sending([5])
    await sql(_LOST, timedelta(seconds=5))
    await sql("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    assert await resume_stalled() == 1


async def test_several_give_back_a_job_once(rows: DatabaseAddress) -> None:
    await enqueue_sending(list(range(20)))
    await sql(_LOST, timedelta(minutes=2))
    assert sum(await asyncio.gather(*(resume_stalled() for _ in range(5)))) == 20
