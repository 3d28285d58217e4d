"""The ground of a benchmark: an own database with a town in it, and servers as processes."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from api.database import DatabaseAddress, embedded_database
from api.database.migrations import migrate
from api.demo.family import environment
from api.demo.founding import bring_up_to_date
from api.demo.generator import CityPlan, sample_town
from termin.offices import Municipality
from termin.store import connected

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Ground:
    """A town in a database of its own; the rows are open in this process."""

    address: DatabaseAddress
    town: Municipality
    folder: Path
    now: datetime

    @contextlib.asynccontextmanager
    async def server(self, **settings: str) -> AsyncIterator[str]:
        """Give the address of a `termin serve` of its own for the block."""
        port = free_port()
        own = {
            "TERMIN_DATABASE_URL": _url_of(self.address),
            "TERMIN_DATA_DIR": str(self.folder),
            "TERMIN_RATE_LIMITS": "0",
            **settings,
        }
        command = ("-m", "api.cli", "serve", "--quiet", "--port", str(port))
        async with process(command, port, own) as url:
            yield url


@contextlib.asynccontextmanager
async def ground(
    wanted: CityPlan | Path | None, say: Callable[[str], None]
) -> AsyncIterator[Ground]:
    """Found the sample town, or a plan, or the city of an export; it is gone after the block.

    Bookings are flushed to the disk as in an installation.
    """
    folder = await asyncio.to_thread(_folder)
    now = datetime.now(UTC)
    try:
        async with embedded_database(folder / "data") as address:
            await migrate(address)
            async with connected(address.tortoise(), pool=10, everywhere=True):
                town, *_ = await bring_up_to_date(wanted or sample_town(), now, say)
                yield Ground(address, town, folder, now)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def constant(size: int) -> AsyncIterator[str]:
    """Give the address of a bare program that answers everything with the same `size` bytes."""
    port = free_port()
    command = ("-m", "api.bench.constant", str(port), str(size))
    async with process(command, port, {}) as url:
        yield url


@contextlib.asynccontextmanager
async def process(
    command: tuple[str, ...], port: int, settings: Mapping[str, str]
) -> AsyncIterator[str]:
    """Run a Python program that listens on a port for the block.

    Raises:
        RuntimeError: it does not answer; with its last words.
    """
    with tempfile.TemporaryFile() as log:
        running = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=log, stderr=log, env=environment(settings)
        )
        try:
            for _ in range(START_SECONDS * 20):
                if running.returncode is not None or await _listens(port):
                    break
                await asyncio.sleep(0.05)
            if running.returncode is not None or not await _listens(port):
                log.seek(0)
                words = log.read().decode(errors="replace")
                raise RuntimeError(f"nobody answers: {words[-2000:]}")
            yield f"http://127.0.0.1:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                running.terminate()
            await running.wait()


def _folder() -> Path:
    """Make a folder that the account of the database can reach, also when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="termin-bench-"))
    folder.chmod(0o755)
    return folder


def free_port() -> int:
    """Return a port that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def _listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        return True
    return False


def _url_of(address: DatabaseAddress) -> str:
    options = urlencode({"host": address.host, "port": address.port})
    return f"postgresql://{quote(address.user)}@/{quote(address.database)}?{options}"
