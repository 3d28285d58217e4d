"""A mobile office is set up: the unit with its depot and crew, and the places where it stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.house import house
from api.manager.bus_fields import (
    EQUIPMENT,
    stop_of,
    unit_of,
    values_of_stop,
    values_of_unit,
)
from api.manager.bus_frame import chosen_unit, stops_of, units
from api.planning.tour_words import THINGS
from api.planning.tours import name_of
from api.requests import form, identity, municipality, values_of
from api.routes import Permission, Route
from termin.errors import Invalid, NotFound
from termin.mobile import change_stop, change_unit, enter_stop, enter_unit
from termin.offices.mobile import CrewMember, MobileUnit, Stop
from termin.offices.rows import Municipality, Office
from termin.staff.rows import Clerk


@dataclass(frozen=True, slots=True)
class Entered:
    """What was sent of one of the page's two forms, `unit` or `stop`, and what is wrong with it."""

    of: str
    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def linked(self) -> Mapping[str, str]:
        """The errors by the ids of their fields: both forms ask for a position."""
        here = {"breite", "laenge"} if self.of == "stop" else set()
        return {f"halt-{name}" if name in here else name: e for name, e in self.errors.items()}


async def show(request: Request) -> Response:
    """Show the unit with its stops, and the forms for new ones."""
    return await _page(request)


async def enter_a_unit(request: Request) -> Response:
    """Add a unit."""
    fields = await form(request)
    values, place = values_of(fields), municipality(request)
    lists = {name: _several(fields, name) for name in ("team", "ausstattung")}
    try:
        plan = await unit_of(place, values, lists, await units(request))
    except Invalid as refusal:
        return await _page(request, Entered("unit", values, lists, refusal.fields))
    unit = await enter_unit(place.id, plan)
    return redirect(request, "bus-setup", {"fahrzeug": str(unit.id), "meldung": "eingetragen"})


async def enter_a_stop(request: Request) -> Response:
    """Add a stop."""
    fields = await form(request)
    values, place = values_of(fields), municipality(request)
    unit = chosen_unit(await units(request), values.get("fahrzeug"))
    like = await _like(place, values.get("wie", ""))
    wrong = {} if like else {"wie": "Bitte wählen Sie, welche Anliegen es dort gibt."}
    lists = {"braucht": _several(fields, "braucht")}
    try:
        plan = stop_of(values, lists)
    except Invalid as refusal:
        return await _page(request, Entered("stop", values, lists, {**refusal.fields, **wrong}))
    if like is None:
        return await _page(request, Entered("stop", values, lists, wrong))
    await enter_stop(place, unit, plan, like.id)
    house(request).municipalities.forget()
    return redirect(request, "bus-setup", {"fahrzeug": str(unit.id), "meldung": "eingetragen"})


async def show_unit(request: Request) -> Response:
    """Show the form of a unit."""
    unit = await _unit(request)
    rows = await CrewMember.filter(unit_id=unit.id).order_by("position", "id")
    lists = {"team": [str(one.clerk_id) for one in rows], "ausstattung": unit.equipment}
    return await _unit_page(request, unit, values_of_unit(unit), lists)


async def change_a_unit(request: Request) -> Response:
    """Change a unit."""
    unit, fields = await _unit(request), await form(request)
    values = values_of(fields)
    lists = {name: _several(fields, name) for name in ("team", "ausstattung")}
    others = [one for one in await units(request) if one.id != unit.id]
    try:
        plan = await unit_of(municipality(request), values, lists, others)
    except Invalid as refusal:
        return await _unit_page(request, unit, values, lists, 422, refusal.fields)
    # What the form does not know stays on board.
    further = tuple(one for one in unit.equipment if one not in EQUIPMENT)
    await change_unit(unit.id, replace(plan, equipment=(*plan.equipment, *further)))
    house(request).municipalities.forget()
    return redirect(request, "bus-setup", {"fahrzeug": str(unit.id), "meldung": "eingetragen"})


async def show_stop(request: Request) -> Response:
    """Show the form of a stop."""
    stop = await _stop(request)
    lists = {"braucht": stop.needs, "bietet": stop.offers}
    return await _stop_page(request, stop, values_of_stop(stop, name_of(stop)), lists)


