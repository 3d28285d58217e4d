"""The catalogues in memory: one view for each municipality, read again when its version grows."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from termin.catalogue import CatalogueView, load_view
from termin.offices.rows import Municipality


class Catalogues:
    """The views that requests read; at most one loading for each municipality at a time."""

    def __init__(self) -> None:
        self._views: dict[int, tuple[int, CatalogueView]] = {}
        self._loading: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def view(self, place: Municipality) -> CatalogueView:
        """Return the catalogue as of the version that `place` was read with, or newer."""
        known = self._views.get(place.id)
        if known is not None and known[0] >= place.catalogue_version:
            return known[1]
        async with self._loading[place.id]:
            known = self._views.get(place.id)
            if known is not None and known[0] >= place.catalogue_version:
                return known[1]
            view = await load_view(place.id)
            self._views[place.id] = (place.catalogue_version, view)
            return view
