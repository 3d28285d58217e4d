"""`/{municipality}/nummer/{id}`: a ticket on its holder's phone, from the QR code on the slip."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.citizen.addresses import private
from api.kiosk.ticket import ticket_id, told
from api.requests import municipality
from api.routes import Permission, Route
from termin.errors import NotFound
from termin.queue import sheet_of


async def show(request: Request) -> Response:
    """Show how it stands; the id is long, random, and names nobody."""
    sheet = await sheet_of(ticket_id(request))
    if sheet.municipality != municipality(request).id:
        raise NotFound
    return private(request, "kiosk/number.html", **await told(request, sheet))


ROUTES = (
    Route("GET", "/{municipality}/nummer/{id}", show, Permission.PUBLIC, "number", "A number"),
)
