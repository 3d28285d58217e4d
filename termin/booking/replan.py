"""Changes of the plan that may take somebody's place, each told whole before it is done."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from tortoise.transactions import in_transaction

from termin.booking.stranding import (
    Consequences,
    apply_closure,
    consequences,
    lift_closure,
    settle,
    withdraw_duty,
    without_duty,
    without_time,
)
from termin.capacity.books import read_book, read_books
from termin.capacity.daybook import DayBook, Stretch
from termin.capacity.expiry import sweep
from termin.capacity.publish import cut, segments_of
from termin.capacity.rows import Duty, DutyState, Segment
from termin.capacity.segments import Use
from termin.errors import NotFound
from termin.events import DutiesChanged
from termin.interval import Interval
from termin.journal import announce
from termin.officeday import OfficeDay, locked
from termin.offices.hours import Stretch as WeekStretch
from termin.offices.openings import hours_between, opening_of
from termin.offices.rows import Closure
from termin.offices.standing import change_hours, keep_hours
from termin.offices.week import check_week, set_week, week_from, week_of


@dataclass(frozen=True, slots=True)
class Impact:
    """One office-day before and after a change, and what that does to those who have a place."""

    book: DayBook
    changed: DayBook
    settled: Consequences


class Change(Protocol):
    """A change of published plans: which days it touches, what they become, and how it is made."""

    async def days(self, now: datetime) -> Sequence[int]:
        """Return the office-days whose published duties it touches."""

    async def redrawn(self, books: Mapping[int, DayBook]) -> Mapping[int, DayBook]:
        """Return what these days become; their promises stay, to be settled."""

    def carry_out(self, now: datetime) -> AsyncIterator[int]:
        """Make it, day by day, and name each office-day that is done.

        Resumable: done again, it goes on where it stopped.

        Raises:
            WouldStrand: somebody finds no place; that day stays as it was.
        """


async def impacts(change: Change, now: datetime) -> dict[int, Impact]:
    """Return what a change would do now to each office-day that it touches."""
    books = await read_books(await change.days(now))
    after = await change.redrawn(books)
    return {
        day: Impact(book, after[day], consequences(book, after[day], now))
        for day, book in books.items()
        if after[day] != book
    }


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A published duty is taken back."""

    duty: int

    async def days(self, now: datetime) -> Sequence[int]:  # noqa: ARG002  # as every Change
        """Return the one day it stands on."""
        duty = await Duty.get_or_none(id=self.duty, state=DutyState.PUBLISHED)
        return () if duty is None else (duty.office_day_id,)

    async def redrawn(self, books: Mapping[int, DayBook]) -> Mapping[int, DayBook]:
        """Return the day without it."""
        return {day: without_duty(book, self.duty) for day, book in books.items()}

    async def carry_out(self, now: datetime) -> AsyncIterator[int]:
        """Withdraw it."""
        yield await withdraw_duty(self.duty, now)


@dataclass(frozen=True, slots=True)
class Closing:
    """An office, or all of a municipality (`office` None), is closed for a while."""

    municipality: int
    office: int | None
    during: Interval
    reason: str
    account: int | None = None
    closure: int | None = None
    """The row, once it is entered; the rest of the days can then be done."""

    async def days(self, now: datetime) -> Sequence[int]:  # noqa: ARG002  # as every Change
        """Return the days that still offer time within it."""
        here = {} if self.office is None else {"office_day__office_id": self.office}
        found = await Segment.filter(
            municipality_id=self.municipality,
            starts_at__lt=self.during.end,
            ends_at__gt=self.during.start,
            **here,
        ).values_list("office_day_id", flat=True)
        return _ids(found)

    async def redrawn(self, books: Mapping[int, DayBook]) -> Mapping[int, DayBook]:
        """Return the days without that time."""
        return {day: without_time(book, (self.during,)) for day, book in books.items()}

    async def carry_out(self, now: datetime) -> AsyncIterator[int]:
        """Enter the closure, so that new plans know it, then cut the days that are published."""
        row = await self._row()
        for day in await self.days(now):
            await apply_closure(row, day, now)
            yield day

    async def _row(self) -> Closure:
        if self.closure is not None:
            found = await Closure.get_or_none(id=self.closure, municipality_id=self.municipality)
            if found is None:
                raise NotFound
            return found
        same: dict[str, Any] = {
            "municipality_id": self.municipality,
            "office_id": self.office,
            "starts_at": self.during.start,
            "ends_at": self.during.end,
        }
        async with in_transaction():
            # Whoever publishes by the old hours commits first, and is among the days cut after.
            await change_hours(self.municipality, self.office)
            # Entered twice it is one: so an entry that stopped half way is simply made again.
            return await Closure.filter(**same, lifted_at=None).first() or await Closure.create(
                **same, reason=self.reason, created_by=self.account
            )


