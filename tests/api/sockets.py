"""A socket opened on the application without a network: what it answers to the handshake."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette


async def shake_hands(
    app: Starlette, path: str, headers: Mapping[str, str] | None = None, scheme: str = "ws"
) -> int:
    """Return the status of a handshake: 101, or that of the refusal; then leave."""
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    await incoming.put({"type": "websocket.connect"})

    async def send(message: Any) -> None:
        status = {
            "websocket.accept": 101,
            "websocket.close": 403,
            "websocket.http.response.start": message.get("status"),
        }.get(message["type"])
        if status is not None and not answered.done():
            answered.set_result(status)

    given = {"host": "termin.test", **(headers or {})}
    scope = {
        "type": "websocket",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": scheme,
        "headers": [(n.lower().encode(), v.encode()) for n, v in given.items()],
        "subprotocols": [],
        "client": ("127.0.0.1", 1),
        "server": ("termin.test", 80),
        "extensions": {"websocket.http.response": {}},
        "state": {},
    }
    task = asyncio.create_task(app(scope, incoming.get, send))
    try:
        async with asyncio.timeout(10):
            return await answered
    finally:
        await incoming.put({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(10):
            await asyncio.gather(task, return_exceptions=True)
