"""Real worker processes for tests."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from api.database import DatabaseAddress
from api.jobs import living_workers
from tests.forked import Forked
from tests.web import SECRET, url_of

PATIENCE = 40.0


@dataclass
class RunningWorker:
    """A process of `termin worker`; what it says goes to its log."""

    environment: dict[str, str]
    log: Path
    process: Forked = field(init=False, repr=False)

    def start(self) -> None:
        """Start it, without waiting."""
        self.process = Forked(("worker",), {**os.environ, **self.environment}, self.log)

    async def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal and return the status it ended with."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return await asyncio.to_thread(self.process.wait, PATIENCE)

    def output(self) -> str:
        """What it said so far."""
        return self.log.read_text()


@asynccontextmanager
async def running_worker(
    address: DatabaseAddress, folder: Path, smtp_url: str, name: str = "worker"
) -> AsyncIterator[RunningWorker]:
    """Run a worker for the block, from the moment it gave its first sign of life.

    The rows must be open.
    """
    before = await living_workers()
    worker = RunningWorker(
        {
            "TERMIN_DATABASE_URL": url_of(address),
            "TERMIN_DATA_DIR": str(folder),
            "TERMIN_SECRET_KEY": SECRET,
            "TERMIN_SMTP_URL": smtp_url,
            "TERMIN_PUBLIC_URL": "https://termin.example.org",
        },
        folder / f"{name}.log",
    )
    worker.start()
    try:
        await until(lambda: _more_than(before), worker.output)
        yield worker
    finally:
        await worker.end()


async def _more_than(before: int) -> bool:
    return await living_workers() > before


async def until(
    condition: Callable[[], Awaitable[bool]],
    said: Callable[[], str] = str,
    patience: float = PATIENCE,
) -> float:
    """Wait until something is so; return the seconds it took."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    while not await condition():
        if loop.time() - start > patience:
            raise AssertionError(f"it did not happen within {patience} s; {said()[-3000:]}")
        await asyncio.sleep(0.05)
    return loop.time() - start
