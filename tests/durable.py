"""A database of a test's own, as an installation has it, with a town and servers: to be killed."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from api.database import DatabaseAddress, embedded_database
from api.database.migrations import migrate
from termin.store import connected
from tests.town import Town, build_town
from tests.web import ServerStarter


@dataclass
class Durable:
    """The database, the town in it, and what starts servers on it."""

    address: DatabaseAddress
    town: Town
    servers: ServerStarter


@asynccontextmanager
async def a_durable(folder: Path, *, durable: bool = True) -> AsyncIterator[Durable]:
    """Give a migrated database with a town, its rows open; `durable`: it waits for the disk."""
    async with a_home(folder) as home, embedded_database(home, durable=durable) as address:
        await migrate(address)
        async with connected(address.tortoise(), pool=5, everywhere=True):
            starter = ServerStarter(address, folder)
            try:
                yield Durable(address, await build_town(), starter)
            finally:
                await starter.stop_all()


@asynccontextmanager
async def a_home(folder: Path) -> AsyncIterator[Path]:
    """Give a place for a database that its account can reach, gone afterwards."""
    # As root that account cannot reach pytest's own folder.
    base = Path("/var/lib") if os.geteuid() == 0 else folder
    home = base / f"termin-test-{uuid.uuid4().hex[:8]}"
    yield home
    await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)


def postmaster(address: DatabaseAddress) -> int:
    """Return the process that owns the socket: the first line of its lock file."""
    lock = Path(address.host) / f".s.PGSQL.{address.port}.lock"
    return int(lock.read_text().splitlines()[0])
