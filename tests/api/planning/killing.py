"""A publication in a process of its own, killed by the system between two days."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import date

from api.database import DatabaseAddress
from tests.api.commands.termin import PROJECT
from tests.web import url_of

_MAIN = """
import asyncio, sys
from api.database import DatabaseAddress
from termin.store import connected
async def main(url, last, *given):
    address = DatabaseAddress.from_url(url)
    async with connected(address.tortoise(), pool=2, everywhere=True):
        async for on in published(*given):
            print(on, flush=True)
            if on.isoformat() == last:
                await asyncio.sleep(60)  # the next day begins after the kill
asyncio.run(main(*sys.argv[1:]))
"""


async def killed_after(
    days: Sequence[date], rows: DatabaseAddress, published: str, *given: object
) -> None:
    """Kill a publication as soon as these days, its first ones, are public.

    `published` is the source of an asynchronous generator of that name, which takes what is
    `given` as strings and yields the date of each day that it has published.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", published + _MAIN, url_of(rows), days[-1].isoformat()),
        *map(str, given),
        stdout=asyncio.subprocess.PIPE,
        cwd=PROJECT,
    )
    assert process.stdout is not None
    told = [(await process.stdout.readline()).decode().strip() for _ in days]
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    assert told == [on.isoformat() for on in days]
