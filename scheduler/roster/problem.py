"""The roster of one office: who works when, and who does what in which block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

BACK = "back office"
"""The task of work behind the counters: files, mail, follow-up. Everybody can do it."""

PAUSE = ""
"""The task of a block in which nobody works: a break, or the part before the shift begins."""


class Kind(StrEnum):
    """What a group of duties is."""

    COUNTER = "counter"
    RECEPTION = "reception"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Group:
    """Duties that ask for one skill: counters of a kind, the reception, the phone.

    `weight` multiplies the price of missing people. Work at counters is work at a screen.
    """

    name: str
    kind: Kind = Kind.COUNTER
    weight: float = 1.0

    @property
    def screen(self) -> bool:
        """It is interrupted by other work after an hour (ArbStättV Anhang 6.1)."""
        return self.kind is Kind.COUNTER


@dataclass(frozen=True, slots=True)
class Pause:
    """A break: minute of the day at which it begins, and its minutes."""

    start: int
    minutes: int

    @property
    def end(self) -> int:
        """The minute at which it is over."""
        return self.start + self.minutes


@dataclass(frozen=True, slots=True)
class Shift:
    """A way to spend a working day: from and to in minutes after midnight, with its breaks.

    Breaks are fixed beforehand (ArbZG § 4) and unpaid. `end` may exceed 1440.
    """

    name: str
    start: int
    end: int
    breaks: tuple[Pause, ...] = ()

    @property
    def work(self) -> int:
        """Working time in minutes, without breaks."""
        return self.end - self.start - sum(pause.minutes for pause in self.breaks)

    def worked(self, block: int, minutes: int) -> int:
        """Return how many minutes of block number `block` (each `minutes` long) are worked."""
        start, end = block * minutes, (block + 1) * minutes
        inside = max(0, min(end, self.end) - max(start, self.start))
        return inside - sum(
            max(0, min(end, pause.end) - max(start, pause.start)) for pause in self.breaks
        )

    def blocks(self, minutes: int) -> range:
        """Return the numbers of the blocks that it touches."""
        return range(self.start // minutes, -(-self.end // minutes))


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody who works here. A volunteer is a clerk with small limits of their own.

    `skills` names the groups that they can do; `contract` is minutes a week on average (39 h are
    2340), `flex` how many minutes above it the whole plan may take; `longest` the longest day,
    `days_a_week` the most days in a week, `weekdays` on which the contract lets them work (0 is
    Monday). `allowance` is what is left, in minutes, of the 24 weeks' average of ArbZG § 3 above
    eight hours a working day. `ended` is when the last shift before the plan was over, in minutes
    before the first day's midnight. `late` is how often they close late at most, `mentor` whose
    side they learn at.
    """

    id: int
    name: str
    skills: frozenset[str]
    contract: int = 2340
    flex: int = 0
    longest: int = 600
    days_a_week: int = 5
    weekdays: frozenset[int] = frozenset(range(6))
    allowance: int = 0
    ended: int | None = None
    late: int | None = None
    mentor: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A day, or a part of it, on which a clerk is not there; `credit` minutes count as worked.

    `start` and `end` are minutes after midnight: a shift that overlaps them cannot be worked.
    """

    clerk: int
    day: int
    credit: int = 0
    start: int = 0
    end: int = 2880

    def hinders(self, shift: Shift) -> bool:
        """Whether the clerk cannot work a shift of that day."""
        return shift.start < self.end and self.start < shift.end


class Want(StrEnum):
    """What a clerk may wish for a day."""

    FREE = "free"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a clerk wants of a day; `weight` is what it costs to refuse it."""

    clerk: int
    day: int
    want: Want
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Pin:
    """A day that is settled: the clerk works this shift, or (None) does not work."""

    clerk: int
    day: int
    shift: str | None


