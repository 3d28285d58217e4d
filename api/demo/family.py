"""The demo's processes: restarted when one dies, gone together."""

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
END_SECONDS = 15


class ChildFailed(Exception):
    """A process would not stay alive; the message says which and shows its last words."""


@dataclass
class Child:
    """One process: its command line after `termin`, its settings, and where its output goes."""

    name: str
    arguments: Sequence[str]
    settings: Mapping[str, str]
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
                env=environment(self.settings),
                start_new_session=True,  # Ctrl-C is ours to handle, in order
            )
        return self.process

    def last_words(self) -> str:
        """Return the end of what it said."""
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return our environment with these settings and no others: those of an installation on this
    machine, its database above all, are none of the demo's business."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("TERMIN_")}
    return {**kept, **settings}


class Family:
    """Processes that are kept alive together."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._children: list[Child] = []

    async def add(self, child: Child) -> None:
        """Start a process and keep it alive from now on."""
        self._children.append(child)
        await child.start()
        self._keepers[child.name] = asyncio.create_task(self._keep(child), name=child.name)

    @property
    def failed(self) -> bool:
        """Whether one would not stay alive."""
        return any(keeper.done() for keeper in self._keepers.values())

    async def watch(self) -> None:
        """Wait for ever.

        Raises:
            ChildFailed: one died again and again.
        """
        done, _ = await asyncio.wait(self._keepers.values(), return_when=asyncio.FIRST_COMPLETED)
        for keeper in done:
            await keeper

    async def end(self) -> None:
        """End all processes in order, and by force those that do not listen."""
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)
        await asyncio.gather(*(_end(child) for child in self._children))

    async def _keep(self, child: Child) -> None:
        for _ in range(MOST_RESTARTS):
            if child.process is not None:
                await child.process.wait()
            self._say(f"{child.name} ist beendet und wird neu gestartet.")
            await asyncio.sleep(0.5)
            await child.start()
        if child.process is not None:
            await child.process.wait()
        raise ChildFailed(f"{child.name} startet nicht:\n{child.last_words()}")


@asynccontextmanager
async def family(say: Callable[[str], None]) -> AsyncIterator[Family]:
    """Give a family for the block; however the block ends, none of its processes is left."""
    found = Family(say)
    try:
        yield found
    finally:
        # Also a second Ctrl-C leaves nothing behind: the ending goes on.
        ending = asyncio.ensure_future(found.end())
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(ending)
        await ending


async def _end(child: Child) -> None:
    process = child.process
    if process is None or process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
