"""The services of the catalogue that comes with the product, for comparison with other sources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from termin.catalogue.own import OwnCatalogue, parse_catalogue
from termin.catalogue.same_as import Original


@cache
def shipped_catalogue() -> OwnCatalogue:
    """Return the catalogue file that comes with the product."""
    shipped = resources.files("termin.catalogue").joinpath("catalogue.json")
    return parse_catalogue(json.loads(shipped.read_text(encoding="utf-8")))


@cache
def shipped_originals() -> Mapping[str, Original]:
    """Return its services by id, as other sources may know them."""
    return {
        service.record.external_id: service.original for service in shipped_catalogue().services
    }
