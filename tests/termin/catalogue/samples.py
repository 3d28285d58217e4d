"""Exports to test with: a small one of our own, and the real city's where it lies beside us."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from termin.catalogue.dldb import parse
from termin.catalogue.export import Export

SMALL = Path(__file__).parents[2] / "fixtures" / "dldb_small"
CITY = Path(__file__).parents[4] / "shared" / "data" / "dldb"

sample = pytest.mark.sample
beside = pytest.mark.skipif(not CITY.is_dir(), reason="the real city's data is not beside us")


def small() -> tuple[Any, Any]:
    """Return the small export's two files, to be changed at will."""
    return _read(SMALL)


def city() -> Export:
    """Return the real city's export."""
    return parse(*_read(CITY))


def large() -> tuple[Any, Any]:
    """Return an export of a large city: 653 services, 537 offices, coordinates that mean nothing.

    As old exports are: no durations, no slot times, `datacount` of another day.
    """
    services = [
        {
            "id": str(120_000 + number),
            "name": f"Leistung {number}",
            "meta": {"locale": "de"},
            "locations": [],
        }
        for number in range(653)
    ]
    offices = [
        {
            "id": str(320_000 + number),
            "name": f"Amt {number}",
            "address": {
                "street": f"Straße {number}. Juni",
                "house_number": "1",
                "postal_code": f"1{number:04}",
                "city": "Großstadt",
            },
            "geo": {"lat": 53.45, "lon": 13.45},
            "appointment": {"multiple": "0"},
            "services": [
                {
                    "service": str(120_000 + (number * 7 + step * 31) % 653),
                    "appointment": {"slots": "0", "external": False, "allowed": step % 3 == 0},
                }
                for step in range(14)
            ],
        }
        for number in range(537)
    ]
    return {"datacount": 560, "data": services}, {"datacount": 496, "data": offices}


def _read(folder: Path) -> tuple[Any, Any]:
    files = (folder / "services_de.json", folder / "locations_de.json")
    services, locations = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return copy.deepcopy(services), locations
