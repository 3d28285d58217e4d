"""The demo's processes: started together, restarted when one dies, gone together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

MOST_RESTARTS = 5
END_SECONDS = 10


class ChildFailed(Exception):
    """A process would not stay alive; the message says which and shows its last words."""


@dataclass
class Child:
    """One process: its command line after `termin`, and where its output goes."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: Process | None = field(default=None, repr=False)

    async def start(self) -> Process:
        """Start it, with a pipe that tells it when we are gone."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "api.demo.child",
                *self.arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,  # Ctrl-C is ours to handle, in order
            )
        return self.process

    def last_words(self) -> str:
        """Return the end of what it said."""
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""


@asynccontextmanager
async def family(
    children: Sequence[Child], say: Callable[[str], None]
) -> AsyncIterator[asyncio.Task[None]]:
    """Keep all children alive for the block; the task given ends only by failing.

    Raises (from the task):
        ChildFailed: a child died again and again.
    """
    for child in children:
        await child.start()
    watching = asyncio.create_task(_watch(children, say))
    try:
        yield watching
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError, ChildFailed, ExceptionGroup):
            await watching
        await asyncio.gather(*(_end(child) for child in children))


async def _watch(children: Sequence[Child], say: Callable[[str], None]) -> None:
    async with asyncio.TaskGroup() as tasks:
        for child in children:
            tasks.create_task(_keep(child, say))


async def _keep(child: Child, say: Callable[[str], None]) -> None:
    for _ in range(MOST_RESTARTS):
        if child.process is not None:
            await child.process.wait()
        say(f"{child.name} ist beendet und wird neu gestartet.")
        await asyncio.sleep(0.5)
        await child.start()
    if child.process is not None:
        await child.process.wait()
    raise ChildFailed(f"{child.name} startet nicht:\n{child.last_words()}")


async def _end(child: Child) -> None:
    process = child.process
    if process is None or process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
