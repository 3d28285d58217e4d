"""Where an office is: coordinates that can be believed, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from termin.catalogue.export import Notes, OfficeRecord, Record
from termin.catalogue.fields import decimal

Coordinates = tuple[float, float]

LATITUDES = (47.2, 55.1)
LONGITUDES = (5.8, 15.1)
"""Germany with a little room, in degrees."""

STREETS_AT_ONE_POINT = 3
"""So many different streets at one point make it a placeholder."""


def coordinates(geo: object, office: str, notes: Notes) -> Coordinates | None:
    """Return (latitude, longitude) of a record's `geo`; odd ones are noted, swapped ones mended."""
    if not isinstance(geo, dict) or not geo:
        if geo not in (None, False, "", [], {}):
            notes.add("office", office, "coordinates cannot be read; left out")
        return None
    latitude = _degrees(geo, "lat", "latitude")
    longitude = _degrees(geo, "lon", "lng", "longitude")
    if latitude is None and longitude is None and not any(geo.values()):
        return None
    if latitude is None or longitude is None:
        notes.add("office", office, "coordinates cannot be read; left out")
        return None
    if _in_germany(latitude, longitude):
        return latitude, longitude
    if _in_germany(longitude, latitude):
        notes.add("office", office, "latitude and longitude are swapped; put right")
        return longitude, latitude
    notes.add("office", office, f"coordinates {latitude}, {longitude} are not in Germany; left out")
    return None


def without_placeholders(offices: Iterable[OfficeRecord], notes: Notes) -> tuple[OfficeRecord, ...]:
    """Return the offices; a point that many different streets share is no place and is left out."""
    offices = tuple(offices)
    streets: dict[Coordinates, set[tuple[str, str]]] = defaultdict(set)
    for office in offices:
        if office.latitude is not None and office.longitude is not None and office.street:
            street = office.street.rstrip("0123456789 -/abcdef").casefold()
            streets[office.latitude, office.longitude].add((street, office.postal_code))
    fake = {point for point, there in streets.items() if len(there) >= STREETS_AT_ONE_POINT}
    for latitude, longitude in sorted(fake):
        point = (latitude, longitude)
        count = sum((office.latitude, office.longitude) == point for office in offices)
        what = f"{latitude}, {longitude} stands for {count} offices in different streets; left out"
        notes.add("coordinates", "", what)
    return tuple(
        replace(office, latitude=None, longitude=None)
        if (office.latitude, office.longitude) in fake
        else office
        for office in offices
    )


def _degrees(geo: Record, *names: str) -> float | None:
    return next((found for name in names if (found := decimal(geo.get(name))) is not None), None)


def _in_germany(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
