"""A real PostgreSQL for tests: one server for the whole run, a fresh migrated database each time.

Loaded as a plugin by `tests/conftest.py`. Tests ask for `fresh_database` (an address of their own
database) or, for several databases or none, for `server`.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from api.database import DatabaseAddress, DatabaseEvent, embedded_database, ensure_database
from api.database.catalog import identifier
from api.database.lock import FileLock
from tests.lent import Lent

TEMPLATE = "migrated"
PREFIX = "termin-tests-"


@dataclass(frozen=True)
class Server:
    """The server of this test run; `address` is that of its empty first database."""

    address: DatabaseAddress

    async def create(self, name: str, template: str = TEMPLATE) -> DatabaseAddress:
        """Create a database as a copy of another one, to which nobody is connected."""
        # Copying files beats copying through the log where nothing is flushed to the disk.
        await self.execute(
            f"CREATE DATABASE {identifier(name)} TEMPLATE {identifier(template)} STRATEGY FILE_COPY"
        )
        return self.address.at(name)

    async def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        await self.execute(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")

    async def execute(self, statement: str) -> None:
        """Run one statement on the server's first database."""
        connection = await asyncpg.connect(**self.address.asyncpg())
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests of the run, shared by the workers of xdist; a crash may lose it."""
    _sweep()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    # Not pytest's own folder: as root that is closed to the account of the database.
    home = Path(tempfile.gettempdir()) / f"{PREFIX}{run[:12]}"
    with _serving(home) as found:
        yield found


@pytest.fixture
async def fresh_database(server: Server) -> AsyncIterator[DatabaseAddress]:
    """A database of this test's own, migrated and empty, gone afterwards."""
    async with a_database(server) as address:
        yield address


@asynccontextmanager
async def a_database(server: Server) -> AsyncIterator[DatabaseAddress]:
    """Give a migrated, empty database for the block: a new one, or one that was emptied again."""
    lent = _shelf.pop() if _shelf else await _new(server)
    try:
        yield lent.address
    finally:
        if await lent.empty():
            _shelf.append(lent)
        else:
            await server.drop(lent.name)


async def _new(server: Server) -> Lent:
    name = f"test_{uuid.uuid4().hex[:12]}"
    return await Lent.of(name, await server.create(name))


_shelf: list[Lent] = []
"""Databases of this worker that were given back; the server takes them along when it ends."""


@contextmanager
def _serving(home: Path) -> Iterator[Server]:
    """Keep the server in a thread of its own, since each test has its own event loop."""
    started: Future[Server] = Future()
    over = threading.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(_serve(home, started, over)), name="test-postgres", daemon=True
    )
    thread.start()
    try:
        yield started.result(timeout=120)
    finally:
        over.set()
        thread.join(timeout=60)


async def _serve(home: Path, started: Future[Server], over: threading.Event) -> None:
    events: list[DatabaseEvent] = []
    try:
        async with embedded_database(home, "tests", events.append, durable=False) as address:
            found = Server(address)
            with _locked(home / "guests.lock", fcntl.LOCK_SH):
                with _locked(home / "template.lock", fcntl.LOCK_EX):
                    await _make_template(found)
                started.set_result(found)
                await asyncio.to_thread(over.wait)
            owner = any(event.kind == "started" for event in events)
            if owner:  # other workers may still be at work: the last one turns off the light
                with _locked(home / "guests.lock", fcntl.LOCK_EX):
                    pass
    except BaseException as trouble:
        if started.done():
            raise
        started.set_exception(trouble)
        return
    if owner:
        shutil.rmtree(home, ignore_errors=True)


async def _make_template(server: Server) -> None:
    """Migrate one database, of which all others are copies; whole or not at all."""
    from api.database.migrations import migrate

    connection = await asyncpg.connect(**server.address.asyncpg())
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
            return
        await server.drop("unfinished")
        address = server.address.at("unfinished")
        await ensure_database(address)
        await migrate(address)
        await connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = 'unfinished'"
        )
        await connection.execute(f"ALTER DATABASE unfinished RENAME TO {TEMPLATE}")
    finally:
        await connection.close()


def _sweep() -> None:
    """Remove what test runs that were killed have left, once nobody lives there any more."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime < 600:
                continue
            owner, chief = FileLock(left / "owner.lock"), FileLock(left / "server.lock")
            if owner.acquire() and chief.acquire():
                shutil.rmtree(left, ignore_errors=True)
            owner.close()
            chief.close()


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, kind)
        yield
