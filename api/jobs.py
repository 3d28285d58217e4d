"""Jobs: what is done after the answer, kept in the database and run by any worker.

The only file that knows Procrastinate's queue and the second database driver it needs. Jobs are
made by SQL in the transaction that makes them necessary, never after it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job
from tortoise.connection import get_connection

from api.database import DatabaseAddress
from api.faults import log_fault
from api.mail import Later
from termin.messages import MOST_ATTEMPTS, pause_after

SEND = "send_message"
QUEUE = "messages"
AT_ONCE = 4
"""How many mails one worker sends at the same time."""

CONNECTIONS = AT_ONCE + 1
"""How many database connections the jobs of one worker use: one of them listens."""

HEARTBEAT = 5.0
STALLED = timedelta(seconds=20)
LONGEST = timedelta(minutes=2)
"""No job lasts so long: a mail server has a minute."""

PATIENCE = 70.0
"""Seconds that a job may still take when the worker is told to stop."""

logger = logging.getLogger("termin.jobs")


class JobFailed(Exception):
    """A job failed by a fault of ours, which is logged."""


_DEFER = """
SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
  $1, $2, 0, NULL, NULL, job.args, NULL)::procrastinate_job_to_defer_v1))
FROM unnest($3::jsonb[]) AS job (args)
"""
_RESUME = """
WITH stalled AS (
  SELECT job.id FROM procrastinate_jobs AS job
  LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
  WHERE job.status = 'doing' AND (
    worker.id IS NULL OR worker.last_heartbeat < now() - $1::interval
    OR now() - $2::interval > (SELECT max(event.at) FROM procrastinate_events AS event
      WHERE event.job_id = job.id AND event.type = 'started'))
  FOR UPDATE OF job SKIP LOCKED)
SELECT stalled.id, procrastinate_retry_job_v2(stalled.id, now(), NULL, NULL, NULL) FROM stalled
"""
_LIVING = (
    "SELECT count(*) AS n FROM procrastinate_workers WHERE last_heartbeat > now() - $1::interval"
)


async def enqueue_sending(messages: Sequence[int]) -> None:
    """Make a job for each message, in the caller's transaction: they commit together or not."""
    arguments = [json.dumps({"message": message}) for message in messages]
    await get_connection("default").execute_query(_DEFER, [QUEUE, SEND, arguments])


async def resume_stalled() -> int:
    """Give back the jobs of workers that died or lost the database half way; return how many."""
    rows = await get_connection("default").execute_query_dict(_RESUME, [STALLED, LONGEST])
    return len(rows)


async def living_workers() -> int:
    """Return how many workers gave a sign of life lately."""
    rows = await get_connection("default").execute_query_dict(_LIVING, [STALLED])
    return int(rows[0]["n"])


async def run_jobs(
    address: DatabaseAddress, send: Callable[[int], Awaitable[None]], pause: float = 1.0
) -> None:
    """Run jobs until cancelled, then finish those that are running.

    Where the database goes away, it is tried again every `pause` seconds.
    """
    while True:
        app = _app(address, send)
        try:
            async with app.open_async():
                await app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=AT_ONCE,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=STALLED.total_seconds(),
                    shutdown_graceful_timeout=PATIENCE,
                )
        except Exception as error:
            logger.warning("event=jobs-interrupted error=%s", type(error).__name__)
        await asyncio.sleep(pause)


def _app(address: DatabaseAddress, send: Callable[[int], Awaitable[None]]) -> App:
    connector = PsycopgConnector(
        conninfo=address.conninfo(), min_size=1, max_size=AT_ONCE, timeout=5, reconnect_timeout=5
    )
    app = App(connector=connector)

    @app.task(name=SEND, queue=QUEUE, retry=_Persistence())
    async def send_message(message: int) -> None:
        try:
            await send(message)
        except Later:
            raise
        except Exception as error:
            # The queue logs what a job raises, and an error can hold an address.
            log_fault(logger, error, f"({SEND})")
            raise JobFailed from None

    return app


class _Persistence(BaseRetryStrategy):
    """When a job that failed is tried again."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Later):
            return _again(exception.pause)
        if isinstance(exception, asyncio.CancelledError):
            return _again(timedelta(0))  # we are stopping; another worker goes on
        if job.attempts >= MOST_ATTEMPTS:
            return None
        return _again(pause_after(job.attempts + 1))


def _again(pause: timedelta) -> RetryDecision:
    return RetryDecision(retry_in={"seconds": int(pause.total_seconds())})