async def change_a_stop(request: Request) -> Response:
    """Change a stop."""
    stop, fields = await _stop(request), await form(request)
    values = values_of(fields)
    lists = {name: _several(fields, name) for name in ("braucht", "bietet")}
    try:
        plan = stop_of(values, lists)
    except Invalid as refusal:
        return await _stop_page(request, stop, values, lists, 422, refusal.fields)
    needs = (*plan.needs, *(one for one in stop.needs if one not in EQUIPMENT))
    offers = (*plan.offers, *(one for one in stop.offers if one not in EQUIPMENT))
    await change_stop(stop.id, replace(plan, needs=needs, offers=offers), name_of(stop))
    house(request).municipalities.forget()
    query = {"fahrzeug": str(stop.unit_id), "meldung": "eingetragen"}
    return redirect(request, "bus-setup", query)


async def _page(request: Request, entered: Entered | None = None) -> Response:
    entered = entered or Entered("")
    values = entered.values
    place, rows = municipality(request), await units(request)
    asked = values.get("fahrzeug") or request.query_params.get("fahrzeug")
    unit = chosen_unit(rows, asked) if rows else None
    crew = (
        await CrewMember.filter(unit_id=unit.id).order_by("position").select_related("clerk")
        if unit
        else []
    )
    stops = await stops_of(unit) if unit else []
    return render(
        request,
        "manager/bus_setup.html",
        422 if entered.errors else 200,
        unit=unit,
        crew=crew,
        stops=stops,
        name_of=name_of,
        things=THINGS,
        lists=entered.lists,
        short=_short(unit, stops) if unit else [],
        of=entered.of,
        linked=entered.linked,
        clerks=await Clerk.filter(municipality_id=place.id, retired_at=None).order_by("name"),
        offices=await Office.filter(municipality_id=place.id, retired_at=None).order_by("name"),
        values=values,
        errors=entered.errors,
        told=request.query_params.get("meldung") == "eingetragen",
    )


async def _unit_page(
    request: Request,
    unit: MobileUnit,
    values: Mapping[str, str],
    lists: Mapping[str, Sequence[str]],
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    place = municipality(request)
    return render(
        request,
        "manager/bus_unit.html",
        status,
        unit=unit,
        things=THINGS,
        clerks=await Clerk.filter(municipality_id=place.id, retired_at=None).order_by("name"),
        short=_short(unit, await stops_of(unit)),
        name_of=name_of,
        values=values,
        lists=lists,
        errors=errors or {},
    )


async def _stop_page(
    request: Request,
    stop: Stop,
    values: Mapping[str, str],
    lists: Mapping[str, Sequence[str]],
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    return render(
        request,
        "manager/bus_stop_form.html",
        status,
        stop=stop,
        name=name_of(stop),
        things=THINGS,
        short=_short(stop.unit, [stop]),
        name_of=name_of,
        values=values,
        lists=lists,
        errors=errors or {},
    )


def _short(unit: MobileUnit, stops: Sequence[Stop]) -> list[tuple[Stop, list[str]]]:
    """Return the stops for which something is missing on board, and what."""
    found = [(one, set(one.needs) - set(one.offers) - set(unit.equipment)) for one in stops]
    return [(one, sorted(missing)) for one, missing in found if missing]


async def _unit(request: Request) -> MobileUnit:
    return chosen_unit(await units(request), request.path_params["unit"])


async def _stop(request: Request) -> Stop:
    own = {one.id for one in await units(request)}
    found = await Stop.get_or_none(id=identity(request.path_params["stop"])).select_related(
        "office", "unit"
    )
    if found is None or found.unit_id not in own:
        raise NotFound("Diesen Haltepunkt gibt es nicht.")
    return found


def _several(fields: FormData, name: str) -> list[str]:
    return [str(one) for one in fields.getlist(name)]


async def _like(place: Municipality, text: str) -> Office | None:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return await Office.get_or_none(id=int(text), municipality_id=place.id, retired_at=None)


_BUS = "/{municipality}/amt/planung/bus"
_SETUP = f"{_BUS}/fahrzeug"
_UNIT, _STOP = f"{_BUS}/fahrzeuge/{{unit}}", f"{_BUS}/haltepunkte/{{stop}}"
ROUTES: tuple[Route, ...] = (
    Route("GET", _SETUP, show, Permission.PLAN, "bus-setup", "A unit, its crew and its stops"),
    Route("POST", _SETUP, enter_a_unit, Permission.PLAN, "enter-unit"),
    Route("POST", f"{_SETUP}/haltepunkte", enter_a_stop, Permission.PLAN, "enter-stop"),
    Route("GET", _UNIT, show_unit, Permission.PLAN, "edit-unit", "A unit's depot, crew, equipment"),
    Route("POST", _UNIT, change_a_unit, Permission.PLAN, "change-unit"),
    Route("GET", _STOP, show_stop, Permission.PLAN, "edit-stop", "A place where a unit stops"),
    Route("POST", _STOP, change_a_stop, Permission.PLAN, "change-stop"),
)
