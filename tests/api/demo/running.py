"""A demo as a process, and what is left of it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil

PATIENCE = 120.0
PROJECT = Path(__file__).parents[3]


class RunningDemo:
    """A demo that was started and is ready, or has said why not."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port
        self.said = ""

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    async def until(self, word: str) -> str:
        """Read what it says up to a line with this word, or to its end."""
        assert self.process.stdout is not None
        while word not in self.said:
            line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
            if not line:
                break
            self.said += line.decode()
        return self.said

    async def end(self, number: signal.Signals) -> int:
        """Send a signal and return the status it ended with."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), PATIENCE)


@asynccontextmanager
async def demo(
    folder: Path | None, port: int, *arguments: str, **environment: str
) -> AsyncIterator[RunningDemo]:
    """Start a demo for the block, as in a terminal of its own; quiet unless told otherwise."""
    arguments = arguments or ("--still", "--history", "0")
    named = () if folder is None else ("--data-dir", str(folder))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "api.cli",
        "demo",
        "--port",
        str(port),
        *named,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=PROJECT,
        process_group=0,
        env={**os.environ, **environment},
    )
    found = RunningDemo(process, port)
    try:
        yield found
    finally:
        if process.returncode is None:
            await found.end(signal.SIGTERM)
        await process.communicate()


def of_folder(folder: Path) -> list[psutil.Process]:
    """Return all processes that belong to a data folder, by environment, place or words."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            inside = str(folder) in process.environ().get("TERMIN_DATA_DIR", "")
            if inside or process.cwd().startswith(str(folder)) or str(folder) in process.cmdline():
                found.append(process)
    return found


def left(folder: Path, port: int, seconds: float) -> list[str]:
    """Return what is still there of a demo after at most so many seconds."""
    late = time.monotonic() + seconds
    while True:
        remains = _alive(folder)
        if _listens(port):
            remains.append(f"port {port}")
        if not remains or time.monotonic() > late:
            return remains
        time.sleep(0.1)


def end_all(folder: Path) -> None:
    """End what a test that failed left behind."""
    for process in of_folder(folder):
        with suppress(psutil.Error):
            process.kill()


def _alive(folder: Path) -> list[str]:
    found = []
    for process in of_folder(folder):
        with suppress(psutil.Error):  # it may end between two looks
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {process.name()}")
    return found


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
