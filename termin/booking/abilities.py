"""A counter or a clerk can do other things: who loses their place, and the change itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tortoise.transactions import in_transaction

from termin.booking.stranding import settle
from termin.capacity.books import read_books
from termin.capacity.daybook import DayBook
from termin.capacity.expiry import sweep
from termin.capacity.rows import Duty, DutyState, able_of
from termin.capacity.skills import Able, both
from termin.catalogue.rows import Skill
from termin.errors import NotFound
from termin.events import DutiesChanged
from termin.journal import announce
from termin.officeday import Day, locked
from termin.offices.rows import Counter
from termin.staff.rows import Clerk


@dataclass(frozen=True, slots=True)
class NewSkills:
    """A counter is equipped, or a clerk has learned, otherwise from now on (`able` None: all).

    Unlike other changes it is made for all its days at once: the counter or the clerk is the same
    on each of them. That locks as many days as are published, and takes milliseconds for each.
    """

    owner: Counter | Clerk
    able: Able

    async def days(self, now: datetime) -> Sequence[int]:
        """Return the days of published duties of the counter or the clerk that are not over."""
        return tuple(sorted({duty.office_day_id for duty in await self._duties(now)}))

    async def redrawn(self, books: Mapping[int, DayBook]) -> Mapping[int, DayBook]:
        """Return the days with what can be done then."""
        ids = [one.duty for book in books.values() for one in book.on_duty]
        duties = await Duty.filter(id__in=ids, **self._mine()).prefetch_related(
            "counter__skills", "clerk__skills"
        )
        then = {duty.id: self._together(duty) for duty in duties}
        return {
            day: replace(
                book,
                on_duty=tuple(
                    replace(one, skills=then[one.duty]) if one.duty in then else one
                    for one in book.on_duty
                ),
            )
            for day, book in books.items()
        }

    async def carry_out(self, now: datetime) -> AsyncIterator[int]:
        """Re-seat whom it takes and write the skills, on all days together.

        Raises:
            WouldStrand: somebody finds no place; nothing was changed.
        """
        done = tuple(await self.days(now))
        if done:
            async with locked(*done) as days:
                await self._settle(days, now)
                await self._write()
                await self._tell(days, now)
        else:
            async with in_transaction():
                await self._write()
        # A day published while the others were locked has not been told.
        later = set(await self.days(now)) - set(done)
        for missed in sorted(later):
            async with locked(missed) as days:
                await self._tell(days, now)
        for each in (*done, *sorted(later)):
            yield each

    async def _settle(self, days: Sequence[Day], now: datetime) -> None:
        for day in days:
            await sweep(day, now)
        books = await read_books([day.id for day in days])
        after = await self.redrawn(books)
        for day in days:
            await settle(day, books[day.id], after[day.id], now)

    async def _write(self) -> None:
        skills = [] if self.able is None else await self._known(self.able)
        self.owner.every_skill = self.able is None
        await self.owner.save(update_fields=["every_skill"])
        await self.owner.skills.clear()
        if skills:
            await self.owner.skills.add(*skills)

    async def _known(self, wanted: Iterable[int]) -> list[Skill]:
        ids = list(wanted)
        found = await Skill.filter(id__in=ids, municipality_id=self.owner.municipality_id)
        if len(found) != len(ids):
            raise NotFound
        return found

    async def _tell(self, days: Sequence[Day], now: datetime) -> None:
        of_day: dict[int, list[int]] = defaultdict(list)
        for duty in await self._duties(now):
            of_day[duty.office_day_id].append(duty.id)
        for day in days:
            seq = await day.record(DutiesChanged(tuple(sorted(of_day[day.id]))), now)
            await announce(day.id, seq)

    async def _duties(self, now: datetime) -> list[Duty]:
        return await Duty.filter(state=DutyState.PUBLISHED, ends_at__gt=now, **self._mine())

    def _mine(self) -> dict[str, int]:
        name = "counter_id" if isinstance(self.owner, Counter) else "clerk_id"
        return {name: int(self.owner.id)}

    def _together(self, duty: Duty) -> Able:
        if isinstance(self.owner, Counter):
            return both(self.able, able_of(duty.clerk))
        return both(able_of(duty.counter), self.able)
