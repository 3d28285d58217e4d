"""What the forms of units and stops hold: read into plans, or refused at each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.manager.frame import number_of, refuse
from api.planning.tour_words import THINGS
from termin.mobile import StopPlan, UnitPlan
from termin.offices.mobile import MobileUnit, Stop, UnitKind
from termin.offices.rows import Municipality
from termin.staff.rows import Clerk

EQUIPMENT = tuple(THINGS)
MOST_PLACE = 200


async def unit_of(
    place: Municipality,
    values: Mapping[str, str],
    lists: Mapping[str, Sequence[str]],
    others: Sequence[MobileUnit],
) -> UnitPlan:
    """Return the unit that a form describes; `others` are those whose names are taken.

    `lists` are the fields with several values: `team` and `ausstattung`.

    Raises:
        Invalid: something of it cannot be.
    """
    wrong: dict[str, str] = {}
    name, depot = values.get("name", ""), values.get("depot", "")
    if not 0 < len(name) <= 120 or any(one.name == name for one in others):
        wrong["name"] = "Bitte geben Sie einen Namen an, den es noch nicht gibt."
    if len(depot) > MOST_PLACE:
        wrong["depot"] = f"Bitte höchstens {MOST_PLACE} Zeichen."
    latitude, longitude = _position(values, wrong)
    day = number_of(values, "stunden", 3, 13, wrong) if "stunden" in values else 9
    pace = number_of(values, "tempo", 5, 120, wrong) if "tempo" in values else 36
    crew = await _crew(place, lists.get("team", ()))
    if not crew:
        wrong["team"] = "Bitte wählen Sie, wer mitfährt."
    refuse(wrong)
    return UnitPlan(
        name,
        UnitKind.SUITCASE if values.get("art") == UnitKind.SUITCASE else UnitKind.BUS,
        _things(lists.get("ausstattung", ())),
        depot,
        latitude,
        longitude,
        crew,
        day * 60,
        round(pace * 1000 / 60),
    )


def stop_of(values: Mapping[str, str], lists: Mapping[str, Sequence[str]]) -> StopPlan:
    """Return the stop that a form describes; `lists` hold `braucht` and `bietet`.

    Raises:
        Invalid: something of it cannot be.
    """
    wrong: dict[str, str] = {}
    name, street = values.get("ort", ""), values.get("strasse", "")
    if not 0 < len(name) <= 100:
        wrong["ort"] = "Bitte geben Sie den Ort mit höchstens 100 Zeichen an."
    if len(street) > MOST_PLACE:
        wrong["strasse"] = f"Bitte höchstens {MOST_PLACE} Zeichen."
    latitude, longitude = _position(values, wrong)
    residents = number_of(values, "einwohner", 0, 10_000_000, wrong)
    setup = number_of(values, "aufbau", 0, 120, wrong) if "aufbau" in values else 15
    pack = number_of(values, "abbau", 0, 120, wrong) if "abbau" in values else 10
    refuse(wrong)
    return StopPlan(
        name,
        street,
        latitude,
        longitude,
        residents,
        _things(lists.get("braucht", ())),
        _things(lists.get("bietet", ())),
        setup,
        pack,
    )


def values_of_unit(unit: MobileUnit) -> dict[str, str]:
    """Return a unit as its form holds it."""
    return {
        "name": unit.name,
        "art": unit.kind.value,
        "depot": unit.depot_name,
        "breite": degrees(unit.depot_latitude),
        "laenge": degrees(unit.depot_longitude),
        "stunden": str(round(unit.day_minutes / 60)),
        "tempo": str(round(unit.metres_per_minute * 60 / 1000)),
    }


def values_of_stop(stop: Stop, name: str) -> dict[str, str]:
    """Return a stop (read with its office) as its form holds it."""
    return {
        "ort": name,
        "strasse": stop.office.street,
        "breite": degrees(stop.office.latitude),
        "laenge": degrees(stop.office.longitude),
        "einwohner": str(stop.residents),
        "aufbau": str(stop.setup_minutes),
        "abbau": str(stop.pack_minutes),
    }


def degrees(value: float | None) -> str:
    """Return degrees as Germans write them."""
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def _things(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in EQUIPMENT if one in chosen)


def _position(values: Mapping[str, str], wrong: dict[str, str]) -> tuple[float, float]:
    found = []
    for name, least, most in (("breite", -90.0, 90.0), ("laenge", -180.0, 180.0)):
        try:
            value = float(values.get(name, "").replace(",", "."))
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            wrong[name] = "Bitte geben Sie Grad an, zum Beispiel 51,1226."
            value = 0.0
        found.append(value)
    return found[0], found[1]


async def _crew(place: Municipality, ids: Sequence[str]) -> tuple[int, ...]:
    rows = await Clerk.filter(municipality_id=place.id, retired_at=None)
    known = {str(one.id): one.id for one in rows}
    return tuple(known[one] for one in dict.fromkeys(ids) if one in known)
