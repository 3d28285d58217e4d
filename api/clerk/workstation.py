"""`/{municipality}/amt/schalter/{counter}`: one screen with the person now and who is next."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.clerk.counters import own_counter
from api.clerk.room import room_of
from api.house import house
from api.requests import language, staff
from api.routes import Permission, Route

MESSAGES: Mapping[str, tuple[str, str]] = {
    "aufgerufen": ("success", "Aufgerufen."),
    "nochmal": ("success", "Noch einmal aufgerufen."),
    "da": ("success", "Die Person ist da."),
    "fertig": ("success", "Fertig. Der Schalter ist frei."),
    "fehlt": ("info", "Als nicht erschienen vermerkt. Der Schalter ist frei."),
    "zurueck": ("info", "Aufruf zurückgenommen. Die Person wartet wieder an ihrem alten Platz."),
    "besetzt": ("info", "An diesem Schalter ist schon jemand. Niemand wurde zusätzlich gerufen."),
    "niemand": ("info", "Zurzeit wartet niemand für diesen Schalter."),
    "schon": ("info", "Das war schon erledigt. So steht es jetzt."),
    "woanders": ("warning", "Diese Person ist nicht mehr an diesem Schalter."),
}
"""What is said after a step, by its name in the address: kind and sentence."""


async def show(request: Request) -> Response:
    """Show the counter."""
    counter = await own_counter(request, request.path_params["counter"])
    own = house(request)
    spoken = language(request)
    room = await room_of(
        counter,
        staff(request).account,
        own.clock.now(),
        lambda text: own.pages.texts.gettext(spoken, text),
    )
    return render(
        request,
        "clerk/workstation.html",
        counter=counter,
        office=counter.office,
        zone=ZoneInfo(counter.office.time_zone),
        room=room,
        message=MESSAGES.get(request.query_params.get("meldung", "")),
    )


ROUTES = (
    Route("GET", "/{municipality}/amt/schalter/{counter}", show, Permission.SERVE, "workstation"),
)
