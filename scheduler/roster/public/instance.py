"""A shift-scheduling instance of Curtois and Qu, and a roster for it, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OFF = ""
"""What a roster says of a day off."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A type of shift: its length in minutes, and which types must not come on the next day."""

    name: str
    minutes: int
    never_before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Who works, and within which limits.

    `most` is the greatest number of each shift (no entry: no limit); minutes count over the whole
    horizon; a weekend counts if its Saturday or its Sunday is worked; `away` are days off by right.
    """

    name: str
    most: Mapping[str, int]
    max_minutes: int
    min_minutes: int
    max_run: int
    min_run: int
    min_rest: int
    max_weekends: int
    away: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants a shift on a day, or wants anything but it; `weight` is paid if not."""

    person: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True, slots=True)
class Cover:
    """How many people a shift needs on a day, and what each one missing or too many costs."""

    day: int
    shift: str
    wanted: int
    under: int
    over: int


@dataclass(frozen=True, slots=True)
class Instance:
    """Days are 0 to `days` - 1 and begin on a Monday; all costs are integers."""

    days: int
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    wanted: tuple[Wish, ...] = ()
    unwanted: tuple[Wish, ...] = ()
    cover: tuple[Cover, ...] = ()

    def shift(self, name: str) -> Shift:
        """Return the shift of this name; KeyError if there is none."""
        for shift in self.shifts:
            if shift.name == name:
                return shift
        raise KeyError(name)

    @property
    def weekends(self) -> int:
        """How many weekends have at least one day within the horizon."""
        return (self.days + 1) // 7


@dataclass(frozen=True, slots=True)
class Roster:
    """What each person does on each day: the name of a shift, or `OFF`."""

    rows: Mapping[str, tuple[str, ...]]
