"""A map without tiles: places where they lie, ways between them, a scale and north.

Nothing is fetched. Ways are straight lines in the order of travel, since no roads are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, floor, log10, radians

from markupsafe import Markup

from api.plots.frame import Words, picture
from api.plots.labels import Box, Label, Point, placed
from api.plots.svg import element, joined, path

WIDTH = 720.0
LEAST_HEIGHT, MOST_HEIGHT = 300.0, 620.0
EDGE = 64.0
FOOT = 40.0
"""Room below for the scale."""

METRES_A_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""

LEAST_SPAN = 500.0
"""Metres that a map shows at least: a single place has no size."""


class Mark(StrEnum):
    """What a place is."""

    DEPOT = "depot"
    STOP = "stop"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its name; degrees (WGS 84). `number` stands in it, in the order of travel."""

    latitude: float
    longitude: float
    name: str
    mark: Mark
    number: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A tour: the places it leads through, as indices of the spots, and what it is called."""

    spots: tuple[int, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Ground:
    """How degrees become units of the picture: equal metres in both directions, north above."""

    west: float
    north: float
    squeeze: float
    units: float
    left: float
    top: float
    height: float

    @classmethod
    def of(cls, spots: Sequence[Spot]) -> Ground:
        """Return a ground on which all spots lie with an edge around them."""
        latitudes, longitudes = [s.latitude for s in spots], [s.longitude for s in spots]
        south, north = min(latitudes), max(latitudes)
        west, east = min(longitudes), max(longitudes)
        squeeze = max(0.01, cos(radians((south + north) / 2)))
        wide = max((east - west) * squeeze * METRES_A_DEGREE, LEAST_SPAN)
        high = max((north - south) * METRES_A_DEGREE, LEAST_SPAN)
        inner = WIDTH - 2 * EDGE
        units = min(inner / wide, (MOST_HEIGHT - 2 * EDGE - FOOT) / high)
        height = max(LEAST_HEIGHT, high * units + 2 * EDGE + FOOT)
        shown_wide = (east - west) * squeeze * METRES_A_DEGREE * units
        shown_high = (north - south) * METRES_A_DEGREE * units
        return cls(
            west,
            north,
            squeeze,
            units,
            (WIDTH - shown_wide) / 2,
            (height - FOOT - shown_high) / 2,
            height,
        )

    def at(self, spot: Spot) -> Point:
        """Return where a spot lies in the picture."""
        across = (spot.longitude - self.west) * self.squeeze * METRES_A_DEGREE
        down = (self.north - spot.latitude) * METRES_A_DEGREE
        return self.left + across * self.units, self.top + down * self.units


def chart(words: Words, spots: Sequence[Spot], ways: Sequence[Way], north: str = "N") -> Markup:
    """Return the map; without spots an empty picture with its words."""
    if not spots:
        return picture(words, [], WIDTH, LEAST_HEIGHT)
    ground = Ground.of(spots)
    points = [ground.at(spot) for spot in spots]
    lines = [(points[a], points[b]) for way in ways for a, b in _legs(way)]
    frame = Box(4, 4, WIDTH - 4, ground.height - FOOT)
    named = [(point, spot.name) for point, spot in zip(points, spots, strict=True)]
    parts = [_way(way, number, points) for number, way in enumerate(ways)]
    parts += [_spot(spot, point) for spot, point in zip(spots, points, strict=True)]
    parts += [_words(label) for label in placed(named, lines, frame)]
    parts += [_scale(ground), _north(north)]
    return picture(words, parts, WIDTH, ground.height)


def scale_length(units: float, room: float) -> int:
    """Return the longest round length (1, 2 or 5 times a power of ten) in metres within `room`."""
    most = max(1.0, room / units)
    power = 10 ** floor(log10(most))
    return int(max(step * power for step in (1, 2, 5) if step * power <= most))


def length_words(metres: int) -> str:
    """Return a length as signs and maps say it: `500 m`, `2 km`."""
    return f"{metres} m" if metres < 1000 else f"{metres // 1000} km"


def _legs(way: Way) -> Iterable[tuple[int, int]]:
    return zip(way.spots, way.spots[1:], strict=False)


def _way(way: Way, number: int, points: Sequence[Point]) -> Markup:
    """Return a tour as a line with a small arrow in the middle of each leg."""
    looks = f"map__way map__way--{number % 4}"
    arrows = [_arrow(points[a], points[b]) for a, b in _legs(way) if points[a] != points[b]]
    return element(
        "g",
        element("title", way.name),
        element("path", class_="map__line", d=path([points[one] for one in way.spots])),
        joined(arrows),
        class_=looks,
    )


def _arrow(start: Point, end: Point) -> Markup:
    wide, high = end[0] - start[0], end[1] - start[1]
    far = (wide**2 + high**2) ** 0.5
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    ahead, aside = (wide / far * 6, high / far * 6), (-high / far * 4, wide / far * 4)
    tip = (x + ahead[0], y + ahead[1])
    left = (x - ahead[0] + aside[0], y - ahead[1] + aside[1])
    right = (x - ahead[0] - aside[0], y - ahead[1] - aside[1])
    return element("path", class_="map__arrow", d=path([tip, left, right], closed=True))


def _spot(spot: Spot, at: Point) -> Markup:
    x, y = at
    if spot.mark is Mark.DEPOT:
        shape = element("rect", class_="map__depot", x=x - 8, y=y - 8, width=16.0, height=16.0)
    elif spot.mark is Mark.OFFICE:
        around = [(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)]
        shape = element("path", class_="map__office", d=path(around, closed=True))
    else:
        shape = element("circle", class_="map__stop", cx=x, cy=y, r=9.0)
    number = element("text", spot.number, class_="map__number", x=x, y=y + 4.5)
    return element("g", element("title", spot.name), shape, number if spot.number else "")


def _words(label: Label) -> Markup:
    look = f"plot__text map__name plot__text--{label.anchor}"
    return element("text", label.text, class_=look, x=label.x, y=label.y)


def _scale(ground: Ground) -> Markup:
    metres = scale_length(ground.units, WIDTH / 4)
    long, y, left = metres * ground.units, ground.height - 16, 16.0
    bar = [(left, y - 6), (left, y), (left + long, y), (left + long, y - 6)]
    return element(
        "g",
        element("path", class_="map__scale", d=path(bar)),
        element("text", length_words(metres), class_="plot__text", x=left + long + 8, y=y + 3),
    )


def _north(text: str) -> Markup:
    x = WIDTH - 26
    needle = [(x, 14.0), (x + 7, 32.0), (x, 27.0), (x - 7, 32.0)]
    return element(
        "g",
        element("path", class_="map__north", d=path(needle, closed=True)),
        element("text", text, class_="plot__text plot__text--middle", x=x, y=48.0),
    )
