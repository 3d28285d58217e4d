"""What an office's day becomes when a draft is published: pure, on the values of its book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from termin.booking.stranding import Consequences, consequences
from termin.capacity.daybook import DayBook, OnDuty, Promise, Stretch
from termin.capacity.segments import cut_duty
from termin.capacity.skills import Able
from termin.interval import Interval, union
from termin.planning.plan import PlannedDuty


@dataclass(frozen=True, slots=True)
class Standing:
    """A published duty as the plan sees it, with its id."""

    id: int
    duty: PlannedDuty


@dataclass(frozen=True, slots=True)
class Difference:
    """How a day's duties change: what stays, what goes, and what comes."""

    kept: tuple[Standing, ...]
    withdrawn: tuple[Standing, ...]
    added: tuple[PlannedDuty, ...]

    @property
    def nothing(self) -> bool:
        """Whether the day is already as planned."""
        return not self.withdrawn and not self.added


@dataclass(frozen=True, slots=True)
class Abilities:
    """What counters and clerks can do, by id; who is not named can do nothing special.

    `posts` are the counters that call nobody.
    """

    counters: Mapping[int, Able]
    clerks: Mapping[int, Able]
    posts: frozenset[int] = frozenset()

    def together(self, duty: PlannedDuty) -> Able:
        """Return what a clerk can do at a counter."""
        counter = self.counters.get(duty.counter, frozenset())
        clerk = self.clerks.get(duty.clerk, frozenset())
        if counter is None or clerk is None:
            return clerk if counter is None else counter
        return counter & clerk


def difference(standing: Sequence[Standing], planned: Iterable[PlannedDuty]) -> Difference:
    """Return what publishing `planned` changes of a day on which `standing` is published."""
    wanted = set(planned)
    there = {one.duty for one in standing}
    return Difference(
        tuple(one for one in standing if one.duty in wanted),
        tuple(one for one in standing if one.duty not in wanted),
        tuple(sorted(wanted - there)),
    )


def inherited(book: DayBook, changed: DayBook, now: datetime) -> dict[int, int]:
    """Return which claims whose duty goes stay at their counter, with its new duty (claim: duty).

    So nobody is given another counter who need not be.
    """
    counters = {one.duty: one.counter for one in book.on_duty}
    gone = set(counters) - {one.duty for one in changed.on_duty}
    whole: dict[int, list[Interval]] = {}
    for part in changed.stretches:
        whole.setdefault(part.duty, []).append(part.during)
    parts = {duty: union(times) for duty, times in whole.items()}

    def heir(promise: Promise) -> int | None:
        for one in changed.on_duty:
            able = one.skills is None or promise.skills <= one.skills
            here = one.counter == counters[promise.duty] and able
            if here and any(part.contains(promise.during) for part in parts.get(one.duty, ())):
                return one.duty
        return None

    return {
        promise.id: duty
        for promise in book.standing(now)
        if promise.duty in gone and (duty := heir(promise)) is not None
    }


def handed_on(book: DayBook, heirs: Mapping[int, int]) -> DayBook:
    """Return a day whose claims belong to their new duties."""
    return replace(
        book, promises=tuple(replace(p, duty=heirs.get(p.id, p.duty)) for p in book.promises)
    )


def redrawn(
    book: DayBook,
    change: Difference,
    able: Abilities,
    opening: Sequence[Interval],
    during: Mapping[PlannedDuty, Interval],
) -> DayBook:
    """Return the day as it would be; duties to come have negative ids until they are written.

    `during` are the times of those to come, in UTC.
    """
    gone = {one.id for one in change.withdrawn}
    on_duty = [one for one in book.on_duty if one.duty not in gone]
    stretches = [part for part in book.stretches if part.duty not in gone]
    for number, duty in enumerate(change.added, start=1):
        calls = duty.counter not in able.posts
        on_duty.append(OnDuty(-number, duty.counter, able.together(duty), calls=calls))
        stretches += [
            Stretch(-number, part.use, part.during)
            for part in cut_duty(during[duty], duty.shares, (), opening)
        ]
    return replace(book, on_duty=tuple(on_duty), stretches=tuple(stretches))


def foreseen(book: DayBook, changed: DayBook, now: datetime) -> Consequences:
    """Return who is given another counter and who finds none, as publication would do it."""
    heirs = inherited(book, changed, now)
    return consequences(handed_on(book, heirs), handed_on(changed, heirs), now, anywhere=True)
