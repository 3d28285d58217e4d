"""A unit's month as its page shows it: the calendar, and one day's way from stop to stop."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from api.distance import Position, metres_between
from api.planning.tours import name_of
from api.plots import Words
from api.plots.map import Mark, Spot, Way
from termin.offices.mobile import Halt, HaltState, MobileUnit, Stop

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, named as in `2026-12`."""

    first: date

    @classmethod
    def read(cls, text: str | None, today: date) -> Month:
        """Return the month of this name; the present one for none, or for what is no month."""
        found = _MONTH.fullmatch(text or "")
        if found and 2000 <= int(found[1]) <= 2100 and 1 <= int(found[2]) <= 12:
            return cls(date(int(found[1]), int(found[2]), 1))
        return cls(today.replace(day=1))

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.later(1).first - timedelta(days=1)

    def later(self, months: int) -> Month:
        """Return the month so many months later."""
        number = self.first.year * 12 + self.first.month - 1 + months
        return Month(date(number // 12, number % 12 + 1, 1))


@dataclass(frozen=True, slots=True)
class Square:
    """A day of the calendar; `holiday` is its name where there is one."""

    on: date
    inside: bool
    holiday: str
    halts: tuple[Halt, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A stand of the chosen day: its number on the map, and the way that led there."""

    number: str
    halt: Halt
    metres: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Journey:
    """The way of one day, there and back; straight lines, since no roads are known."""

    on: date
    rows: tuple[Row, ...]
    back_metres: int
    back_minutes: int

    @property
    def metres(self) -> int:
        """The whole way."""
        return sum(row.metres for row in self.rows) + self.back_metres


def calendar(
    month: Month, halts: Sequence[Halt], holidays: Mapping[date, str]
) -> tuple[tuple[Square, ...], ...]:
    """Return the weeks of a month, Monday to Sunday, with the days around it empty."""
    start = month.first - timedelta(days=month.first.weekday())
    weeks = []
    while start <= month.last:
        days = [start + timedelta(days=ahead) for ahead in range(7)]
        weeks.append(
            tuple(
                Square(
                    on,
                    month.first <= on <= month.last,
                    holidays.get(on, ""),
                    tuple(one for one in halts if one.date == on),
                )
                for on in days
            )
        )
        start += timedelta(days=7)
    return tuple(weeks)


def journey(unit: MobileUnit, halts: Sequence[Halt], on: date) -> Journey | None:
    """Return a day's way through its published halts, through its drafts where it has none."""
    day = [one for one in halts if one.date == on]
    going = [one for one in day if one.state is HaltState.PUBLISHED] or [
        one for one in day if one.state is HaltState.DRAFT
    ]
    if not going:
        return None
    places = [place_of(unit), *(_position(one.stop) for one in going), place_of(unit)]
    legs = [metres_between(one, other) if one and other else 0 for one, other in pairwise(places)]
    rows = tuple(
        Row(str(number), halt, metres, _minutes(unit, metres))
        for number, (halt, metres) in enumerate(zip(going, legs, strict=False), 1)
    )
    return Journey(on, rows, legs[-1], _minutes(unit, legs[-1]))


def place_of(unit: MobileUnit) -> Position:
    """Return where a unit's day begins and ends."""
    return unit.depot_latitude, unit.depot_longitude


def drawn(
    unit: MobileUnit, stops: Sequence[Stop], way: Journey | None
) -> tuple[list[Spot], list[Way]]:
    """Return the depot and all stops of a unit as spots of a map, and the day's way."""
    numbers: dict[int, str] = {}
    for row in way.rows if way else ():
        known = numbers.get(row.halt.stop_id)
        numbers[row.halt.stop_id] = f"{known},{row.number}" if known else row.number
    spots = [Spot(*place_of(unit), unit.depot_name or unit.name, Mark.DEPOT)]
    index: dict[int, int] = {}
    for stop in stops:
        position = _position(stop)
        if position is not None:
            index[stop.id] = len(spots)
            spots.append(Spot(*position, name_of(stop), Mark.STOP, numbers.get(stop.id, "")))
    if way is None:
        return spots, []
    through = [index[row.halt.stop_id] for row in way.rows if row.halt.stop_id in index]
    return spots, [Way((0, *through, 0), "")] if through else []


def words_of(title: str, description: str) -> Words:
    """Return the words of the map."""
    return Words("karte", title, description, "", str)


def _position(stop: Stop) -> Position | None:
    if stop.office.latitude is None or stop.office.longitude is None:
        return None
    return stop.office.latitude, stop.office.longitude


def _minutes(unit: MobileUnit, metres: int) -> int:
    return int(-(-metres // unit.metres_per_minute))
