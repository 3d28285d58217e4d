"""A mobile office is set up: the unit with its depot and crew, and the places where it stops."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from api.answers import redirect, render
from api.house import house
from api.manager.bus_frame import chosen_unit, stops_of, units
from api.manager.frame import number_of, refuse
from api.planning.tours import name_of
from api.requests import form, municipality, values_of
from api.routes import Permission, Route
from termin.catalogue import ServiceAtOffice
from termin.errors import Invalid
from termin.offices.mobile import CrewMember, MobileUnit, Stop, UnitKind
from termin.offices.rows import Counter, Municipality, Office, OfficeKind
from termin.staff.rows import Clerk

EQUIPMENT = ("fingerabdruck", "foto", "bezahlen", "rampe", "strom")


async def show(request: Request) -> Response:
    """Show the unit with its stops, and the forms for new ones."""
    return await _page(request)


async def enter_unit(request: Request) -> Response:
    """Add a unit."""
    fields = await form(request)
    values, wrong = values_of(fields), dict[str, str]()
    place, existing = municipality(request), await units(request)
    name = values.get("name", "")
    if not 0 < len(name) <= 120 or any(one.name == name for one in existing):
        wrong["name"] = "Bitte geben Sie einen Namen an, den es noch nicht gibt."
    latitude, longitude = _position(values, wrong)
    crew = await _crew(place, [str(one) for one in fields.getlist("team")])
    if not crew:
        wrong["team"] = "Bitte wählen Sie, wer mitfährt."
    kind = UnitKind.SUITCASE if values.get("art") == UnitKind.SUITCASE else UnitKind.BUS
    if wrong:
        return await _page(request, 422, values, wrong)
    async with in_transaction():
        unit = await MobileUnit.create(
            municipality_id=place.id,
            name=name,
            kind=kind,
            equipment=[one for one in EQUIPMENT if one in fields.getlist("ausstattung")],
            depot_name=values.get("depot", "")[:200],
            depot_latitude=latitude,
            depot_longitude=longitude,
        )
        for position, clerk in enumerate(crew):
            await CrewMember.create(unit=unit, clerk_id=clerk.id, position=position)
    return redirect(request, "bus-setup", {"fahrzeug": str(unit.id), "meldung": "eingetragen"})


async def enter_stop(request: Request) -> Response:
    """Add a stop: an office with a counter that offers what another office offers."""
    fields = await form(request)
    values = values_of(fields)
    place = municipality(request)
    unit = chosen_unit(await units(request), values.get("fahrzeug"))
    try:
        await _add_stop(place, unit, values, [str(one) for one in fields.getlist("braucht")])
    except Invalid as refusal:
        return await _page(request, 422, values, refusal.fields)
    house(request).municipalities.forget()
    return redirect(request, "bus-setup", {"fahrzeug": str(unit.id), "meldung": "eingetragen"})


async def _add_stop(
    place: Municipality, unit: MobileUnit, values: Mapping[str, str], needs: list[str]
) -> None:
    wrong: dict[str, str] = {}
    name, street = values.get("ort", ""), values.get("strasse", "")
    if not 0 < len(name) <= 100:
        wrong["ort"] = "Bitte geben Sie den Ort mit höchstens 100 Zeichen an."
    if len(street) > 200:
        wrong["strasse"] = "Bitte höchstens 200 Zeichen."
    latitude, longitude = _position(values, wrong)
    residents = number_of(values, "einwohner", 0, 10_000_000, wrong)
    like = await _like(place, values.get("wie", ""))
    if like is None:
        wrong["wie"] = "Bitte wählen Sie, welche Anliegen es dort gibt."
    refuse(wrong)
    assert like is not None  # noqa: S101  # refused above
    async with in_transaction():
        office = await Office.create(
            municipality_id=place.id,
            kind=OfficeKind.STOP,
            name=f"{unit.name}, Halt {name}",
            short_name=f"Bus {name}",
            street=street,
            city=place.name,
            latitude=latitude,
            longitude=longitude,
            phone=place.phone,
            time_zone=place.time_zone,
        )
        for position in range(await CrewMember.filter(unit_id=unit.id).count()):
            await Counter.create(
                municipality_id=place.id,
                office=office,
                name=unit.name if position == 0 else f"{unit.name} {position + 1}",
                position=position,
            )
        await ServiceAtOffice.bulk_create(
            ServiceAtOffice(
                municipality_id=place.id,
                service_id=row.service_id,
                office_id=office.id,
                minutes=row.local_minutes or row.minutes,
            )
            for row in await ServiceAtOffice.filter(office_id=like.id, retired_at=None)
        )
        await Stop.create(
            municipality_id=place.id,
            unit=unit,
            office=office,
            needs=[one for one in EQUIPMENT if one in needs],
            residents=residents,
        )


async def _page(
    request: Request,
    status: int = 200,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    place, rows = municipality(request), await units(request)
    asked = (values or {}).get("fahrzeug") or request.query_params.get("fahrzeug")
    unit = chosen_unit(rows, asked) if rows else None
    crew = (
        await CrewMember.filter(unit_id=unit.id).order_by("position").select_related("clerk")
        if unit
        else []
    )
    return render(
        request,
        "manager/bus_setup.html",
        status,
        unit=unit,
        crew=crew,
        stops=await stops_of(unit) if unit else [],
        name_of=name_of,
        equipment=EQUIPMENT,
        clerks=await Clerk.filter(municipality_id=place.id, retired_at=None).order_by("name"),
        offices=await Office.filter(municipality_id=place.id, retired_at=None).order_by("name"),
        values=values or {},
        errors=errors or {},
        told=request.query_params.get("meldung") == "eingetragen",
    )


def _position(values: Mapping[str, str], wrong: dict[str, str]) -> tuple[float, float]:
    found = []
    for name, least, most in (("breite", -90.0, 90.0), ("laenge", -180.0, 180.0)):
        try:
            degrees = float(values.get(name, "").replace(",", "."))
        except ValueError:
            degrees = float("nan")
        if not least <= degrees <= most:
            wrong[name] = "Bitte geben Sie Grad an, zum Beispiel 51,1226."
            degrees = 0.0
        found.append(degrees)
    return found[0], found[1]


async def _crew(place: Municipality, ids: list[str]) -> list[Clerk]:
    known = {
        str(one.id): one for one in await Clerk.filter(municipality_id=place.id, retired_at=None)
    }
    return [known[one] for one in dict.fromkeys(ids) if one in known]


async def _like(place: Municipality, text: str) -> Office | None:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return await Office.get_or_none(id=int(text), municipality_id=place.id, retired_at=None)


_SETUP = "/{municipality}/amt/planung/bus/fahrzeug"
ROUTES: tuple[Route, ...] = (
    Route("GET", _SETUP, show, Permission.PLAN, "bus-setup", "A unit, its crew and its stops"),
    Route("POST", _SETUP, enter_unit, Permission.PLAN, "enter-unit"),
    Route("POST", f"{_SETUP}/haltepunkte", enter_stop, Permission.PLAN, "enter-stop"),
)
