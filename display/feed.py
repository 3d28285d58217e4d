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
from display.listener import Listener
from display.looks import Looks
from display.today import Almanac, Today
from termin import journal
from termin.events import Recorded

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
    listens (None: polling only, by the pool), `renewed` hears of each line that was lost and opened
    again. It survives any outage of the database, and is right again at the first comparison after
    it.
    """

    def __init__(
        self,
        hub: Hub,
        almanac: Almanac,
        now: Callable[[], datetime],
        connect: Callable[[], Awaitable[Any]] | None = None,
        renewed: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.hub = hub
        self._almanac = almanac
        self._now = now
        self._listener = Listener(connect, self.heard, renewed) if connect else None
        self._asking = {"ask": self._listener.ask} if self._listener else {}
        self._watched: dict[int, _Watched] = {}
        self._woken = asyncio.Event()
        self._looks = Looks()

    async def run(self) -> Never:
        """Keep all watched boards current, for ever; nobody else reads."""
        away = False
        try:
            while True:
                error = await self._failure()
                if error is not None and not away:
                    _log.warning("boards are not current", exc_info=_unforeseen(error))
                if error is None and away:
                    _log.warning("boards are current again")
                away = error is not None
                await self._rest()
        finally:
            if self._listener is not None:
                self._listener.close()

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
        async with asyncio.timeout(PATIENCE):
            while True:
                (await self._begin(office)).asked_at = monotonic()
                self._woken.set()
                await self._looks.following()
                watched = self._watched.get(office)
                if watched is not None:
                    return watched.board, watched.today

    async def follow(self, office: int) -> AsyncGenerator[str]:
        """Yield the messages for one watcher of an office (see `Hub.follow`)."""
        await self.current(office)
        async with aclosing(self.hub.follow(office)) as messages:
            async for message in messages:
                yield message

    async def _failure(self) -> Exception | None:
        """Look once; return what went wrong.

        Whatever it was: without a confirmation the screens say that they are not current, and the
        next comparison may do better.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._look()
        except Exception as error:
            return error
        return None

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    async def _look(self) -> None:
        look = self._looks.begin()
        self._forget()
        for office in tuple(self._watched):
            await self._begin_or_end(office)
        watched = tuple(self._watched.values())
        days = [one.today.office_day for one in watched]
        versions = await journal.versions(days, **self._asking)
        for one in watched:
            await self._follow_or_end(one, versions)
        self.hub.confirm()
        self._looks.answer(look)

    def _forget(self) -> None:
        for office, watched in tuple(self._watched.items()):
            if monotonic() - watched.asked_at > KEPT and not self.hub.watchers(office):
                self._end(office)

    def _end(self, office: int) -> None:
        del self._watched[office]
        self.hub.end(office)

    async def _begin_or_end(self, office: int) -> None:
        try:
            await self._begin(office)
        except TROUBLES:
            raise
        except Exception as error:
            # The almanac no longer knows it; the boards of the others go on.
            _log.info("an office's board ends: %s", type(error).__name__)
            self._end(office)

    async def _begin(self, office: int) -> _Watched:
        """Return the office's watched day; after midnight, or at first, that is a new one."""
        watched = self._watched.get(office)
        if watched is None or not watched.today.holds_at(self._now()):
            today = await self._ask_almanac(office)
            known = self._watched.get(office)
            if known is None or known.today.office_day != today.office_day:
                known = _Watched(today, Board(office, today.date), monotonic())
                self._watched[office] = known
            watched = known
        return watched

    async def _ask_almanac(self, office: int) -> Today:
        """Ask, but wait for no connection of the pool that died in silence, nor for its release."""
        asking = asyncio.ensure_future(self._almanac(office))
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE / 2)
        if not done:
            asking.cancel()
            raise TimeoutError
        return asking.result()

    async def _follow_or_end(self, watched: _Watched, versions: dict[int, int]) -> None:
        try:
            await self._follow_version(watched, versions)
        except Gap as gap:
            # The journal itself lacks an event: nothing right can be shown of this office.
            _log.error("an office's board ends, its journal has a gap: %s", gap)
            self._end(watched.today.office)

    async def _follow_version(self, watched: _Watched, versions: dict[int, int]) -> None:
        version = versions.get(watched.today.office_day, 0)
        if version < watched.board.seq:  # the database was set back: begin again
            watched.board = Board(watched.today.office, watched.today.date)
        if version != watched.board.seq or self.hub.board(watched.today.office) != watched.board:
            await self._catch_up(watched)
            if watched.board.seq < version:
                raise Gap(f"there are {version} events, but the last is {watched.board.seq}")

    async def _catch_up(self, watched: _Watched) -> None:
        day = watched.today.office_day
        try:
            watched.board = fold(watched.board, await self._events(day, watched.board.seq))
        except Gap:
            empty = Board(watched.today.office, watched.today.date)
            watched.board = fold(empty, await self._events(day, 0))
        self.hub.show(watched.board, watched.today.zone)

    async def _events(self, day: int, after: int) -> tuple[Recorded, ...]:
        return await journal.of_day(day, after, **self._asking)


def _unforeseen(error: Exception) -> Exception | None:
    return None if isinstance(error, TROUBLES) else error
