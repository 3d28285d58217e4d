"""What all pages of a mobile office ask of an address: which unit, which month, which halt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Protocol

from starlette.requests import Request

from api.house import house
from api.manager.bus_month import Month
from api.manager.frame import scope, today
from api.planning.judging import Judgement
from api.planning.tour_words import Words
from api.requests import identity, language, municipality
from termin.errors import NotAllowed, NotFound
from termin.offices.mobile import Halt, MobileUnit, Stop


class Say(Protocol):
    """Translates a German sentence; values take the places of its names."""

    def __call__(self, sentence: str, **values: object) -> str:
        """Return it in the language of the page."""


def words(request: Request) -> Say:
    """Return what translates into the language of the page."""
    return partial(house(request).pages.texts.gettext, language(request))


def tour_words(request: Request) -> Words:
    """Return what says rules of tours in the language of the page."""
    texts = house(request).pages.texts
    return Words(words(request), texts.language(language(request)).locale)


def judgement_values(request: Request, found: Judgement | None) -> dict[str, Any]:
    """Return what a page shows of a judgement; `known` is whether anything could be judged."""
    say = tour_words(request)
    return {
        "judgement": found,
        "known": found is not None,
        "broken": [say.rule(one) for one in found.broken] if found else [],
        "unusual": [say.rule(one) for one in found.unusual] if found else [],
        "changes": say.changes(found.changes) if found else (),
        "points": say.points(found.cost) if found else "",
    }


async def units(request: Request) -> list[MobileUnit]:
    """Return the municipality's units that are in use, by name.

    Raises:
        NotAllowed: the person plans single offices only, and a bus visits many.
    """
    if scope(request).offices is not None:
        raise NotAllowed
    return await MobileUnit.filter(
        municipality_id=municipality(request).id, retired_at=None
    ).order_by("name")


def chosen_unit(rows: list[MobileUnit], text: str | None) -> MobileUnit:
    """Return the unit of this id, the first one where none is named.

    Raises:
        NotFound: it is none of these.
    """
    wanted = identity(text) if text else None
    found = next((row for row in rows if wanted in (None, row.id)), None)
    if found is None:
        raise NotFound("Dieses Fahrzeug gibt es nicht.")
    return found


async def asked_unit(request: Request, values: Mapping[str, str]) -> tuple[MobileUnit, Month]:
    """Return the unit and the month that an address or a form names."""
    unit = chosen_unit(await units(request), values.get("fahrzeug"))
    return unit, Month.read(values.get("monat"), today(request))


async def stops_of(unit: MobileUnit) -> list[Stop]:
    """Return a unit's stops with their offices, by name."""
    rows = await Stop.filter(unit_id=unit.id).select_related("office")
    return sorted(rows, key=lambda row: (row.office.name, row.id))


async def halt_of(request: Request) -> Halt:
    """Return the halt of the address, with its stop, office and unit.

    Raises:
        NotFound: there is none in this municipality.
    """
    own = {one.id for one in await units(request)}
    found = await Halt.get_or_none(id=identity(request.path_params["halt"])).select_related(
        "stop__office", "unit"
    )
    if found is None or found.unit_id not in own:
        raise NotFound("Diesen Halt gibt es nicht mehr.")
    return found


def day_of_address(request: Request) -> date | None:
    """Return the day that the address chooses, None for none."""
    try:
        return date.fromisoformat(request.query_params.get("tag", ""))
    except ValueError:
        return None