@dataclass(frozen=True, slots=True)
class Demand:
    """How many people of a group are needed in a block of a day."""

    day: int
    block: int
    group: str
    people: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What each missed wish of the office costs.

    `missing` is the price of the first, second, ... person missing in a block; it never falls, and
    the last counts for all further. `unused` is for each hour of the contracts left over.
    `back_little` and `back_much` are for each block of back office outside the share; `screen` for
    each counter block past an hour of them in a row; `late` for each late closing too many;
    `alone` for each block that a trainee serves without the mentor at the same duty; `surplus` for
    each person more than needed in a block, at least `back_much`, so that nobody is put where
    nobody is needed only to be spared back office.

    Raises:
        ValueError: a price falls, is negative, or `surplus` is below `back_much`.
    """

    missing: tuple[float, ...] = (4.0, 6.0, 8.0)
    unused: float = 2.0
    back_little: float = 10.0
    back_much: float = 1.0
    screen: float = 1.0
    late: float = 6.0
    alone: float = 0.5
    surplus: float = 1.0

    def __post_init__(self) -> None:
        """Refuse prices under which the rules contradict their purpose."""
        steps = (0.0, *self.missing)
        if not self.missing or any(a > b for a, b in pairwise(steps)):
            raise ValueError("the price of missing people falls")
        if self.surplus < self.back_much:
            raise ValueError("surplus costs less than too much back office")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the office agreed upon with its staff.

    `early_until`: an early day is over by then; `late_from`: a late day begins then; `closing`: a
    shift that ends after it is a late closing (minutes after midnight). `share` is the least and
    the largest share of back office in each clerk's paid time; `screen` the longest stretch of
    counter work in minutes.
    """

    early_until: int = 16 * 60
    late_from: int = 10 * 60
    closing: int = 18 * 60
    share: tuple[float, float] = (0.15, 0.25)
    screen: int = 60


@dataclass(frozen=True)
class Problem:
    """What is to be planned: days 0 to `length` - 1 from `start` on, in blocks of `block` minutes.

    A block that a shift works in full can hold any task; one worked in part (a break of 15 minutes,
    a start between blocks) holds back office for the minutes worked, so that 45 minutes of break
    are 30 + 15 on a grid of half hours. Blocks count from midnight. Every clerk in `absences`,
    `wishes` and `pins`, and every group and shift named, exists.
    """

    start: date
    length: int
    clerks: tuple[Clerk, ...]
    groups: tuple[Group, ...]
    shifts: tuple[Shift, ...]
    demand: tuple[Demand, ...]
    absences: tuple[Absence, ...] = ()
    wishes: tuple[Wish, ...] = ()
    pins: tuple[Pin, ...] = ()
    holidays: frozenset[int] = frozenset()
    weights: Weights = field(default_factory=Weights)
    terms: Terms = field(default_factory=Terms)
    block: int = 30

    @cached_property
    def clerk(self) -> Mapping[int, Clerk]:
        """The clerks by id."""
        return {clerk.id: clerk for clerk in self.clerks}

    @cached_property
    def shift(self) -> Mapping[str, Shift]:
        """The shifts by name."""
        return {shift.name: shift for shift in self.shifts}

    @cached_property
    def group(self) -> Mapping[str, Group]:
        """The groups by name."""
        return {group.name: group for group in self.groups}

    def date(self, day: int) -> date:
        """Return the date of a day."""
        return self.start + timedelta(days=day)

    def weekday(self, day: int) -> int:
        """Return the weekday of a day, 0 for Monday."""
        return (self.start.weekday() + day) % 7

    def week(self, day: int) -> int:
        """Return the number of the calendar week of a day, counted from that of the first."""
        return (self.start.weekday() + day) // 7

    def rest_day(self, day: int) -> bool:
        """Nobody works on it: a Sunday or a public holiday (ArbZG § 9)."""
        return self.weekday(day) == 6 or day in self.holidays

    def owed(self, clerk: Clerk) -> int:
        """Return the minutes that a clerk's contract asks of this plan, absences taken off.

        Each calendar week touched counts by its share of days from Monday to Friday.
        """
        weekdays = sum(self.weekday(day) < 5 for day in range(self.length))
        credit = sum(one.credit for one in self.absences if one.clerk == clerk.id)
        return max(0, clerk.contract * weekdays // 5 - credit)


@dataclass(frozen=True, slots=True)
class Workday:
    """What a clerk does on a day: the shift, and a task for each block that it touches.

    A task is the name of a group, BACK, or PAUSE.
    """

    clerk: int
    day: int
    shift: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """The plan: one workday for each clerk and day on which they work."""

    workdays: tuple[Workday, ...] = ()
