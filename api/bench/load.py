"""Load: connections that ask again as soon as they are answered, and do not look at what came."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import cast
from urllib.parse import urlsplit

from api.bench.figures import share

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Told:
    """What came back: how many answers in how many seconds, and how long each took."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    bytes: int = 0
    wrong: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def milliseconds(self, part: float) -> float:
        """Return within how many milliseconds this part of the answers came."""
        return share(self.times, part) * 1000


async def press(url: str, paths: Sequence[str], *, seconds: float, connections: int = 8) -> Told:
    """Ask for these paths in turn for so many seconds; the connections share them out."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    asked = [
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: */*\r\n\r\n".encode()
        for path in paths
    ]
    told, loop = Told(), asyncio.get_running_loop()
    begun = perf_counter()
    shares = [asked[at::connections] or asked for at in range(connections)]
    made = [
        await loop.create_connection(partial(_Asker, part, told), host, port) for part in shares
    ]
    await asyncio.sleep(seconds)
    told.seconds = perf_counter() - begun
    for transport, _ in made:
        transport.abort()
    return told


class _Asker(asyncio.Protocol):
    """One connection."""

    def __init__(self, asked: Sequence[bytes], told: Told) -> None:
        self._asked, self._told = asked, told
        self._at = 0
        self._head = b""
        self._left = 0
        self._since = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._told.bytes += len(data)
        if self._left:
            self._left -= len(data)
        else:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(self._head, 0, end)
            if not self._head.startswith(b"HTTP/1.1 200"):
                self._told.wrong += 1
            self._left = end + 4 + (int(length[1]) if length else 0) - len(self._head)
            self._head = b""
        if self._left == 0:
            self._told.times.append(perf_counter() - self._since)
            self._ask()

    def _ask(self) -> None:
        self._since = perf_counter()
        if self._transport is not None:
            self._transport.write(self._asked[self._at % len(self._asked)])
        self._at += 1
