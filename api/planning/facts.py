"""What a plan of a week is made from, as values: hours, counters, clerks, demand, promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from termin.capacity import Shares
from termin.planning.demand import Demand, Skills
from termin.planning.plan import PlannedDuty
from termin.staff import PreferenceKind

Able = frozenset[int] | None
"""Skills; None: every one."""

Minutes = tuple[tuple[int, int], ...]
"""Stretches of a day: from and to in minutes after local midnight."""


EARLY_UNTIL, LATE_FROM = 14 * 60, 11 * 60
"""An early day is over by then; a late one begins then."""


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """A counter that takes whoever waits, and what its duties' time is usually for."""

    id: int
    name: str
    able: Able
    shares: Shares


@dataclass(frozen=True, slots=True)
class ClerkFacts:
    """Somebody who can serve: what they have learned, and minutes a week at work (None: unknown).

    `away` are the stretches in which they are absent or on duty elsewhere, `wishes` what they would
    like of a date, with how much it matters.
    """

    id: int
    name: str
    able: Able
    minutes: int | None = None
    away: Mapping[date, Minutes] = field(default_factory=dict)
    wishes: Mapping[date, tuple[tuple[PreferenceKind, int], ...]] = field(default_factory=dict)

    def missed(self, on: date, start: int, end: int) -> dict[PreferenceKind, int]:
        """Return the wishes that a duty from `start` to `end` goes against, with their weights."""
        against = {
            PreferenceKind.OFF: True,
            PreferenceKind.EARLY: end > EARLY_UNTIL,
            PreferenceKind.LATE: start < LATE_FROM,
        }
        return {kind: weight for kind, weight in self.wishes.get(on, ()) if against[kind]}

    def free(self, on: date, start: int, end: int) -> bool:
        """Whether they are there from `start` to `end`."""
        return not any(a < end and start < b for a, b in self.away.get(on, ()))


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """An appointment's time at a counter, and what it needs."""

    on: date
    start: int
    end: int
    skills: Skills


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """An office's week; `closed` says why it is closed on a date that is usually open.

    `posts` are duties that always stand, as at a cash desk; their clerks are not among `clerks`.
    """

    id: int
    name: str
    zone: ZoneInfo
    open: Mapping[date, Minutes]
    counters: tuple[CounterFacts, ...]
    clerks: tuple[ClerkFacts, ...]
    skills: frozenset[Skills]
    promises: tuple[PromiseFacts, ...] = ()
    posts: tuple[PlannedDuty, ...] = ()
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """All that a plan of a week is made from; `names` are the skills' own."""

    monday: date
    offices: tuple[OfficeFacts, ...]
    demand: Demand
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def dates(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.monday + timedelta(days=ahead) for ahead in range(7))

    @property
    def groups(self) -> tuple[Skills, ...]:
        """The service groups of these offices, the one that needs nothing special first."""
        return tuple(sorted({group for one in self.offices for group in one.skills}, key=sorted))


def does(able: Able, group: Skills) -> bool:
    """Whether what somebody can do is enough for a group."""
    return able is None or group <= able
