"""Many screens in a process of their own, so that what they cost is not the server's.

Run as `python -m api.bench.screens ADDRESS COUNT`; says `ready` once each has a message.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import connect

START_SECONDS = 60


@asynccontextmanager
async def screens(address: str, count: int) -> AsyncIterator[None]:
    """Let so many screens watch an address for the block.

    Raises:
        RuntimeError: they do not all get a message.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.bench.screens", address, str(count)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the screens have no voice")
        async with asyncio.timeout(START_SECONDS):
            if await process.stdout.readline() != b"ready\n":
                raise RuntimeError("the screens did not start")
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def main(address: str, count: int) -> None:
    """Watch until killed."""
    first: asyncio.Queue[None] = asyncio.Queue()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(count):
            tasks.create_task(_watch(address, first))
        for _ in range(count):
            await first.get()
        sys.stdout.write("ready\n")
        sys.stdout.flush()


async def _watch(address: str, first: asyncio.Queue[None]) -> None:
    async with connect(address, compression=None, ping_interval=None) as line:
        await line.recv()
        first.put_nowait(None)
        async for _ in line:
            pass


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
