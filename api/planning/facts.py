"""What a plan of a week is made from, as values: hours, counters, clerks, demand, promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from termin.capacity import Shares
from termin.capacity.skills import Able
from termin.offices import PostKind
from termin.offices.agreement import Agreement
from termin.planning.demand import Demand, Skills
from termin.staff import PreferenceKind

Minutes = tuple[tuple[int, int], ...]
"""Stretches of a day: from and to in minutes after local midnight."""


CLOSING = 17 * 60 + 30
"""Who works later than that closes late."""


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """A counter that takes whoever waits, and what its duties' time is usually for."""

    id: int
    name: str
    able: Able
    shares: Shares


@dataclass(frozen=True, slots=True)
class Past:
    """What law and agreements have to know of the time before the week.

    `ended` is when the last duty was over, in minutes before Monday's midnight. `allowance` is what
    is left, in minutes, of the 24 weeks' average of ArbZG § 3; 0 where less than that is known
    (`short`). `late` are the late closings of the month so far, `balance` the minutes of the
    contract that the plans of the last weeks left over (less than nothing: they took more).
    """

    ended: int | None = None
    allowance: int = 0
    short: bool = True
    late: int = 0
    balance: int = 0


@dataclass(frozen=True, slots=True)
class ClerkFacts:
    """Somebody who can serve: what they have learned, and minutes a week at work (None: unknown).

    `away` are the stretches in which they are absent or on duty elsewhere (these are `elsewhere`),
    `wishes` what they would like of a date, with how much it matters. By contract they work on
    `weekdays` only (None: any), `longest` minutes a day and `late` late days a month at most.
    """

    id: int
    name: str
    able: Able
    minutes: int | None = None
    away: Mapping[date, Minutes] = field(default_factory=dict)
    wishes: Mapping[date, tuple[tuple[PreferenceKind, int], ...]] = field(default_factory=dict)
    elsewhere: Mapping[date, Minutes] = field(default_factory=dict)
    weekdays: frozenset[int] | None = None
    longest: int = 600
    late: int | None = None
    mentor: int | None = None
    past: Past = Past()

    def free(self, on: date, start: int, end: int) -> bool:
        """Whether they are there from `start` to `end`, and work on that weekday."""
        if self.weekdays is not None and on.weekday() not in self.weekdays:
            return False
        return not any(a < end and start < b for a, b in self.away.get(on, ()))


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A counter that nobody queues for, as a cash desk or the reception, and who can be there."""

    counter: CounterFacts
    clerks: frozenset[int]
    kind: PostKind = PostKind.RECEPTION


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """An appointment's time at a counter, and what it needs."""

    on: date
    start: int
    end: int
    skills: Skills


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """An office's week; `posts` are counters that are staffed as long as it is open."""

    id: int
    name: str
    zone: ZoneInfo
    open: Mapping[date, Minutes]
    counters: tuple[CounterFacts, ...]
    clerks: tuple[ClerkFacts, ...]
    skills: frozenset[Skills]
    promises: tuple[PromiseFacts, ...] = ()
    posts: tuple[PostFacts, ...] = ()
    place: tuple[float, float] | None = None
    agreement: Agreement = field(default_factory=Agreement)


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """All that a plan of a week is made from; `names` are the skills' own."""

    monday: date
    offices: tuple[OfficeFacts, ...]
    demand: Demand
    names: Mapping[int, str] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()

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
