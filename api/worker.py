"""The worker: takes up what the journal tells, sends it, and gives back what has run out.

Any number of workers may run on one database: the outbox has one reader at a time, a job one
worker, a sweep the lock of its day.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from api.alternatives import seek_everywhere
from api.clock import Clock, running_clock
from api.database import DatabaseAddress
from api.faults import is_unreachable, log_fault
from api.jobs import CONNECTIONS, enqueue_sending, resume_stalled, run_jobs
from api.keys import read_keys
from api.mail import post_of
from api.planning.work import plan_next, publish_next
from api.push import Phones, open_phones
from api.rendering import read_texts
from api.settings import Settings
from termin.capacity.expiry import sweep_all
from termin.messages import erase_ended, take_up
from termin.queue import close_days, refresh_waits
from termin.store import connected

BATCH = 500

logger = logging.getLogger("termin.worker")


@dataclass(frozen=True, slots=True)
class Round:
    """Something done again and again, so many seconds after it was done last."""

    name: str
    every: float
    walk: Callable[[], Awaitable[None]]


async def run_worker(address: DatabaseAddress, settings: Settings) -> None:
    """Work on a migrated database until cancelled; what is being sent is finished first.

    While the database is away, everything waits and goes on by itself afterwards.

    Raises:
        UnusableSetting: the mail server's address makes no sense.
        DemoDatabase: a demo's database and no demo, or the other way round.
    """
    texts = read_texts()
    post = post_of(settings, read_keys(settings), texts)
    if post.server is None:
        logger.warning("event=no-mail-server set=TERMIN_SMTP_URL")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            connected(address.tortoise(), pool=_pool(settings), everywhere=True)
        )
        clock = await stack.enter_async_context(running_clock(demo=settings.demo))
        phones = await stack.enter_async_context(open_phones(settings, texts, clock))

        async def send(message: int) -> None:
            await post.send(message, clock)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(run_jobs(address, send), name="jobs")
            for each in (*rounds(clock), *rounds_of(phones)):
                tasks.create_task(_walk(each), name=each.name)
            logger.info("event=worker-started")


def _pool(settings: Settings) -> int:
    """What is left for the rows of the connections a process may use."""
    return max(2, settings.pool - CONNECTIONS)


def rounds(clock: Clock) -> tuple[Round, ...]:
    """Return what a worker does beside the jobs."""

    async def outbox() -> None:
        while await take_up(clock.now(), BATCH, then=enqueue_sending) == BATCH:
            pass

    async def expiry() -> None:
        await sweep_all(clock.now())

    async def waits() -> None:
        await refresh_waits(clock.now())

    async def closing() -> None:
        if closed := await close_days(clock.now()):
            logger.info("event=days-closed count=%d", closed)

    async def stalled() -> None:
        if resumed := await resume_stalled():
            logger.warning("event=jobs-resumed count=%d", resumed)

    async def erasing() -> None:
        if erased := await erase_ended(clock.now()):
            logger.info("event=phones-erased count=%d", erased)

    async def seeking() -> None:
        if told := await seek_everywhere(clock.now()):
            logger.info("event=other-times-offered count=%d", told)

    async def planning() -> None:
        await plan_next(clock)

    async def publishing() -> None:
        await publish_next(clock)

    return (
        # People wait for the mail: it is on its way within a second. A look that finds nothing
        # reads one index page and writes nothing.
        Round("outbox", 0.5, outbox),
        Round("expiry", 5, expiry),
        Round("stalled", 15, stalled),
        # Every event of a queue tells its wait anew; this is for what time alone changes.
        Round("waits", 30, waits),
        Round("closing", 300, closing),
        # Also without a key: what phones left here goes when their tickets end.
        Round("erasing", 10, erasing),
        # The page that took somebody's time offers another at once; this is for what it left.
        Round("seeking", 5, seeking),
        # One plan at a time is computed, in a process of its own.
        Round("planning", 1, planning),
        Round("publishing", 1, publishing),
    )


def rounds_of(phones: Phones | None) -> tuple[Round, ...]:
    """Return what tells phones, where there is a key to do it with."""
    if phones is None:
        return ()

    async def calls() -> None:
        await phones.tell_calls()

    async def soon() -> None:
        await phones.tell_soon()

    return (Round("calls", 1, calls), Round("soon", 5, soon))


async def _walk(each: Round) -> None:
    failing = False
    while True:
        try:
            await each.walk()
            failing = False
        except Exception as error:
            if not failing:
                _note(each, error)
            failing = True
        await asyncio.sleep(each.every)


def _note(each: Round, error: Exception) -> None:
    if is_unreachable(error):
        logger.warning("event=waiting-for-database round=%s", each.name)
    else:
        log_fault(logger, error, f"({each.name})")
