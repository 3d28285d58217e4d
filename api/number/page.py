"""`/{municipality}/nummer/{id}`: a ticket on its holder's phone, from the QR code on the slip."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.citizen.addresses import private
from api.house import house
from api.push import public_key
from api.requests import municipality
from api.routes import Permission, Route
from api.standing import context_of
from termin.errors import NotFound
from termin.queue import sheet_of

RELOAD_SECONDS = "20"


async def show(request: Request) -> Response:
    """Show how it stands; the id is long, random, and names nobody."""
    context = await context_of(request, await ticket_here(request))
    by_itself = request.query_params.get("von-selbst") == "ja"
    key = house(request).settings.push_key
    context["push_key"] = public_key(key) if key else None
    answer = private(request, "number/page.html", by_itself=by_itself, **context)
    if by_itself and context["standing"].follows:
        # For browsers without script, and only where asked for: a page that reloads on its own
        # takes the place away from people who read slowly or by ear (WCAG 2.2.1).
        answer.headers["Refresh"] = RELOAD_SECONDS
    return answer


async def ticket_here(request: Request) -> UUID:
    """Return the id in the address, of a ticket of this municipality.

    Raises:
        NotFound: there is none.
    """
    try:
        ticket = UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None
    if (await sheet_of(ticket)).municipality != municipality(request).id:
        raise NotFound
    return ticket


ROUTES = (
    Route("GET", "/{municipality}/nummer/{id}", show, Permission.PUBLIC, "number", "A number"),
)
