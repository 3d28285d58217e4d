"""Many screens in a process of their own, and what they show.

Run as `python -m tests.recovery.screens ADDRESS COUNT STALE RULES`; for each line on standard input
they answer with one line: what is shown, by how many, and how many call it current.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from display.line import follow
from display.watch import STALE, Watch
from display.wire import Heartbeat, SeenBoard, read_message
from tests.recovery.truth import plain

PATIENCE = 30.0


@dataclass(frozen=True)
class Shown:
    """What screens show: each board, as text, with how many show it."""

    boards: Mapping[str, int]
    stale: int
    attempts: int

    def all_show(self, board: str) -> bool:
        """Whether every screen shows this board and calls it current."""
        return set(self.boards) == {board} and not self.stale


@dataclass
class Crowd:
    """The screens' process."""

    process: asyncio.subprocess.Process
    count: int

    async def tell(self) -> Shown:
        """Return what they show now."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the screens cannot be asked")
        self.process.stdin.write(b"?\n")
        async with asyncio.timeout(PATIENCE):
            said = json.loads(await self.process.stdout.readline())
        return Shown(**said)

    async def until(self, board: str, seconds: float = PATIENCE) -> float:
        """Wait until all show this board and call it current; return the seconds it took.

        Raises:
            AssertionError: they do not.
        """
        begun = monotonic()
        while True:
            shown = await self.tell()
            passed = monotonic() - begun
            if shown.all_show(board):
                return passed
            if passed > seconds:
                raise AssertionError(f"after {passed:.1f} s: wanted {board}, shown {shown}")
            await asyncio.sleep(0.05)


@asynccontextmanager
async def a_crowd(
    address: str, count: int, *, stale: float = STALE, rules: str = "ours"
) -> AsyncIterator[Crowd]:
    """Let so many screens watch an address for the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.recovery.screens", address, str(count), str(stale), rules),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    try:
        yield Crowd(process, count)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def main(address: str, count: int, stale: float, rules: str) -> None:
    """Watch and answer until the input ends."""
    watches = [Watch() for _ in range(count)]
    follower = {"ours": _follow, "merging": _merge, "trusting": _trust}[rules]
    tasks = [asyncio.create_task(follower(address, watch)) for watch in watches]
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while await reader.readline():
        sys.stdout.write(json.dumps(_told(watches, stale)) + "\n")
        sys.stdout.flush()
    for task in tasks:
        task.cancel()


def _told(watches: list[Watch], stale: float) -> dict[str, Any]:
    at = monotonic()
    boards = Counter(plain(watch.board) for watch in watches)
    old = sum(watch.heard_at is None or at - watch.heard_at > stale for watch in watches)
    return {"boards": boards, "stale": old, "attempts": sum(one.attempts for one in watches)}


async def _follow(address: str, watch: Watch) -> None:
    """Keep our rules."""
    async with contextlib.aclosing(follow(address, watch)) as changes:
        async for _ in changes:
            pass


async def _trust(address: str, watch: Watch) -> None:
    """Believe that a line is alive until the machine says otherwise: the negative control."""
    while True:
        with contextlib.suppress(OSError, TimeoutError, WebSocketException):
            async with connect(address, compression=None, ping_interval=None) as line:
                async for said in line:
                    watch.hear(read_message(said), monotonic())
        await asyncio.sleep(watch.pause(0.5))


async def _merge(address: str, watch: Watch) -> None:
    """Add what is new to what is shown, as a screen that gets changes would: the negative control.

    A call missed on the way is never shown, and one that is over never goes.
    """
    while True:
        with contextlib.suppress(OSError, TimeoutError, WebSocketException):
            async with connect(address, compression=None, ping_interval=None) as line:
                async for said in line:
                    message = read_message(said)
                    if isinstance(message, Heartbeat) or watch.board is None:
                        watch.hear(message, monotonic())
                    elif message.version > watch.board.version:
                        watch.board = _added(watch.board, message)
        await asyncio.sleep(watch.pause(0.5))


def _added(board: SeenBoard, message: SeenBoard) -> SeenBoard:
    known = {call.number for call in board.calls}
    new = tuple(call for call in message.calls[:1] if call.number not in known)
    merged: dict[str, Any] = {name: getattr(message, name) for name in message.__slots__}
    return SeenBoard(**{**merged, "calls": new + board.calls})


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
