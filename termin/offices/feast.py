"""Public holidays of a Land, with their German names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from holidays import PUBLIC, country_holidays


def public_holidays(
    land: str, categories: Sequence[str], first: date, last: date
) -> Mapping[date, str]:
    """Return the holidays from `first` to `last`, inclusive, with their German names.

    `land` is a code as BY; `categories` add to the general ones, as `catholic` for towns of Bavaria
    that keep 15 August. Unknown codes add nothing.
    """
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found |= _of_year(land, tuple(sorted(set(categories))), year)
    return {day: found[day] for day in sorted(found) if first <= day <= last}


@lru_cache(maxsize=500)
def _of_year(land: str, categories: tuple[str, ...], year: int) -> Mapping[date, str]:
    every = country_holidays("DE")
    known = {PUBLIC, *every.supported_categories} & {PUBLIC, *categories}
    subdivision = land if land in every.subdivisions else None
    named = country_holidays("DE", subdiv=subdivision, years=year, language="de", categories=known)
    return MappingProxyType(dict(named.items()))
