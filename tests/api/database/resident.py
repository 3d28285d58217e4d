"""A process of its own that lives in the embedded database; run by tests as a program.

Its argument is JSON: `data_dir`, and at will `uid` and `gid` to become before anything is touched,
`uvloop`, `durable`, `steadfast` (survive Ctrl-C once and use the database afterwards) and `port`
(serve with uvicorn). Every event is a line of JSON on its output, and the last is
`{"kind": "ready", "address": {…}}`.
"""

from __future__ import annotations

import asyncio
import concurrent.futures.thread  # noqa: F401 - before the account changes, which may not read it
import json
import os
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import asyncpg

from api.database import DatabaseAddress, DatabaseEvent, embedded_database


def say(kind: str, **facts: Any) -> None:
    """Print one line for the test."""
    print(json.dumps({"kind": kind, **facts}), flush=True)  # noqa: T201


def tell(event: DatabaseEvent) -> None:
    """Print an event."""
    say(event.kind, **event.facts)


async def live(wishes: dict[str, Any]) -> None:
    """Live in the database until a signal comes."""
    home = Path(wishes["data_dir"])
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(
            embedded_database(home, on_event=tell, durable=wishes.get("durable", False))
        )
        if wishes.get("steadfast"):
            await survive_an_interrupt(address)
        say("ready", address=asdict(address))
        if wishes.get("port"):
            import uvicorn

            config = uvicorn.Config(answer, port=wishes["port"], log_level="error")
            await uvicorn.Server(config).serve()
        await asyncio.Event().wait()


async def survive_an_interrupt(address: DatabaseAddress) -> None:
    """Wait for one Ctrl-C and then show on an old connection that the server was not hurt."""
    connection = await asyncpg.connect(**address.asyncpg())
    interrupted = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    say("waiting")
    await interrupted.wait()
    await asyncio.sleep(0.3)
    say("survived", one=await connection.fetchval("SELECT 1"))
    await connection.close()


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """An application that knows only its lifespan."""
    while scope["type"] == "lifespan":
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


def main() -> None:
    """Become who is asked for, then live."""
    wishes = json.loads(sys.argv[1])
    if "uid" in wishes:
        os.setgroups([])
        os.setgid(wishes["gid"])
        os.setuid(wishes["uid"])
        os.environ["HOME"] = "/nonexistent"
    run = asyncio.run
    if wishes.get("uvloop"):
        import uvloop

        run = uvloop.run
    try:
        run(live(wishes))
    except KeyboardInterrupt:
        say("interrupted")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
