"""Without an appointment: what for, then a number."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.citizen.basket import NAME, Basket, Chosen
from api.citizen.own_appointment import qr_code
from api.kiosk.place import Place, place_of
from api.kiosk.selection import SHOWN, Selection, shelf
from api.kiosk.ticket import on_paper
from api.problems import status_of
from api.requests import form, language, municipality, public_url, values_of
from api.routes import Permission, Route
from termin import queue
from termin.booking import Channel
from termin.catalogue import ServiceFacts
from termin.errors import Closed, Full, Invalid
from termin.localtime import at_local, local_date
from termin.offices.sign import sign_of
from termin.queue import sheet_of

LONGEST_KEY = 64


async def ask(request: Request) -> Response:
    """Ask what somebody came for: the often wanted first, by first letters, or by words."""
    place = await place_of(request)
    if not place.office.walk_ins:
        return await _closed(request, place, Closed(opens_at=None))
    return _page(request, place, Selection.read(request.query_params), {}, 200)


async def draw(request: Request) -> Response:
    """Draw a number for what was chosen; pressed twice, it is the same number."""
    fields = await form(request)
    key = values_of(fields).get("schluessel", "")[:LONGEST_KEY] or None
    basket = Basket.read(fields.getlist(NAME))
    place = await place_of(request)
    try:
        if not basket:
            raise Invalid(fields={"q": "Bitte wählen Sie aus, was Sie erledigen möchten."})
        drawn = await queue.draw_number(
            place.office.id, basket.lines, Channel.KIOSK, place.now, key=key
        )
    except Invalid as refusal:
        chosen = Selection(several=len(basket.lines) > 1, basket=_known(place, basket))
        return _page(request, place, chosen, {"q": next(iter(refusal.fields.values()))}, 422)
    except Closed as refusal:
        return await _closed(request, place, refusal)
    # Without a secret the number was drawn by the first of two taps, and is on paper already.
    new = drawn.secret is not None
    query = await on_paper(request, await sheet_of(drawn.id), fresh=True) if new else {}
    return redirect(request, "kiosk-ticket", id=drawn.id, query=query)


def found_here(place: Place, words: str) -> tuple[ServiceFacts, ...]:
    """Return what everyday words mean, as far as it is done at this office."""
    here = {service.id for service in place.view.services_at(place.office.id)}
    return tuple(one for one in place.view.search(words) if one.id in here)


def _page(
    request: Request, place: Place, selection: Selection, errors: dict[str, str], status: int
) -> Response:
    everything = place.services()
    found = found_here(place, selection.words)[:SHOWN] if selection.words else ()
    return render(
        request,
        "kiosk/services.html",
        status,
        office=place.office,
        selection=selection,
        found=found,
        shelf=shelf(everything, selection, language(request)),
        many=len(everything) > SHOWN,
        chosen=_chosen(place, _known(place, selection.basket)),
        key=uuid4(),
        errors=errors,
    )


def _known(place: Place, basket: Basket) -> Basket:
    here = {service.id for service in place.services()}
    return Basket(tuple(line for line in basket.lines if line.service in here))


def _chosen(place: Place, basket: Basket) -> tuple[Chosen, ...]:
    chosen = []
    for line in basket.lines:
        relation = place.view.relation(line.service, place.office.id)
        most = relation.max_count if relation else 1
        chosen.append(Chosen(place.view.service(line.service), line.count, most))
    return tuple(chosen)


async def _closed(request: Request, place: Place, refusal: Closed) -> Response:
    """Say why there is no number, when there is one again, and what to do instead."""
    town = municipality(request)
    book = f"{public_url(request)}/{town.slug}/"
    tomorrow = at_local(local_date(place.now, place.zone) + timedelta(days=1), time(0), place.zone)
    facts: dict[str, Any] = {
        "refusal": refusal,
        "full": isinstance(refusal, Full),
        "office": place.office,
        "zone": place.zone,
        "door": await sign_of(place.office.id, place.now),
        "next_day": await sign_of(place.office.id, tomorrow),
        "book": book,
        "book_shown": book.partition("://")[2].rstrip("/"),
        "qr": qr_code(book),
    }
    return render(request, "kiosk/closed.html", status_of(refusal), **facts)


ROUTES = (
    Route("GET", "/{municipality}/kiosk/anliegen", ask, Permission.KIOSK, "kiosk-services"),
    Route("POST", "/{municipality}/kiosk/nummern", draw, Permission.KIOSK, "kiosk-draw"),
)
