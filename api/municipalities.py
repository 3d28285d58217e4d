"""The municipalities of this installation: few, asked for by every request, kept in memory."""

from __future__ import annotations

from time import monotonic

from termin.errors import Invalid, NotFound
from termin.offices.rows import Municipality

FRESH_SECONDS = 2.0
"""A change of a municipality's settings shows in every process after so long."""


class Municipalities:
    """All municipalities, read again every two seconds while somebody asks."""

    def __init__(self) -> None:
        self._by_slug: dict[str, Municipality] = {}
        self._read_at: float | None = None

    async def refresh(self) -> None:
        """Read them if the last reading is older than two seconds."""
        if self._read_at is None or monotonic() - self._read_at > FRESH_SECONDS:
            rows = await Municipality.all().order_by("name")
            self._by_slug = {row.slug: row for row in rows}
            self._read_at = monotonic()

    def forget(self) -> None:
        """Let the next request read them again, after this process changed one."""
        self._read_at = None

    def all(self) -> tuple[Municipality, ...]:
        """Return them by name."""
        return tuple(self._by_slug.values())

    def named(self, slug: str | None) -> Municipality:
        """Return the one with this slug; without a slug the only one there is.

        Raises:
            NotFound: there is none of that name.
            Invalid: there are several and none was named.
        """
        if slug is not None:
            found = self._by_slug.get(slug)
            if found is None:
                raise NotFound("Diese Stadt oder Gemeinde ist hier nicht eingerichtet.")
            return found
        if len(self._by_slug) == 1:
            return next(iter(self._by_slug.values()))
        if not self._by_slug:
            raise NotFound("Hier ist noch keine Stadt oder Gemeinde eingerichtet.")
        raise Invalid(fields={"municipality": "Bitte nennen Sie die Stadt oder Gemeinde."})
