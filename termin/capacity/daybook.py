"""One office's day as values: who is on duty, what the time is for, and what is promised of it.

The same value answers what may be offered (in the index) and judges what is wished (under the
lock), so an offered start is refused only because somebody was first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.capacity.segments import Use
from termin.capacity.slots import Lane
from termin.interval import Interval, subtract, union

CITIZENS = frozenset({Use.PUBLIC})
STAFF = frozenset({Use.PUBLIC, Use.INTERNAL})


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A published duty: a clerk at a counter, able to do what both can (None: everything).

    A reception or a telephone calls nobody, so nobody is seated there.
    """

    duty: int
    counter: int
    skills: frozenset[int] | None
    calls: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment of a duty and its use."""

    duty: int
    use: Use
    during: Interval


@dataclass(frozen=True, slots=True)
class Promise:
    """A claim: time of a duty promised to a hold or an appointment, perhaps only until a time."""

    id: int
    duty: int
    during: Interval
    skills: frozenset[int]
    holder: UUID
    expires_at: datetime | None

    def stands(self, now: datetime) -> bool:
        """Whether it still counts; whoever locks the day next deletes what does not."""
        return self.expires_at is None or self.expires_at > now


@dataclass(frozen=True)
class DayBook:
    """All that decides what can be booked on one office's day, at version `seq`."""

    office_day: int
    seq: int
    on_duty: tuple[OnDuty, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    promises: tuple[Promise, ...] = ()

    def next_expiry(self, now: datetime) -> datetime | None:
        """Return when the next standing promise runs out; what was computed before is old then."""
        coming = (p.expires_at for p in self.promises if p.expires_at and p.expires_at > now)
        return min(coming, default=None)

    def lanes(
        self, uses: frozenset[Use], now: datetime, without: UUID | None = None
    ) -> tuple[Lane, ...]:
        """Return each duty's free time for these uses; the promises to `without` count as free."""
        taken: dict[int, list[Interval]] = {}
        for promise in self.standing(now, without):
            taken.setdefault(promise.duty, []).append(promise.during)
        whole = self._whole(uses)
        return tuple(
            Lane(one.duty, one.counter, one.skills, free)
            for one in self.on_duty
            if one.calls and (free := subtract(whole.get(one.duty, ()), taken.get(one.duty, ())))
        )

    def standing(self, now: datetime, without: UUID | None = None) -> tuple[Promise, ...]:
        """Return the promises that count, but for those to `without`."""
        return tuple(p for p in self.promises if p.stands(now) and p.holder != without)

    def whole_lanes(self, uses: frozenset[Use]) -> tuple[Lane, ...]:
        """Return each duty's whole time for these uses, promised or not."""
        whole = self._whole(uses)
        return tuple(
            Lane(one.duty, one.counter, one.skills, union(whole[one.duty]))
            for one in self.on_duty
            if one.calls and one.duty in whole
        )

    def _whole(self, uses: Iterable[Use]) -> dict[int, list[Interval]]:
        wanted = frozenset(uses)
        whole: dict[int, list[Interval]] = {}
        for stretch in self.stretches:
            if stretch.use in wanted:
                whole.setdefault(stretch.duty, []).append(stretch.during)
        return whole
