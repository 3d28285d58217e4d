"""A caller: one connection to a server, for what is asked one after the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Caller:
    """A connection that is kept open (HTTP/1.1, answers of known length)."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    async def ask(
        self, method: str, path: str, body: object = None, secret: str = ""
    ) -> tuple[int, bytes]:
        """Return status and body of the answer."""
        headers = {} if body is None else {"Content-Type": "application/json"}
        if secret:
            headers["Authorization"] = f"Bearer {secret}"
        return await self.send(
            method, path, headers, b"" if body is None else json.dumps(body).encode()
        )

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes = b""
    ) -> tuple[int, bytes]:
        """Return status and body of the answer to any request."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if content:
            lines.append(f"Content-Length: {len(content)}")
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        answered = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        length = int(answered.get("content-length", "0"))
        return int(head[0].split()[1]), await self.reader.readexactly(length)

    async def get(self, path: str) -> Any:
        """Return what an address says.

        Raises:
            RuntimeError: it is refused.
        """
        status, content = await self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {content[:500]!r}")
        return json.loads(content)


@asynccontextmanager
async def caller(url: str) -> AsyncIterator[Caller]:
    """Give a connection to a server for the block."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    reader, writer = await asyncio.open_connection(host, port, limit=_LONGEST_LINE)
    try:
        yield Caller(reader, writer, f"{host}:{port}")
    finally:
        writer.close()
