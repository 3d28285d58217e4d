"""A receipt printer in the network, as far as it can be told from outside: it listens, answers
questions about its paper, and keeps what it was sent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

ASKED = b"\x10\x04\x04"
GOOD, LOW, OUT = b"\x12", b"\x1e", b"\x72"


@dataclass
class Printer:
    """What it says of its paper (None: nothing, as many do), and what came out."""

    says: bytes | None = GOOD
    runs_out: bool = False
    """Whether the paper ends with the next ticket."""
    printed: bytearray = field(default_factory=bytearray)
    port: int = 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        with contextlib.suppress(OSError):
            while chunk := await reader.read(4096):
                self.printed += chunk.replace(ASKED, b"")
                if self.runs_out and self.printed:
                    self.says = OUT
                if ASKED in chunk and self.says is not None:
                    writer.write(self.says)
                    await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def a_printer(says: bytes | None = GOOD, *, runs_out: bool = False) -> AsyncIterator[Printer]:
    """Let a printer listen for the block."""
    printer = Printer(says, runs_out)
    server = await asyncio.start_server(printer.serve, "127.0.0.1", 0)
    printer.port = server.sockets[0].getsockname()[1]
    async with server:
        yield printer
