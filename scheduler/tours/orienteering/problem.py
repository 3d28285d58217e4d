"""The values of team orienteering with time windows (TOPTW), and how its files are read.

Which places do m vehicles visit, in which order, each place once at most, within its window, all
back at the depot in time, so that the profits add up to the most? Format and conventions:
Vansteenwegen et al., "Iterated local search for the team orienteering problem with time windows",
Computers & Operations Research 36 (2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, hypot, isfinite


class Unreadable(ValueError):
    """A file that is not in the TOPTW format; the text says in which line, and why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its profit and the times at which service may begin; `service` is its length.

    Times are whole numbers of the instance's `unit`. The depot is place 0: its closing is when all
    must be back.
    """

    x: float
    y: float
    service: int
    profit: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Instance:
    """Places and the travel times between them; `unit` parts of a time unit of the file are 1."""

    name: str
    unit: int
    places: tuple[Place, ...]
    travel: tuple[tuple[int, ...], ...]


Routes = tuple[tuple[int, ...], ...]
"""The places each vehicle visits, in order, without the depot; at most one for each vehicle."""


def parse(name: str, text: str, unit: int | None = None) -> Instance:
    """Read an instance; distances are Euclidean, cut off after the unit's decimals.

    `unit` is 10 (one decimal, Solomon's places) or 100 (two, Cordeau's, whose names begin with
    "pr"); by name where it is not given. Raises Unreadable.
    """
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    rows = [(number, words) for number, words in lines if words]
    if len(rows) < 3:
        raise Unreadable(f"{name}: a head, a line of limits and a depot are missing")
    stops = _whole(name, rows[0], 2, "the number of stops")
    told = rows[2 : 3 + stops]
    if len(told) < stops + 1:
        raise Unreadable(f"{name}: {stops} stops and a depot are announced, {len(told)} lines come")
    parts = unit or (100 if name.startswith("pr") else 10)
    places = tuple(_place(name, row, parts, at) for at, row in enumerate(told))
    travel = tuple(tuple(_apart(one, other, parts) for other in places) for one in places)
    return Instance(name, parts, places, travel)


def _place(name: str, row: tuple[int, list[str]], unit: int, at: int) -> Place:
    number, words = row
    if len(words) < 7:
        raise Unreadable(f"{name}, line {number}: {len(words)} columns, at least 7 are needed")
    try:
        values = [float(word) for word in words]
    except ValueError as error:
        raise Unreadable(f"{name}, line {number}: {error}") from error
    if not all(isfinite(value) for value in values):
        raise Unreadable(f"{name}, line {number}: a number that is none")
    place, x, y, service, profit = values[:5]
    opens, closes = values[-2:]
    if place != at:
        raise Unreadable(f"{name}, line {number}: place {place:g} where {at} should be")
    if closes < opens or service < 0 or profit < 0 or profit % 1:
        raise Unreadable(f"{name}, line {number}: window, service or profit make no sense")
    times = (round(value * unit) for value in (service, opens, closes))
    length, begin, end = times
    return Place(x, y, length, int(profit), begin, end)


def _whole(name: str, row: tuple[int, list[str]], at: int, what: str) -> int:
    number, words = row
    try:
        value = int(words[at])
    except (IndexError, ValueError) as error:
        raise Unreadable(f"{name}, line {number}: {what} is missing") from error
    if value < 1:
        raise Unreadable(f"{name}, line {number}: {what} is {value}")
    return value


def _apart(one: Place, other: Place, unit: int) -> int:
    return floor(unit * hypot(one.x - other.x, one.y - other.y) + 1e-9)
