"""A plan of a week as values: who is at which counter, when; and how a draft keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from termin.capacity.segments import Shares
from termin.interval import Interval
from termin.localtime import local
from termin.offices.hours import clock_of

OfficeDate = tuple[int, date]
"""An office and one of its local dates."""


@dataclass(frozen=True, order=True, slots=True)
class PlannedDuty:
    """A clerk at a counter from `start` to `end`, in minutes after local midnight.

    `shares` say what the time is for; two duties that differ in nothing else are the same.
    """

    office: int
    on: date
    counter: int
    start: int
    end: int
    clerk: int
    shares: Shares = field(default=Shares(), compare=False)

    @property
    def key(self) -> OfficeDate:
        """The office and the date it belongs to."""
        return self.office, self.on

    @property
    def name(self) -> str:
        """A word of letters, digits and dashes that says which one it is, for forms."""
        parts = (self.office, self.on.isoformat(), self.counter, self.start, self.end, self.clerk)
        return "-".join(map(str, parts))

    def holds(self, other: PlannedDuty) -> bool:
        """Whether it is the same person at the same counter for at least as long."""
        return (
            (self.key, self.counter, self.clerk) == (other.key, other.counter, other.clerk)
            and self.start <= other.start
            and other.end <= self.end
        )

    def during(self, zone: ZoneInfo) -> Interval:
        """Return its time in UTC."""
        return Interval(
            clock_of(self.start, self.on, zone),
            clock_of(self.end, self.on, zone),
        )


Plan = tuple[PlannedDuty, ...]

_PLAN = msgspec.json.Decoder(tuple[PlannedDuty, ...])


def write_plan(plan: Iterable[PlannedDuty]) -> str:
    """Return a plan, or the pins of one, as a draft keeps it."""
    return msgspec.json.encode(sorted(set(plan))).decode()


def read_plan(text: str) -> Plan:
    """Return the plan of a draft, or its pins; refuses what is none (ValueError)."""
    return _PLAN.decode(text)


def minutes_at(instant: datetime, on: date, zone: ZoneInfo) -> int:
    """Return an instant as minutes after midnight of a date, as clocks show them."""
    told = local(instant, zone)
    return (told.date() - on).days * 1440 + told.hour * 60 + told.minute


def joined(duties: Iterable[PlannedDuty]) -> tuple[PlannedDuty, ...]:
    """Return the duties with those that follow on one another made one."""
    found: list[PlannedDuty] = []
    for one in sorted(duties, key=lambda d: (d.office, d.on, d.counter, d.clerk, d.start)):
        last = found[-1] if found else None
        if (
            last
            and (last.key, last.counter, last.clerk) == (one.key, one.counter, one.clerk)
            and last.end >= one.start
        ):
            found[-1] = replace(last, end=max(last.end, one.end))
        else:
            found.append(one)
    return tuple(sorted(found))


def differences(
    before: Sequence[PlannedDuty], after: Sequence[PlannedDuty]
) -> tuple[tuple[PlannedDuty, ...], tuple[PlannedDuty, ...]]:
    """Return what `after` lacks of `before`, and what it has beyond it."""
    one, other = set(before), set(after)
    return tuple(sorted(one - other)), tuple(sorted(other - one))
