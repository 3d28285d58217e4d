"""The ceiling of every board: a bare websockets server that sends what it is told to everybody.

Run as `python -m api.bench.broadcast PORT`.
"""

from __future__ import annotations

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int) -> None:
    """Serve until told to stop."""
    guests: set[ServerConnection] = set()

    async def welcome(guest: ServerConnection) -> None:
        guests.add(guest)
        try:
            async for text in guest:
                broadcast(guests, text)
        finally:
            guests.discard(guest)

    async with serve(welcome, "127.0.0.1", port, compression=None, ping_interval=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
