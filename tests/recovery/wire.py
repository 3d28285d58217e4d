"""A wire between two programs that a test can cut, freeze and let die in silence."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Open = Callable[[], Awaitable[tuple[StreamReader, StreamWriter]]]

SHORTEST_READ = 65536


@dataclass(eq=False)
class Connection:
    """One connection through the wire: the caller's end and the server's."""

    caller: tuple[StreamReader, StreamWriter]
    server: tuple[StreamReader, StreamWriter]
    dead: bool = False

    def cut(self) -> None:
        """Tell both ends at once that it is over."""
        for _, writer in (self.caller, self.server):
            writer.transport.abort()


@dataclass(eq=False)
class Wire:
    """All connections of one port to one server.

    `port` is where callers connect. Frozen, nothing moves and nobody gets through, but no end is
    told anything: what was sent arrives after the thaw.
    """

    open: Open
    port: int = 0
    connections: set[Connection] = field(default_factory=set)
    _flows: asyncio.Event = field(default_factory=asyncio.Event)
    _barred: bool = False

    def cut(self) -> None:
        """Cut all connections; new ones go through."""
        for one in tuple(self.connections):
            one.cut()

    def freeze(self) -> None:
        """Let nothing through."""
        self._flows.clear()

    def thaw(self) -> None:
        """Let everything through that waits, and all that comes."""
        self._flows.set()

    def forget(self) -> None:
        """Let all connections die without a word to the callers, as a router does that restarts.

        The server is told; new connections go through.
        """
        for one in tuple(self.connections):
            one.dead = True
            one.server[1].transport.abort()

    def bar(self, *, barred: bool = True) -> None:
        """Refuse new connections, or take them again."""
        self._barred = barred

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry one connection to its end."""
        if self._barred:
            writer.transport.abort()
            return
        await self._flows.wait()
        try:
            server = await self.open()
        except OSError:
            writer.transport.abort()
            return
        one = Connection((reader, writer), server)
        self.connections.add(one)
        try:
            ways = (
                self._carry(one, one.caller[0], one.server[1]),
                self._carry(one, one.server[0], one.caller[1]),
            )
            await asyncio.gather(*ways)
        finally:
            self.connections.discard(one)
            one.cut()

    async def _carry(self, one: Connection, source: StreamReader, to: StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while said := await source.read(SHORTEST_READ):
                await self._flows.wait()
                if not one.dead:
                    to.write(said)
                    await to.drain()
        if not (one.dead and source is one.server[0]):  # dead: silent until the caller gives up
            one.cut()


@asynccontextmanager
async def a_wire(open_server: Open, port: int = 0) -> AsyncIterator[Wire]:
    """Give a wire to a server for the block."""
    wire = Wire(open_server)
    wire.thaw()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.ensure_future(wire.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(accept, "127.0.0.1", port, backlog=1024)
    wire.port = listener.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def to_port(port: Callable[[], int]) -> Open:
    """Return a way to a server on this machine, whatever port it has by then."""
    return lambda: asyncio.open_connection("127.0.0.1", port())


def to_socket(path: str) -> Open:
    """Return a way to a server that listens on a socket in the file system."""
    return lambda: asyncio.open_unix_connection(path)
