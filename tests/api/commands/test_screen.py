"""`termin screen` as a person sees it: in a real terminal, on a real server, through an outage."""

from __future__ import annotations

import asyncio
import codecs
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

import pytest

from api.database import DatabaseAddress
from api.terminal.letters import large
from tests.api.commands.termin import PROJECT, termin
from tests.display.real_time import call, draw, open_day_and_night
from tests.town import Town
from tests.web import RunningServer

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOURS = re.compile(r"\x1b\[[0-9;]*3[0-7][0-9;]*m|\x1b\[[0-9;]*4[0-7][0-9;]*m")


@pytest.fixture
async def board(town: Town, running_server: RunningServer) -> str:
    """The address of the Rathaus' display page."""
    await open_day_and_night(town)
    return f"{running_server.url}/{town.municipality.slug}/anzeige/{town.offices['rathaus'].id}"


@dataclass
class Terminal:
    """A window of 80 by 24 in which the command runs; `text` is all that it wrote."""

    process: asyncio.subprocess.Process
    text: str = ""
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def read(self, descriptor: int, decoder: codecs.IncrementalDecoder) -> None:
        """Take what there is to read; the terminal ends with its program."""
        try:
            said = os.read(descriptor, 65536)
        except OSError:
            said = b""
        if not said:
            asyncio.get_running_loop().remove_reader(descriptor)
        self.text += decoder.decode(said)
        self._came.set()

    async def shows(self, *wanted: str, seconds: float = 15) -> float:
        """Wait until all of this was written since now or just before; return the seconds."""
        begun = monotonic()
        async with asyncio.timeout(seconds):
            while not all(one in ESCAPES.sub("", self.text) for one in wanted):
                self._came.clear()
                await self._came.wait()
        return monotonic() - begun

    def forget(self) -> None:
        """Look only at what is written from now on."""
        self.text = ""


@asynccontextmanager
async def terminal(*arguments: str, **environment: str) -> AsyncIterator[Terminal]:
    """Run `termin screen` in a terminal for the block."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    plain = {name: text for name, text in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "screen", *arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=PROJECT,
        env={**plain, "TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    found = Terminal(process)
    loop = asyncio.get_running_loop()
    loop.add_reader(ours, found.read, ours, codecs.getincrementaldecoder("utf-8")("replace"))
    try:
        yield found
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        loop.remove_reader(ours)
        os.close(ours)


async def test_a_call_appears_large_and_ctrl_c_ends_it(town: Town, board: str) -> None:
    async with terminal(board) as window:
        await window.shows("Rathaus", "Ihre Nummer erscheint hier.", "Wartende: 0")
        await draw(town)
        await window.shows("Wartende: 1")
        await call(town, "2")
        assert await window.shows(*(line.rstrip() for line in large("B001", 4))) < 5
        assert COLOURS.search(window.text)
        window.process.send_signal(2)
        assert await window.process.wait() == 0


async def test_it_mends_itself_after_the_server_was_killed(
    town: Town, board: str, running_server: RunningServer
) -> None:
    await draw(town)
    async with terminal(board) as window:
        await window.shows("Wartende: 1")
        await running_server.kill()
        await draw(town)
        window.forget()
        await running_server.start()
        assert await window.shows("Wartende: 2") < 5


async def test_without_colours_where_nobody_wants_them(town: Town, board: str) -> None:
    await draw(town)
    await call(town, "1")
    async with terminal(board, NO_COLOR="1") as window:
        await window.shows("Wartende: 0", "█")
        assert not COLOURS.search(window.text)


async def test_once_prints_the_board_and_ends(
    town: Town, board: str, fresh_database: DatabaseAddress, running_server: RunningServer
) -> None:
    await draw(town)
    await draw(town)
    await call(town, "2")
    done = await termin(fresh_database, "screen", "--once", board)
    assert (done.status, done.errors) == (0, "")
    assert "B001 → 2" in done.output
    assert "Wartende: 1" in done.output
    assert "\x1b" not in done.output
    none = await termin(fresh_database, "screen", "--once", f"{running_server.url}/x/anzeige/9999")
    assert (none.status, "There is no board at" in none.errors) == (1, True)
    several = await termin(fresh_database, "screen", "--once", running_server.url)
    assert several.status == 1
    assert "Rathaus" in several.errors
    assert "Bürgerbüro Nord" in several.errors


async def test_where_there_is_no_terminal_each_change_is_a_line(town: Town, board: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "screen", board),
        stdout=asyncio.subprocess.PIPE,
        cwd=PROJECT,
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        assert b"keine Aufrufe  |  Wartende: 0" in await process.stdout.readline()
        await draw(town)
        assert b"Wartende: 1" in await process.stdout.readline()
        await call(town, "3")
        line = (await process.stdout.readline()).decode()
    assert "B001 → 3" in line
    assert "\x1b" not in line
    process.terminate()
    assert await process.wait() == 0
