"""What is free, in memory: every office's coming days, followed from the database.

A follower of state: it keeps a version for each day, asks every half second which days changed
since its last look, and reads those again. Whoever changed a day asks for `reload` before
answering, so that a process shows its own bookings at once and those of others within a second.
What it says is an offer; the judge is the lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.connection import get_connection

from termin.capacity.books import read_books
from termin.capacity.city import CityRuns, FreeStarts
from termin.capacity.daybook import CITIZENS, STAFF, DayBook
from termin.capacity.grid import cells, mark_from
from termin.capacity.runs import DayRuns
from termin.capacity.segments import Use
from termin.capacity.slots import Lane
from termin.localtime import day_bounds

CHUNK = 500
"""Days read in one go while the index fills."""

_XMIN = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin"
_CHANGED = """
SELECT d.id, d.office_id, d.date, d.seq, o.time_zone FROM office_day d
JOIN office o ON o.id = d.office_id
WHERE d.changed_xid >= $1::text::xid8 AND d.date >= $2 ORDER BY d.date
"""
_ONE = """
SELECT d.id, d.office_id, d.date, d.seq, o.time_zone FROM office_day d
JOIN office o ON o.id = d.office_id WHERE d.id = $1
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A day as the index knows it."""

    office: int
    date: date
    zone: ZoneInfo
    book: DayBook
    read_at: float
    stamp: int = 0


class Availability:
    """Free starts of all offices from yesterday on; one per process, for one event loop."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._day_of: dict[tuple[int, date], int] = {}
        self._runs = {CITIZENS: CityRuns(), STAFF: CityRuns()}
        self._expiries: list[tuple[datetime, int]] = []
        self._reading: dict[int, asyncio.Lock] = {}
        self._xmin = "0"
        self.version = 0
        """Grows whenever any day is offered differently."""

    def __len__(self) -> int:
        return len(self._entries)

    async def refresh(self, now: datetime) -> int:
        """Read again every day that changed since the last look; return how many there were."""
        connection = get_connection("default")
        # Asked before the days: what commits in between is seen again next time, never missed.
        xmin = (await connection.execute_query_dict(_XMIN))[0]["xmin"]
        yesterday = (now - timedelta(days=1)).date()
        rows = await connection.execute_query_dict(_CHANGED, [self._xmin, yesterday])
        news = [row for row in rows if self._is_news(row)]
        for begin in range(0, len(news), CHUNK):
            await self._read(news[begin : begin + CHUNK], now)
        self._xmin = xmin
        self._forget(yesterday)
        return len(news)

    async def reload(self, office_day: int, now: datetime) -> None:
        """Read one day again, so that what this process has just written shows in its answers."""
        asked_at = monotonic()
        lock = self._reading.setdefault(office_day, asyncio.Lock())
        async with lock:
            entry = self._entries.get(office_day)
            if entry is None or entry.read_at < asked_at:
                await self._read(await _place_of(office_day, entry), now)

    def book(self, office: int, on: date) -> DayBook | None:
        """Return the day's book, if the office has anything on that day."""
        day = self._day_of.get((office, on))
        return None if day is None else self._entries[day].book

    def lanes(self, office: int, on: date, uses: frozenset[Use], now: datetime) -> tuple[Lane, ...]:
        """Return the free time of each duty of a day."""
        book = self.book(office, on)
        return () if book is None else book.lanes(uses, now)

    def stamp(self, office: int, on: date) -> int:
        """Return a number that is another whenever this process offers the day differently."""
        day = self._day_of.get((office, on))
        return 0 if day is None else self._entries[day].stamp

    def moment(self, now: datetime) -> tuple[int, int]:
        """Return what is the same as long as the same starts are offered: version and grid mark."""
        self._expire(now)
        return self.version, mark_from(now + timedelta(microseconds=1))

    def find(
        self,
        minutes: Mapping[int, int],
        required: frozenset[int],
        dates: tuple[date, date],
        now: datetime,
        uses: frozenset[Use] = CITIZENS,
    ) -> FreeStarts:
        """Return the free starts for a visit of `minutes[office]` at these offices and dates."""
        self._expire(now)
        needed = {office: cells(length) for office, length in minutes.items()}
        after_now = now + timedelta(microseconds=1)
        return self._runs[uses].find(needed, required, not_before=after_now, dates=dates)

    def starts(
        self,
        office: int,
        on: date,
        minutes: int,
        required: frozenset[int],
        now: datetime,
        uses: frozenset[Use] = CITIZENS,
    ) -> tuple[datetime, ...]:
        """Return the free starts of one office on one date."""
        self._expire(now)
        runs = self._runs[uses].day(office, on)
        after_now = now + timedelta(microseconds=1)
        return () if runs is None else runs.starts(minutes, required, after_now)

    def _is_news(self, row: Mapping[str, Any]) -> bool:
        entry = self._entries.get(row["id"])
        return entry is None or entry.book.seq < row["seq"]

    async def _read(self, rows: list[dict[str, Any]], now: datetime) -> None:
        read_at = monotonic()
        books = await read_books([row["id"] for row in rows])
        for row in rows:
            known = self._entries.get(row["id"])
            book = books[row["id"]]
            if known is None or known.book.seq <= book.seq:
                zone = ZoneInfo(row["time_zone"])
                self._take(Entry(row["office_id"], row["date"], zone, book, read_at), now)

    def _take(self, entry: Entry, now: datetime) -> None:
        day = entry.book.office_day
        self.version += 1
        self._entries[day] = replace(entry, stamp=self.version)
        self._day_of[entry.office, entry.date] = day
        bounds = day_bounds(entry.date, entry.zone)
        for uses, runs in self._runs.items():
            lanes = entry.book.lanes(uses, now)
            runs.replace(entry.office, entry.date, DayRuns.of(lanes, bounds))
        coming = entry.book.next_expiry(now)
        if coming is not None:
            heappush(self._expiries, (coming, day))

    def _expire(self, now: datetime) -> None:
        """Offer again what was promised only until now."""
        while self._expiries and self._expiries[0][0] <= now:
            _, day = heappop(self._expiries)
            entry = self._entries.get(day)
            if entry is not None:
                self._take(entry, now)

    def _forget(self, before: date) -> None:
        for (office, on), day in list(self._day_of.items()):
            if on < before:
                del self._day_of[office, on], self._entries[day]
                self._reading.pop(day, None)
                for runs in self._runs.values():
                    runs.drop(office, on)


async def _place_of(office_day: int, entry: Entry | None) -> list[dict[str, Any]]:
    """Return where and when a day is, as rows: what is known of it stays so for ever."""
    if entry is None:
        return await get_connection("default").execute_query_dict(_ONE, [office_day])
    place = {"id": office_day, "office_id": entry.office, "date": entry.date}
    return [{**place, "time_zone": entry.zone.key}]
