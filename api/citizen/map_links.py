"""Where an office is, as links that people follow only if they like; nothing is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from termin.catalogue import OfficeFacts


@dataclass(frozen=True, slots=True)
class MapLinks:
    """`device` opens the map program (RFC 5870), `street_map` OpenStreetMap; empty: unknown."""

    device: str
    street_map: str


def map_links(office: OfficeFacts) -> MapLinks:
    """Return the links to an office's place, by its coordinates or else by its address."""
    if office.latitude is not None and office.longitude is not None:
        place = f"{office.latitude:.5f},{office.longitude:.5f}"
        query = urlencode({"mlat": f"{office.latitude:.5f}", "mlon": f"{office.longitude:.5f}"})
        spot = f"#map=17/{office.latitude:.5f}/{office.longitude:.5f}"
        return MapLinks(f"geo:{place}", f"https://www.openstreetmap.org/?{query}{spot}")
    if not office.street:
        return MapLinks("", "")
    words = ", ".join(
        part for part in (office.street, f"{office.postal_code} {office.city}".strip()) if part
    )
    query = urlencode({"query": words})
    return MapLinks("", f"https://www.openstreetmap.org/search?{query}")
