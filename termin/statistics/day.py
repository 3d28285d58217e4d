"""A day of an office as values: its tickets, duties, pauses and what happened, read in few queries.

All that the day's timeline and its plots show follows from one `DayAccount` by pure functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from termin.interval import Interval
from termin.statistics.spells import Spell


@dataclass(frozen=True, slots=True)
class Errand:
    """One service of a ticket; `minutes` are planned for all `count` of them together."""

    service: int
    name: str
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class DayTicket:
    """A ticket as far as figures need it; no person can be told from it.

    `real_minutes` are those at the counter, None until it is finished.
    """

    id: str
    number: str
    booked: bool
    came_at: datetime
    due_at: datetime | None
    first_called_at: datetime | None
    told: tuple[int, int] | None
    real_minutes: float | None
    errands: tuple[Errand, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """A published duty: which counter is planned to be open, and with whom."""

    counter: int
    clerk: str
    during: Interval


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause of a counter; `end` None: it goes on."""

    counter: int
    start: datetime
    end: datetime | None
    expected_until: datetime


@dataclass(frozen=True, slots=True)
class Turning:
    """Somebody who got no number: closed, full or late."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Promises:
    """Minutes an office promises: to walk-ins since they came, to appointments since their time.

    None where nothing is promised.
    """

    walk_in: int | None = 60
    appointment: int | None = 15


@dataclass(frozen=True)
class DayAccount:
    """Everything of an office's day up to `now`; `counters` are id and name in their order."""

    office: int
    date: date
    zone: ZoneInfo
    now: datetime
    promises: Promises = Promises()
    counters: tuple[tuple[int, str], ...] = ()
    opening: tuple[Interval, ...] = ()
    spells: tuple[Spell, ...] = ()
    tickets: tuple[DayTicket, ...] = ()
    shifts: tuple[Shift, ...] = ()
    rests: tuple[Rest, ...] = ()
    turned: tuple[Turning, ...] = ()
    usual: Mapping[int, float] = field(default_factory=dict)
    """Arrivals per half hour of the local day (0: from midnight) on the same weekday, on average;
    empty where there is nothing to compare with."""
    usual_by_now: float = 0.0
    """How many of them come by the time of day that `now` is; all, where the day is over."""
    compared_days: int = 0

    @property
    def span(self) -> Interval | None:
        """From when to when anything was open, planned or done; None for an empty day."""
        instants = [
            *_ends(self.opening),
            *_ends(shift.during for shift in self.shifts),
            *(spell.start for spell in self.spells),
            *(spell.end for spell in self.spells if spell.end),
        ]
        if not instants or min(instants) == max(instants):
            return None
        return Interval(min(instants), max(instants))

    def name_of(self, counter: int | None) -> str:
        """Return a counter's name; empty where it is not known."""
        return next((name for one, name in self.counters if one == counter), "")


def _ends(intervals: Iterable[Interval]) -> Iterable[datetime]:
    for interval in intervals:
        yield interval.start
        yield interval.end


def day_ticket(row: Mapping[str, Any], number: str, errands: tuple[Errand, ...]) -> DayTicket:
    """Return a row of the ticket table as a value."""
    low, high = row["told_low"], row["told_high"]
    return DayTicket(
        id=str(row["id"]),
        number=number,
        booked=row["appointment_id"] is not None,
        came_at=row["came_at"],
        due_at=row["due_at"],
        first_called_at=row["first_called_at"],
        told=(low, high) if low is not None and high is not None else None,
        real_minutes=_real_minutes(row),
        errands=errands,
    )


def _real_minutes(row: Mapping[str, Any]) -> float | None:
    if row["state"] != "finished":
        return None
    if row["served_minutes"] is not None:
        return float(row["served_minutes"])
    if row["arrived_at"] is None or row["ended_at"] is None:
        return None
    whole = float((row["ended_at"] - row["arrived_at"]).total_seconds()) / 60
    return round(max(0.0, whole - float(row["parked_minutes"] or 0)), 1)
