"""What past days are made from: an office as values, and the figures that cities publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from termin.interval import Interval
from termin.queue import Desk

NO_SHOWS = 0.09
"""Published: 6 to 27 percent; where people choose their time themselves at the lower end."""
GIVEN_BACK = 0.32
"""One booked time in three is given back, and mostly taken again by somebody else."""
BOOKED = 0.86
"""Of the bookable time, what is taken in the end."""
AFTER_WORK = 0.25
"""Bookings made after six in the evening."""
LEAD_DAYS = ((0, 0, 19), (1, 1, 27), (2, 6, 18), (7, 13, 12), (14, 28, 24))
"""From how many to how many days ahead people book, with the percentage of those who do."""
BY_WEEKDAY = (1.08, 0.92, 0.9, 1.18, 0.95, 1.0, 1.0)
"""Demand by weekday, Monday first; Thursday is the busiest, Tuesday and Wednesday are quiet."""
BY_MONTH = (1.02, 0.97, 1.0, 1.0, 1.05, 1.12, 1.1, 0.95, 1.04, 1.0, 0.98, 0.82)
"""Demand by month: passports before the summer, quiet at Christmas."""
BY_HOUR = {
    8: 0.8,
    9: 1.0,
    10: 1.1,
    11: 1.25,
    12: 1.25,
    13: 1.15,
    14: 1.0,
    15: 1.0,
    16: 1.0,
    17: 0.9,
}
"""Walk-ins by hour of the day; the first one is quiet, eleven to two is busy."""
SPREAD = 0.42
"""How widely the real minutes of one service spread (sigma of their logarithm)."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A service as an office does it; `real` is what it takes in truth, against the plan."""

    service: int
    planned: int
    real: float
    skills: frozenset[int]
    weight: int
    stations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A counter with its clerk and what share of its time is for appointments."""

    desk: Desk
    clerk: int
    weekdays: tuple[int, ...]
    shares: tuple[int, int, int]

    @property
    def counter(self) -> int:
        """The counter's id."""
        return self.desk.counter or 0


@dataclass(frozen=True, slots=True)
class Site:
    """An office as the past knows it."""

    office: int
    errands: tuple[Errand, ...]
    places: tuple[Place, ...]
    walk_ins: bool
    letters: tuple[str, str]


def demand(on: date) -> float:
    """Return how busy a date is, 1 being usual."""
    return BY_WEEKDAY[on.weekday()] * BY_MONTH[on.month - 1]


@dataclass(frozen=True, slots=True)
class Duty:
    """A place on duty for a stretch of a day."""

    place: Place
    during: Interval


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of a past day with all that happened; times that did not come to be are None.

    `due` is None for a walk-in, `called` for who cancelled or did not come.
    """

    errand: Errand
    due: datetime | None
    booked: datetime | None
    cancelled: datetime | None = None
    came: datetime | None = None
    late: bool = False
    called: datetime | None = None
    arrived: datetime | None = None
    ended: datetime | None = None
    counter: int | None = None
    missed: bool = False
