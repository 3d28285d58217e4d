"""What somebody at a kiosk is looking at while choosing: words, first letters, page, basket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from api.citizen.basket import NAME, Basket
from api.citizen.services import LONGEST_QUERY
from termin.catalogue import ServiceFacts
from termin.catalogue.folding import tokens

SHOWN = 8
"""Services on one page: as many as fit a tablet without scrolling."""

LONGEST_BEGINNING = 12
MOST_PAGES = 99


@dataclass(frozen=True, slots=True)
class Selection:
    """The state of the page, all of it in its address; `several` is the long way with a basket."""

    words: str = ""
    beginning: str = ""
    page: int = 1
    several: bool = False
    basket: Basket = field(default_factory=Basket)

    @classmethod
    def read(cls, query: QueryParams) -> Selection:
        """Return what an address says; what makes no sense is left out."""
        page = query.get("seite", "")
        beginning = "".join(sign for sign in query.get("anfang", "").upper() if sign.isalnum())
        basket = Basket.read(query.getlist(NAME))
        return cls(
            words=query.get("q", "").strip()[:LONGEST_QUERY],
            beginning=beginning[:LONGEST_BEGINNING],
            page=min(int(page), MOST_PAGES) if page.isascii() and page.isdigit() and page else 1,
            several=bool(basket) or query.get("mehr") == "ja",
            basket=basket,
        )

    @property
    def query(self) -> str:
        """The selection as the query of an address, with the question mark; empty at the start."""
        pairs = [
            ("q", self.words),
            ("anfang", self.beginning),
            ("seite", str(self.page) if self.page > 1 else ""),
            ("mehr", "ja" if self.several and not self.basket else ""),
        ]
        query = urlencode([pair for pair in pairs if pair[1]] + self.basket.pairs)
        return f"?{query}" if query else ""

    def turned(self, page: int) -> str:
        """Return the query of another page."""
        return replace(self, page=page).query

    def begun(self, beginning: str) -> str:
        """Return the query with other first letters."""
        return replace(self, beginning=beginning, words="", page=1).query

    def with_count(self, service: int, count: int) -> str:
        """Return the query with a service so often in the basket; 0 takes it out."""
        if count < 1:
            rest = self.basket.without(service)
        else:
            rest = Basket.read([*self.basket.values, f"{service}:{count}"])
        return replace(self, basket=rest, several=True, words="", beginning="", page=1).query

    def as_several(self) -> str:
        """Return the query of the long way."""
        return replace(self, several=True).query

    def count_of(self, service: int) -> int:
        """Return how often a service is in the basket."""
        return next((line.count for line in self.basket.lines if line.service == service), 0)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of services; `letters` can follow what was typed, `pages` is how many there are."""

    services: tuple[ServiceFacts, ...]
    page: int
    pages: int
    letters: tuple[str, ...]


def shelf(services: Sequence[ServiceFacts], selection: Selection, language: str) -> Shelf:
    """Return the services of a page: those with a word that begins with the letters typed."""
    begun = "".join(tokens(selection.beginning))
    suiting: list[ServiceFacts] = []
    following: set[str] = set()
    for service in services:
        words = [word for word in tokens(service.name_in(language)) if word.startswith(begun)]
        if words or not begun:
            suiting.append(service)
            following.update(word[len(begun)] for word in words if len(word) > len(begun))
    pages = max(1, -(-len(suiting) // SHOWN))
    page = min(selection.page, pages)
    first = (page - 1) * SHOWN
    letters = tuple(sorted(sign.upper() for sign in following if sign.isalpha()))
    return Shelf(tuple(suiting[first : first + SHOWN]), page, pages, letters)
