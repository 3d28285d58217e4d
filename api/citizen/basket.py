"""The basket: what somebody wants to get done in one visit, kept in the page's address alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from termin.catalogue import CatalogueView, Line, ServiceFacts

NAME = "anliegen"
"""The name in addresses and forms; each value is `ID` or `ID:COUNT`."""

MOST_READ = 40
"""Values that are looked at; a visit has far fewer."""

_LINE = re.compile(r"([1-9][0-9]{0,17})(?::([1-9][0-9]?))?")


@dataclass(frozen=True, slots=True)
class Basket:
    """The lines of one visit, in the order they were chosen, each service once."""

    lines: tuple[Line, ...] = ()

    @classmethod
    def read(cls, values: Iterable[object]) -> Basket:
        """Return the basket that an address or a form holds; what is none of ours is left out.

        A service named twice counts as it was named last: so a changed number wins.
        """
        counts: dict[int, int] = {}
        for value in list(values)[:MOST_READ]:
            match = _LINE.fullmatch(value) if isinstance(value, str) else None
            if match:
                counts[int(match[1])] = int(match[2] or 1)
        return cls(tuple(Line(service, count) for service, count in counts.items()))

    def __bool__(self) -> bool:
        return bool(self.lines)

    def without(self, service: int) -> Basket:
        """Return the basket without this service."""
        return Basket(tuple(line for line in self.lines if line.service != service))

    @property
    def values(self) -> tuple[str, ...]:
        """The lines as forms and addresses carry them."""
        return tuple(f"{line.service}:{line.count}" for line in self.lines)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The lines as pairs of a query."""
        return [(NAME, value) for value in self.values]

    @property
    def query(self) -> str:
        """The lines as the query of an address, without the question mark."""
        return urlencode(self.pairs)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line of the basket with its service and the greatest number an office takes at once."""

    service: ServiceFacts
    count: int
    most: int


def chosen(view: CatalogueView, lines: Sequence[Line]) -> tuple[Chosen, ...]:
    """Return the lines with what the catalogue says of them.

    Raises:
        NotFound: a service that never was.
    """
    return tuple(
        Chosen(view.service(line.service), line.count, most_of(view, line.service))
        for line in lines
    )


def most_of(view: CatalogueView, service: int) -> int:
    """Return how often a service can be had in one visit, at the most generous office."""
    places = (view.relation(service, office) for office in view.offices_of(service))
    return max((place.max_count for place in places if place), default=1)


def documents(lines: Iterable[Chosen], language: str) -> tuple[str, ...]:
    """Return what to bring for all of it, each thing once."""
    papers = (paper for line in lines for paper in line.service.documents_in(language))
    return tuple(dict.fromkeys(papers))
