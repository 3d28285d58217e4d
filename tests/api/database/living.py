"""Starting residents, speaking to them, and looking at what they leave behind."""

# ruff: noqa: ASYNC110 - a test looks at files and processes, nothing waits for it

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from api.database import DatabaseAddress

PATIENCE = 40.0  # seconds; generous, since tests share two cores
SCRIPT = Path(__file__).with_name("resident.py")
PROJECT = Path(__file__).parents[3]


class Resident:
    """A process that lives in an embedded database."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.heard: list[dict[str, Any]] = []

    async def until(self, kind: str) -> dict[str, Any]:
        """Return the next line of this kind."""
        assert self.process.stdout is not None
        while True:
            line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
            if not line:
                said = await self.errors()
                raise AssertionError(f"no {kind!r}; heard {self.heard} and {said}")
            found: dict[str, Any] = json.loads(line)
            self.heard.append(found)
            if found["kind"] == kind:
                return found

    async def ready(self) -> DatabaseAddress:
        """Wait until it has its database."""
        return DatabaseAddress(**(await self.until("ready"))["address"])

    def has_heard(self, kind: str) -> bool:
        """Whether a line of this kind was read so far."""
        return any(line["kind"] == kind for line in self.heard)

    async def end(self, number: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def errors(self) -> str:
        """Return what it complained about; only when it has ended."""
        assert self.process.stderr is not None
        return (await self.process.stderr.read()).decode()


@asynccontextmanager
async def resident(data_dir: Path, **wishes: Any) -> AsyncIterator[Resident]:
    """Run a resident for the block, in a process group of its own like a command in a terminal."""
    path = wishes.pop("path", ())
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(SCRIPT),
        json.dumps({"data_dir": str(data_dir), **wishes}),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        process_group=0,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*path, str(PROJECT)])},
    )
    found = Resident(process)
    try:
        yield found
    finally:
        await found.end(signal.SIGKILL)
        await process.communicate()  # to the end, so that nothing stays open


def servers(data_dir: Path) -> list[psutil.Process]:
    """Return the PostgreSQL processes that work on this folder."""
    cluster = str(data_dir.resolve() / "postgres")
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error, OSError):
            if process.info["name"] == "postgres" and process.cwd() == cluster:
                found.append(process)
    return found


def watchdog_of(server: int) -> psutil.Process:
    """Return the watchdog of one server."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cmdline()[-2:] == ["termin-watchdog", str(server)]:
                return process
    raise AssertionError(f"server {server} has no watchdog")


async def silence(data_dir: Path) -> None:
    """Wait until no PostgreSQL works on this folder."""
    async with asyncio.timeout(PATIENCE):
        while servers(data_dir):
            await asyncio.sleep(0.05)


async def ask(address: DatabaseAddress, question: str) -> Any:
    """Ask the database one question on a connection of its own."""
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def tell_database(address: DatabaseAddress, statement: str) -> None:
    """Run a statement on a connection of its own."""
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def ask_again(address: DatabaseAddress, question: str) -> Any:
    """Ask until there is a server that answers."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                return await ask(address, question)
            await asyncio.sleep(0.05)
