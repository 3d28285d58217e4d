"""`/{municipality}/kiosk`: the language first, then with or without an appointment."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.admission import visitor
from api.answers import render
from api.house import house
from api.kiosk.place import place_of
from api.requests import municipality
from api.routes import Permission, Route
from termin.offices.sign import sign_of
from termin.staff.rows import Device, DeviceKind


async def start(request: Request) -> Response:
    """Ask for the language; a browser that is no kiosk here is told what to do."""
    somebody = await visitor(request)
    here = municipality(request).id
    if (
        not isinstance(somebody, Device)
        or somebody.kind is not DeviceKind.KIOSK
        or somebody.municipality_id != here
    ):
        return render(request, "kiosk/no_kiosk.html")
    office = (await house(request).catalogues.view(municipality(request))).office(
        somebody.office_id
    )
    return render(request, "kiosk/start.html", office=office)


async def choose(request: Request) -> Response:
    """Ask whether there is an appointment."""
    place = await place_of(request)
    sign = await sign_of(place.office.id, place.now)
    return render(request, "kiosk/choice.html", office=place.office, zone=place.zone, door=sign)


ROUTES = (
    Route("GET", "/{municipality}/kiosk", start, Permission.PUBLIC, "kiosk", "A kiosk's start"),
    Route("GET", "/{municipality}/kiosk/wahl", choose, Permission.KIOSK, "kiosk-choice"),
)