async def reopen(closure: Closure, now: datetime) -> AsyncGenerator[int, None]:
    """Take a closure back and offer the time again; name each office-day that is done.

    Resumable: the row goes last, so what stopped half way is simply done again.
    """
    here = {} if closure.office_id is None else {"office_id": closure.office_id}
    async with in_transaction():
        await change_hours(closure.municipality_id, closure.office_id)
        await Closure.filter(id=closure.id).update(lifted_at=now)
    days = await Duty.filter(
        municipality_id=closure.municipality_id,
        state=DutyState.PUBLISHED,
        starts_at__lt=closure.ends_at,
        ends_at__gt=closure.starts_at,
        **here,
    ).values_list("office_day_id", flat=True)
    for day in _ids(days):
        await lift_closure(closure.id, day, now)
        yield day
    await Closure.filter(id=closure.id).delete()


@dataclass(frozen=True, slots=True)
class NewHours:
    """An office has another week from a date on; refuses weeks as `check_week` does (Invalid)."""

    office: int
    week: tuple[WeekStretch, ...]
    first: date

    def __post_init__(self) -> None:
        check_week(self.week)

    async def days(self, now: datetime) -> Sequence[int]:
        """Return the published days from its date on."""
        found = await Duty.filter(
            office_id=self.office,
            state=DutyState.PUBLISHED,
            office_day__date__gte=self.first,
            ends_at__gt=now,
        ).values_list("office_day_id", flat=True)
        return _ids(found)

    async def redrawn(self, books: Mapping[int, DayBook]) -> Mapping[int, DayBook]:
        """Return the days cut by the new week, closures and holidays."""
        if not books:
            return {}
        dates = {row.id: row.date for row in await OfficeDay.filter(id__in=list(books))}
        weeks = {self.office: week_from(await week_of(self.office), self.week, self.first)}
        first, last = min(dates.values()), max(dates.values())
        hours = await hours_between([self.office], first, last, weeks)
        duties = await Duty.filter(office_day_id__in=list(books), state=DutyState.PUBLISHED)
        return {
            day: _cut_anew(
                book,
                [duty for duty in duties if duty.office_day_id == day],
                hours[self.office, dates[day]].open,
            )
            for day, book in books.items()
        }

    async def carry_out(self, now: datetime) -> AsyncIterator[int]:
        """Write the week, then cut each published day whose time it changes.

        The week waits for whoever publishes by the old one, so the days are asked for after it.
        """
        await set_week(self.office, week_from(await week_of(self.office), self.week, self.first))
        books = await read_books(await self.days(now))
        after = await self.redrawn(books)
        for day, book in books.items():
            if after[day] != book:
                await cut_anew(day, now)
                yield day


async def cut_anew(office_day: int, now: datetime) -> None:
    """Cut one day's published duties by hours and closures as they are now.

    Raises:
        WouldStrand: somebody finds no place; the day stays as it was.
    """
    async with locked(office_day) as (day,):
        await sweep(day, now)
        book = await read_book(day.id)
        duties = await Duty.filter(office_day_id=day.id, state=DutyState.PUBLISHED).order_by("id")
        await keep_hours(day.office)
        changed = _cut_anew(book, duties, await opening_of(day.office, day.date))
        await settle(day, book, changed, now)
        await cut(day, duties)
        seq = await day.record(DutiesChanged(tuple(duty.id for duty in duties)), now)
        await announce(day.id, seq)


def _cut_anew(book: DayBook, duties: Sequence[Duty], opening: Sequence[Interval]) -> DayBook:
    """Return the day with its duties cut by `opening`; the same value if nothing differs."""
    parts = {
        Stretch(part.duty_id, Use(part.use), Interval(part.starts_at, part.ends_at))
        for duty in duties
        for part in segments_of(duty, opening)
    }
    if parts == set(book.stretches):
        return book
    ordered = sorted(parts, key=lambda part: (part.during, part.duty))
    return replace(book, stretches=tuple(ordered))


def _ids(found: object) -> tuple[int, ...]:
    return tuple(sorted({int(str(one)) for one in found}))  # type: ignore[attr-defined]
