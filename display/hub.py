"""Who watches which board: everybody gets the whole board, latest wins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

from display.board import Board
from display.wire import board_message, heartbeat_message

HEARTBEAT = 2.0
"""Seconds between signs of life: a browser does not notice a dead connection by itself, and two
missed ones must leave it time to be right again within five seconds of a server's return."""

TRUSTED = 5.0
"""Seconds for which a board counts as current after it was last compared with the database."""


@dataclass(slots=True)
class _Room:
    board: Board
    zone: ZoneInfo
    message: str
    watchers: set[asyncio.Event] = field(default_factory=set)
    ended: bool = False


class Hub:
    """Boards in memory and those who watch them.

    A watcher sleeps until something changes and then takes the latest board, so that a slow socket
    skips boards and never holds up the others. Nothing is sent, no heartbeat either, while nobody
    can tell whether the boards are current: a display must not look alive on old numbers.
    """

    def __init__(self, now: Callable[[], datetime], heartbeat: float = HEARTBEAT) -> None:
        self._now = now
        self._heartbeat = heartbeat
        self._rooms: dict[int, _Room] = {}
        self._confirmed_at: float | None = None

    @property
    def is_current(self) -> bool:
        """Whether the boards were compared with the database a moment ago."""
        return self._confirmed_at is not None and monotonic() - self._confirmed_at < TRUSTED

    def confirm(self) -> None:
        """Say that all boards are current; after an outage everybody is told at once."""
        was_current = self.is_current
        self._confirmed_at = monotonic()
        if not was_current:
            for room in self._rooms.values():
                _wake(room)

    def show(self, board: Board, zone: ZoneInfo) -> None:
        """Show this board to all who watch its office."""
        room = self._rooms.get(board.office)
        message = board_message(board, self._now(), zone)
        if room is None:
            self._rooms[board.office] = _Room(board, zone, message)
        elif room.board != board:
            room.board, room.zone, room.message = board, zone, message
            _wake(room)

    def board(self, office: int) -> Board | None:
        """Return the latest board of an office, if it was ever shown."""
        room = self._rooms.get(office)
        return room.board if room else None

    def watchers(self, office: int) -> int:
        """Return how many watch an office."""
        room = self._rooms.get(office)
        return len(room.watchers) if room else 0

    @property
    def all_watchers(self) -> int:
        """How many watch any office."""
        return sum(len(room.watchers) for room in self._rooms.values())

    def end(self, office: int) -> None:
        """Forget an office and send all its watchers away: its board can no longer be told."""
        room = self._rooms.pop(office, None)
        if room is not None:
            room.ended = True
            _wake(room)

    async def follow(self, office: int) -> AsyncGenerator[str]:
        """Yield messages for one watcher: the board, then each change, and heartbeats.

        Goes on until the office's board is ended.

        Raises:
            KeyError: no board of this office was shown yet.
        """
        room = self._rooms[office]
        woken = asyncio.Event()
        # Joining and taking the board happen without an await between, so no change is missed.
        room.watchers.add(woken)
        sent: Board | None = None
        try:
            while not room.ended:
                if self.is_current:
                    message = self._message(room, sent)
                    sent = room.board
                    yield message
                await _rest(woken, self._heartbeat)
        finally:
            room.watchers.discard(woken)

    def _message(self, room: _Room, sent: Board | None) -> str:
        if sent is None:  # somebody who joins needs the present time, not that of the last change
            return board_message(room.board, self._now(), room.zone)
        if sent is not room.board:
            return room.message
        return heartbeat_message(room.board, self._now(), room.zone)


async def _rest(woken: asyncio.Event, most: float) -> None:
    try:
        async with asyncio.timeout(most):
            await woken.wait()
    except TimeoutError:
        return
    finally:
        woken.clear()


def _wake(room: _Room) -> None:
    for watcher in room.watchers:
        watcher.set()
