"""`/{municipality}/amt/telefon`: find the service by everyday words, or an appointment by code."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.citizen.basket import chosen
from api.citizen.services import LONGEST_QUERY, basket_of
from api.kiosk.scan import Code, read_scan
from api.phone.operator import operator_of
from api.requests import form, values_of
from api.routes import Permission, Route
from termin.booking import by_code
from termin.errors import NotFound

LONGEST = 300


async def show(request: Request) -> Response:
    """Show the search and what it found."""
    return await _page(request, {}, "", 200)


async def find(request: Request) -> Response:
    """Find an appointment by its code."""
    typed = values_of(await form(request)).get("code", "")[:LONGEST]
    read = read_scan(typed)
    if not isinstance(read, Code):
        sentence = "Ein Code hat 10 Zeichen, zum Beispiel K7Q-4MX-D2PR."
        return await _page(request, {"code": sentence}, typed, 422)
    operator = await operator_of(request)
    try:
        await by_code(operator.town.id, read.code)
    except NotFound:
        sentence = "Diesen Code gibt es nicht. Bitte vergleichen Sie ihn Zeichen für Zeichen."
        return await _page(request, {"code": sentence}, typed, 422)
    return redirect(request, "phone-appointment", code=read.code)


async def _page(request: Request, errors: dict[str, str], typed: str, status: int) -> Response:
    operator, basket = await operator_of(request), basket_of(request)
    words = request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    offices = [
        office
        for office in operator.view.offices()
        if operator.scope.offices is None or office.id in operator.scope.offices
    ]
    bookable = [one for one in operator.view.services() if operator.view.offices_of(one.id)]
    found = operator.view.search(words) if words else ()
    return render(
        request,
        "phone/start.html",
        status,
        words=words,
        found=[one for one in found if one in bookable],
        often=[one for one in bookable if one.on_start_page] or bookable[:10],
        basket=basket,
        chosen=chosen(operator.view, basket.lines),
        offices=offices,
        typed=typed,
        errors=errors,
    )


_PATH = "/{municipality}/amt/telefon"
ROUTES = (
    Route("GET", _PATH, show, Permission.BOOK_FOR_OTHERS, "phone", "Book for others"),
    Route("POST", f"{_PATH}/suche", find, Permission.BOOK_FOR_OTHERS, "phone-find"),
)
