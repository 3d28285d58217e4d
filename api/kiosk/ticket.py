"""The ticket just drawn: on the screen, on paper, and by QR code on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.citizen.own_appointment import qr_code
from api.house import house
from api.requests import device, municipality, public_url
from api.routes import Permission, Route
from termin.catalogue import CatalogueView, OfficeFacts, ServiceFacts
from termin.errors import NotFound
from termin.queue import Sheet, TicketStatus, sheet_of, status_of


@dataclass(frozen=True, slots=True)
class Errand:
    """One service on a ticket, with its name in every language."""

    service: ServiceFacts
    count: int


async def show(request: Request) -> Response:
    """Show the ticket."""
    ticket = ticket_id(request)
    sheet = await sheet_of(ticket)
    if sheet.office != device(request).office_id:
        raise NotFound
    return render(request, "kiosk/ticket.html", **await told(request, sheet))


async def told(request: Request, sheet: Sheet) -> dict[str, Any]:
    """Return what the holder of a ticket may know: nothing of the person but what it is for."""
    own, town = house(request), municipality(request)
    view = await own.catalogues.view(town)
    status: TicketStatus = await status_of(sheet.id, own.clock.now())
    office: OfficeFacts = view.office(sheet.office)
    page = f"{public_url(request)}/{town.slug}/nummer/{sheet.id}"
    return {
        "sheet": sheet,
        "standing": status,
        "state": status.state.value,
        "office": office,
        "zone": ZoneInfo(office.time_zone),
        "errands": errands(view, sheet),
        "late": sheet.appointment is not None and sheet.due_at is None,
        "page_address": page,
        "qr": qr_code(page),
    }


def errands(view: CatalogueView, sheet: Sheet) -> tuple[Errand, ...]:
    """Return what a ticket is for."""
    return tuple(Errand(view.service(line.service), line.count) for line in sheet.lines)


def ticket_id(request: Request) -> UUID:
    """Return the id in the address.

    Raises:
        NotFound: it cannot be one.
    """
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


ROUTES = (
    Route("GET", "/{municipality}/kiosk/nummer/{id}", show, Permission.KIOSK, "kiosk-ticket"),
)
