"""Keeping the watched boards current: woken by the database, comparing versions anyway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Never

import asyncpg
from tortoise.exceptions import BaseORMException

from display.board import Board, Gap, fold
from display.hub import Hub
from display.listener import listen
from display.today import Almanac, Today
from termin import journal

POLL = 0.5
"""Seconds between comparisons of versions; the database wakes us sooner where it can."""
KEPT = 60.0
"""Seconds for which a board that nobody watches is kept current for the next who asks."""
PATIENCE = 5.0
"""Seconds a comparison may take before the database counts as away."""

TROUBLES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, BaseORMException)

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Watched:
    today: Today
    board: Board
    asked_at: float


class Feed:
    """Reads the journal of every watched office's present day into boards, and shows them.

    `almanac` tells an office's day, `now` the office's time, `connect` opens a connection that
    listens (None: polling only). It survives any outage of the database, and is right again at the
    first comparison after it.
    """

    def __init__(
        self,
        hub: Hub,
        almanac: Almanac,
        now: Callable[[], datetime],
        connect: Callable[[], Awaitable[Any]] | None = None,
    ) -> None:
        self.hub = hub
        self._almanac = almanac
        self._now = now
        self._connect = connect
        self._watched: dict[int, _Watched] = {}
        self._woken = asyncio.Event()
        self._reading = asyncio.Lock()

    async def run(self) -> Never:
        """Keep all watched boards current, for ever."""
        if self._connect is None:
            await self._poll()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(listen(self._connect, self.heard))
            tasks.create_task(self._poll())
        raise AssertionError("both tasks go on for ever")

    def heard(self, office_day: int | None) -> None:
        """Look at once, since this day (None: any) changed."""
        days = {watched.today.office_day for watched in self._watched.values()}
        if office_day is None or office_day in days:
            self._woken.set()

    async def current(self, office: int) -> tuple[Board, Today]:
        """Return an office's board as the database has it now, and keep it current for a while.

        Raises:
            whatever the almanac raises for an office that it does not know.
        """
        async with asyncio.timeout(PATIENCE), self._reading:
            watched = await self._watch(office)
            watched.asked_at = monotonic()
            await self._follow_version(watched, await journal.versions([watched.today.office_day]))
            if not self.hub.is_current:
                self._woken.set()
            return watched.board, watched.today

    async def follow(self, office: int) -> AsyncGenerator[str]:
        """Yield the messages for one watcher of an office (see `Hub.follow`)."""
        await self.current(office)
        async with aclosing(self.hub.follow(office)) as messages:
            async for message in messages:
                yield message

    async def _poll(self) -> Never:
        away = False
        while True:
            try:
                async with asyncio.timeout(PATIENCE), self._reading:
                    await self._look()
                if away:
                    _log.warning("boards are current again")
                away = False
            except Exception as error:
                # Whatever it was: without a confirmation the screens say that they are not
                # current, and the next comparison may do better.
                if not away:
                    _log.warning("boards are not current", exc_info=_unforeseen(error))
                away = True
            await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    async def _look(self) -> None:
        self._forget()
        for office in tuple(self._watched):
            await self._watch_or_end(office)
        watched = tuple(self._watched.values())
        versions = await journal.versions([one.today.office_day for one in watched])
        for one in watched:
            await self._follow_version(one, versions)
        self.hub.confirm()

    def _forget(self) -> None:
        for office, watched in tuple(self._watched.items()):
            if monotonic() - watched.asked_at > KEPT and not self.hub.watchers(office):
                self._end(office)

    def _end(self, office: int) -> None:
        del self._watched[office]
        self.hub.end(office)

    async def _watch_or_end(self, office: int) -> None:
        try:
            await self._watch(office)
        except TROUBLES:
            raise
        except Exception as error:
            # The almanac no longer knows it; the boards of the others go on.
            _log.info("an office's board ends: %s", type(error).__name__)
            self._end(office)

    async def _watch(self, office: int) -> _Watched:
        """Return the office's watched day; after midnight, or at first, that is a new one."""
        watched = self._watched.get(office)
        if watched is not None and watched.today.holds_at(self._now()):
            return watched
        today = await self._almanac(office)
        fresh = _Watched(today, Board(office, today.date), monotonic())
        self._watched[office] = fresh
        await self._catch_up(fresh)
        return fresh

    async def _follow_version(self, watched: _Watched, versions: dict[int, int]) -> None:
        version = versions.get(watched.today.office_day, 0)
        if version < watched.board.seq:  # the database was set back: begin again
            watched.board = Board(watched.today.office, watched.today.date)
        if version != watched.board.seq:
            await self._catch_up(watched)

    async def _catch_up(self, watched: _Watched) -> None:
        day = watched.today.office_day
        try:
            watched.board = fold(watched.board, await journal.of_day(day, watched.board.seq))
        except Gap:
            empty = Board(watched.today.office, watched.today.date)
            watched.board = fold(empty, await journal.of_day(day))
        self.hub.show(watched.board, watched.today.zone)


def _unforeseen(error: Exception) -> Exception | None:
    return None if isinstance(error, TROUBLES) else error
