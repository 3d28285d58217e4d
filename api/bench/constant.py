"""The ceiling of every answer: uvicorn as we run it, with a body that never changes.

Run as `python -m api.bench.constant PORT SIZE`.
"""

from __future__ import annotations

import sys

import uvicorn
from starlette.types import Receive, Scope, Send


def main(port: int, size: int) -> None:
    """Answer with `size` bytes until told to stop."""
    body = b"x" * size
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(size).encode()),
    ]

    async def answer(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    uvicorn.run(
        answer,
        host="127.0.0.1",
        port=port,
        http="httptools",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
