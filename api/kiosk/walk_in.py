"""Without an appointment: what for, then a number."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.citizen.services import LONGEST_QUERY, by_letter
from api.kiosk.place import Place, place_of
from api.problems import status_of
from api.requests import form, identity, language, values_of
from api.routes import Permission, Route
from termin import queue
from termin.booking import Channel
from termin.catalogue import Line, ServiceFacts
from termin.errors import Closed, Invalid
from termin.offices.sign import sign_of

TILES = 8


async def ask(request: Request) -> Response:
    """Ask what somebody came for: the often wanted as tiles, all by letter, or by words."""
    place = await place_of(request)
    door = await sign_of(place.office.id, place.now)
    if not place.office.walk_ins:
        return _closed(request, place, Closed(opens_at=None), door)
    return _page(request, place, {}, 200)


async def draw(request: Request) -> Response:
    """Draw a number for the chosen service."""
    values = values_of(await form(request))
    place = await place_of(request)
    try:
        if not values.get("anliegen"):
            raise Invalid(fields={"q": "Bitte wählen Sie aus, was Sie erledigen möchten."})
        line = Line(identity(values["anliegen"]))
        drawn = await queue.draw_number(place.office.id, [line], Channel.KIOSK, place.now)
    except Invalid as refusal:
        return _page(request, place, {"q": next(iter(refusal.fields.values()))}, 422)
    except Closed as refusal:
        return _closed(request, place, refusal, await sign_of(place.office.id, place.now))
    return redirect(request, "kiosk-ticket", id=drawn.id, query={"neu": "ja"})


def found_here(place: Place, words: str) -> tuple[ServiceFacts, ...]:
    """Return what everyday words mean, as far as it is done at this office."""
    here = {service.id for service in place.view.services_at(place.office.id)}
    return tuple(one for one in place.view.search(words) if one.id in here)


def _page(request: Request, place: Place, errors: dict[str, str], status: int) -> Response:
    words = request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    everything = request.query_params.get("alle") == "ja"
    found = found_here(place, words) if words else ()
    services = place.services()
    return render(
        request,
        "kiosk/services.html",
        status,
        office=place.office,
        words=words,
        found=found,
        tiles=services[:TILES],
        more=len(services) > TILES,
        letters=by_letter(services, language(request)) if everything else (),
        errors=errors,
    )


def _closed(request: Request, place: Place, refusal: Closed, door: object) -> Response:
    return render(
        request,
        "kiosk/closed.html",
        status_of(refusal),
        refusal=refusal,
        office=place.office,
        zone=place.zone,
        door=door,
    )


ROUTES = (
    Route("GET", "/{municipality}/kiosk/anliegen", ask, Permission.KIOSK, "kiosk-services"),
    Route("POST", "/{municipality}/kiosk/nummern", draw, Permission.KIOSK, "kiosk-draw"),
)
