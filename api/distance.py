"""How far places are from one another, straight ahead."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Protocol

EARTH = 6_371_000
"""Mean radius in metres (IUGG)."""

Position = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""


class Placed(Protocol):
    """Whatever may have a position."""

    @property
    def latitude(self) -> float | None:
        """Degrees."""

    @property
    def longitude(self) -> float | None:
        """Degrees."""


def position_of(place: Placed) -> Position | None:
    """Return where something is, None where that is not known."""
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def metres_between(one: Position, other: Position) -> int:
    """Return the length of the great circle between two places in whole metres (haversine)."""
    lat, lon = radians(one[0]), radians(one[1])
    lat2, lon2 = radians(other[0]), radians(other[1])
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(half))))
