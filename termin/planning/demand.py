"""How much work a week will bring: from the past weeks of the same weekday, and what is booked.

A service group is all services that need the same skills: whoever can do one of them can do all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

STEP = 30
"""Minutes of a step: demand is told in half hours."""

STEPS = 24 * 60 // STEP

Skills = frozenset[int]
"""What a group's services need; empty: nothing special."""


@dataclass(frozen=True, slots=True)
class Work:
    """Work that came, or is booked, at a local time of a date: minutes at a counter."""

    office: int
    on: date
    minute: int
    skills: Skills
    minutes: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Minutes of work of one group in each half hour of one office's date.

    `usual` is what past weeks teach, `booked` what is promised already.
    """

    usual: tuple[float, ...]
    booked: tuple[float, ...]

    @property
    def expected(self) -> tuple[float, ...]:
        """What to plan for: what is booked is a part of the usual, and at least that comes."""
        return tuple(max(pair) for pair in zip(self.usual, self.booked, strict=True))


@dataclass(frozen=True, slots=True)
class Demand:
    """The work of offices on dates, by group; `weeks` counts the past days each date rests on."""

    curves: Mapping[tuple[int, date, Skills], Curve]
    weeks: Mapping[tuple[int, date], int]

    def of(self, office: int, on: date, skills: Skills) -> Curve:
        """Return one group's curve; flat where nothing is known."""
        nothing = (0.0,) * STEPS
        return self.curves.get((office, on, skills), Curve(nothing, nothing))

    def groups(self) -> tuple[Skills, ...]:
        """Return all groups with work, those that need nothing special first."""
        return tuple(sorted({key[2] for key in self.curves}, key=sorted))


def demand_of(
    past: Iterable[Work],
    open_days: Collection[tuple[int, date]],
    booked: Iterable[Work],
    dates: Sequence[date],
) -> Demand:
    """Return the demand of `dates` from past work and what is booked for them.

    The usual of a date is the mean over the past days of its weekday on which the office was open
    (`open_days`: office and date; holidays and closures are not among them), whether anybody came
    or not. Work outside these days teaches nothing.
    """
    known: defaultdict[tuple[int, int], int] = defaultdict(int)
    for office, on in set(open_days):
        known[office, on.weekday()] += 1
    days = set(open_days)
    sums: defaultdict[tuple[int, int, Skills], list[float]] = defaultdict(_nothing)
    for work in past:
        if (work.office, work.on) in days:
            sums[work.office, work.on.weekday(), work.skills][_step(work.minute)] += work.minutes
    promised: defaultdict[tuple[int, date, Skills], list[float]] = defaultdict(_nothing)
    for work in booked:
        promised[work.office, work.on, work.skills][_step(work.minute)] += work.minutes
    keys = {(o, on, s) for on in dates for o, weekday, s in sums if weekday == on.weekday()}
    keys |= {key for key in promised if key[1] in set(dates)}
    curves = {
        (office, on, skills): Curve(
            tuple(
                amount / known[office, on.weekday()]
                for amount in sums.get((office, on.weekday(), skills), _nothing())
            )
            if known[office, on.weekday()]
            else tuple(_nothing()),
            tuple(promised.get((office, on, skills), _nothing())),
        )
        for office, on, skills in sorted(keys, key=lambda key: (key[0], key[1], sorted(key[2])))
    }
    offices = {office for office, _ in days} | {key[0] for key in promised}
    weeks = {(office, on): known[office, on.weekday()] for office in offices for on in dates}
    return Demand(curves, weeks)


def _nothing() -> list[float]:
    return [0.0] * STEPS


def _step(minute: int) -> int:
    return max(0, min(STEPS - 1, minute // STEP))
