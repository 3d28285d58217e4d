"""Receipt printers in the network: is there paper, and did the ticket come out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import StrEnum

PORT = 9100
"""Where receipt printers listen unless told otherwise."""

PATIENCE = 2.5
"""Seconds in all for one ticket; somebody stands before the screen and waits."""

LISTEN = 0.6
"""Seconds for an answer about the paper; many printers never answer."""

# DLE EOT 4: the paper sensors. Bits 2 and 3 near the end, bits 5 and 6 no paper (ESC/POS, Epson).
_ASK_PAPER = b"\x10\x04\x04"
_OUT, _LOW = 0b0110_0000, 0b0000_1100
_FIXED, _FIXED_VALUE = 0b1001_0011, 0b0001_0010


class Paper(StrEnum):
    """What a printer says of its paper."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What became of a ticket."""

    PRINTED = "printed"
    NO_PAPER = "no-paper"
    UNREACHABLE = "unreachable"


async def print_bytes(printer: str, commands: bytes, patience: float = PATIENCE) -> Outcome:
    """Print at `host:port`; never raises for what a printer does, never takes longer than that.

    Without paper nothing is sent: printers keep it and would print it long after.
    """
    try:
        async with asyncio.timeout(patience), _connected(printer) as (reader, writer):
            if await _paper(reader, writer) is Paper.OUT:
                return Outcome.NO_PAPER
            writer.write(commands)
            await writer.drain()
            after = await _paper(reader, writer)
            return Outcome.NO_PAPER if after is Paper.OUT else Outcome.PRINTED
    except (OSError, ValueError, TimeoutError):
        return Outcome.UNREACHABLE


async def paper_of(printer: str, patience: float = PATIENCE) -> Paper | None:
    """Return what the printer at `host:port` says of its paper; None where it is not reached."""
    try:
        async with asyncio.timeout(patience), _connected(printer) as (reader, writer):
            return await _paper(reader, writer)
    except (OSError, ValueError, TimeoutError):
        return None


def place_of(printer: str) -> tuple[str, int]:
    """Return host and port of `host:port`, `host` or `[address]:port`.

    Raises:
        ValueError: the port is none.
    """
    host, colon, port = printer.strip().rpartition(":")
    if not colon or (host.count(":") and not host.endswith("]")):
        return printer.strip().strip("[]"), PORT
    return host.strip("[]"), int(port)


@contextlib.asynccontextmanager
async def _connected(
    printer: str,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, port = place_of(printer)
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(writer.wait_closed(), LISTEN)


async def _paper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Paper:
    writer.write(_ASK_PAPER)
    await writer.drain()
    try:
        said = await asyncio.wait_for(reader.read(1), LISTEN)
    except TimeoutError:
        return Paper.UNKNOWN
    return paper_in(said)


def paper_in(said: bytes) -> Paper:
    """Return what one byte of status means; whatever is no status means nothing."""
    if len(said) != 1 or said[0] & _FIXED != _FIXED_VALUE:
        return Paper.UNKNOWN
    if said[0] & _OUT:
        return Paper.OUT
    return Paper.LOW if said[0] & _LOW else Paper.OK
