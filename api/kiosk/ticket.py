"""The ticket just drawn: on the screen, on paper, and by QR code on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.citizen.own_appointment import qr_code
from api.clock import real_now
from api.house import house
from api.kiosk.paper import AFTER, PaperWay, print_ticket, way_of
from api.kiosk.rooms import room_for
from api.requests import device, form, language, municipality, public_url
from api.routes import Permission, Route
from termin.catalogue import CatalogueView, OfficeFacts, ServiceFacts
from termin.errors import NotFound
from termin.offices.rows import Office
from termin.queue import Sheet, TicketStatus, sheet_of, status_of
from termin.staff.health import Health, tell_health

PAPER = "papier"
"""The name in the address under which the page learns what became of the paper."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One service on a ticket, with its name in every language."""

    service: ServiceFacts
    count: int


async def show(request: Request) -> Response:
    """Show the ticket, and what became of the paper."""
    sheet = await _own_sheet(request)
    machine, office = device(request), await Office.get(id=sheet.office)
    return render(
        request,
        "kiosk/ticket.html",
        way=way_of(machine, office).value,
        paper=request.query_params.get(PAPER, ""),
        message=request.query_params.get("meldung", ""),
        fresh="neu" in request.query_params,
        known=request.query_params.get("gefunden") == "ja",
        **await told(request, sheet),
    )


async def print_again(request: Request) -> Response:
    """Print the ticket once more."""
    await form(request)
    sheet = await _own_sheet(request)
    return redirect(request, "kiosk-ticket", id=sheet.id, query=await on_paper(request, sheet))


async def on_paper(
    request: Request, sheet: Sheet, spoken: str | None = None, *, fresh: bool = False
) -> dict[str, str]:
    """Print a ticket where the office has a printer; return what its page is to be told.

    Holds no lock: the ticket is there, whatever becomes of the paper.
    """
    query = {"neu": "ja"} if fresh else {}
    machine, office = device(request), await Office.get(id=sheet.office)
    if way_of(machine, office) is not PaperWay.NETWORK:
        return query
    whole = await told(request, sheet)
    done = await print_ticket(request, office.printer, whole, spoken or language(request))
    await tell_health(machine.id, Health("ticket", AFTER[done]), real_now())
    return {**query, PAPER: done.value}


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
        "room": await room_for(view, sheet),
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


async def _own_sheet(request: Request) -> Sheet:
    sheet = await sheet_of(ticket_id(request))
    if sheet.office != device(request).office_id:
        raise NotFound
    return sheet


_ONE = "/{municipality}/kiosk/nummer/{id}"
ROUTES = (
    Route("GET", _ONE, show, Permission.KIOSK, "kiosk-ticket", "A ticket on the screen"),
    Route("POST", f"{_ONE}/druck", print_again, Permission.KIOSK, "kiosk-print", "Print again"),
)
