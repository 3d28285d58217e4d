"""From tasks to counters: where everybody sits, so that they change as seldom as can be.

Who does something at a counter keeps one counter through the day where that is possible, also
after a break; a counter is the same person's as long as nobody else needs it.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.planning.facts import CounterFacts, does
from api.planning.problem import open_in
from api.planning.roster import OfficeRoster
from scheduler.roster.problem import BACK, PAUSE, Roster, Workday
from termin.planning.demand import STEP, Skills
from termin.planning.plan import PlannedDuty, joined

Seats = Mapping[tuple[int, date, int], int]
"""Clerk, date and half hour of the day: the counter."""


@dataclass(frozen=True, slots=True)
class Seated:
    """The duties of a roster, and the roster with what found no counter as back office."""

    duties: tuple[PlannedDuty, ...]
    roster: Roster


def seat(asked: OfficeRoster, roster: Roster, before: Sequence[PlannedDuty] = ()) -> Seated:
    """Return who sits at which counter, if possible where they sat in the duties `before`."""
    seats: dict[tuple[int, date, int], int] = {}
    for day in range(asked.problem.length):
        workdays = [one for one in roster.workdays if one.day == day]
        if workdays:
            usual = Counts((clerk, counter) for (clerk, _, _), counter in seats.items())
            seats |= _Day(asked, asked.on(day), workdays, before, usual).seats()
    kept = tuple(_without_seatless(asked, one, seats) for one in roster.workdays)
    return Seated(tuple(_duties(asked, seats)), Roster(kept))


def blocks_of(asked: OfficeRoster, workday: Workday) -> Iterator[tuple[int, str]]:
    """Yield the half hours of a workday with the task of each."""
    shift = asked.problem.shift[workday.shift]
    yield from zip(shift.blocks(STEP), workday.tasks, strict=True)


class _Day:
    def __init__(
        self,
        asked: OfficeRoster,
        on: date,
        workdays: Sequence[Workday],
        before: Sequence[PlannedDuty],
        usual: Counts[tuple[int, int]],
    ) -> None:
        self.asked, self.on, self.usual = asked, on, usual
        self.taken: defaultdict[int, set[int]] = defaultdict(set)
        self.found: dict[tuple[int, date, int], int] = {}
        self.before = [duty for duty in before if duty.key == (asked.office.id, on)]
        self.counters = asked.office.counters
        self.needs: defaultdict[int, dict[int, Skills]] = defaultdict(dict)
        for one in workdays:
            for block, task in blocks_of(asked, one):
                self._note(one.clerk, block, task)

    def _note(self, clerk: int, block: int, task: str) -> None:
        """Seat those whose counter is settled; keep what the others need."""
        if task in (BACK, PAUSE) or not open_in(
            self.asked.office.open.get(self.on, ()), block * STEP
        ):
            return
        fixed = self.asked.posts.get(task)
        for pin in self.asked.fixed.get(task, ()):
            if pin.on == self.on and pin.start < (block + 1) * STEP and block * STEP < pin.end:
                fixed = pin.counter
        if fixed is not None:
            self._sit(clerk, fixed, [block])
        else:
            self.needs[clerk][block] = self.asked.skills[task]

    def seats(self) -> dict[tuple[int, date, int], int]:
        """Seat everybody: for the whole day if a counter is free, else stretch by stretch."""
        able = {clerk: len(self._able(needs)) for clerk, needs in self.needs.items()}
        for clerk in sorted(self.needs, key=lambda one: (able[one], -len(self.needs[one]), one)):
            self._seat(clerk, self.needs[clerk])
        return self.found

    def _seat(self, clerk: int, needs: Mapping[int, Skills]) -> None:
        free = [one for one in self._able(needs) if not self.taken[one.id].intersection(needs)]
        if free:
            self._sit(clerk, min(free, key=lambda one: self._unlike(clerk, one, needs)).id, needs)
            return
        stretches = _stretches(needs)
        if len(stretches) > 1:
            for part in stretches:
                self._seat(clerk, {block: needs[block] for block in part})
        elif len(needs) > 1:
            blocks = sorted(needs)
            middle = self._longest(needs, blocks)
            for part in (blocks[:middle], blocks[middle:]):
                self._seat(clerk, {block: needs[block] for block in part})

    def _longest(self, needs: Mapping[int, Skills], blocks: Sequence[int]) -> int:
        """Return how many blocks from the first on some counter can be had."""
        for many in range(len(blocks) - 1, 0, -1):
            part = {block: needs[block] for block in blocks[:many]}
            if any(not self.taken[one.id].intersection(part) for one in self._able(part)):
                return many
        return 1

    def _able(self, needs: Mapping[int, Skills]) -> list[CounterFacts]:
        return [
            one for one in self.counters if all(does(one.able, group) for group in needs.values())
        ]

    def _unlike(
        self, clerk: int, counter: CounterFacts, needs: Mapping[int, Skills]
    ) -> tuple[int, ...]:
        """Sort first where they sat before, sit today or sat this week; then what few need."""
        was = sum(
            duty.start < (block + 1) * STEP and block * STEP < duty.end
            for duty in self.before
            if (duty.clerk, duty.counter) == (clerk, counter.id)
            for block in needs
        )
        sits = any(seat == counter.id for (who, _, _), seat in self.found.items() if who == clerk)
        breadth = 99 if counter.able is None else len(counter.able)
        mine = self.usual[clerk, counter.id]
        others = sum(n for (_, seat), n in self.usual.items() if seat == counter.id) - mine
        return -was, not sits, -mine, others, breadth, len(self.taken[counter.id])

    def _sit(self, clerk: int, counter: int, blocks: Sequence[int] | Mapping[int, Skills]) -> None:
        for block in blocks:
            self.found[clerk, self.on, block] = counter
            self.taken[counter].add(block)


def _stretches(needs: Mapping[int, Skills]) -> list[list[int]]:
    found: list[list[int]] = []
    for block in sorted(needs):
        if found and found[-1][-1] == block - 1:
            found[-1].append(block)
        else:
            found.append([block])
    return found


def _without_seatless(asked: OfficeRoster, workday: Workday, seats: Seats) -> Workday:
    """Return the workday with back office where there is no counter, or the office is closed."""
    on = asked.on(workday.day)
    tasks = tuple(
        task if task in (BACK, PAUSE) or (workday.clerk, on, block) in seats else BACK
        for block, task in blocks_of(asked, workday)
    )
    return Workday(workday.clerk, workday.day, workday.shift, tasks)


def _duties(asked: OfficeRoster, seats: Seats) -> tuple[PlannedDuty, ...]:
    """Return the duties, cut to when the office is open."""
    office = asked.office
    shares = {one.id: one.shares for one in office.counters}
    shares |= {post.counter.id: post.counter.shares for post in office.posts}
    found = []
    for (clerk, on, block), counter in sorted(seats.items()):
        for opens, closes in office.open.get(on, ()):
            start, end = max(opens, block * STEP), min(closes, (block + 1) * STEP)
            if start < end:
                found.append(
                    PlannedDuty(office.id, on, counter, start, end, clerk, shares[counter])
                )
    return joined(found)
