"""`/{municipality}/amt/empfang`: one field for everything, and who should be here by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.clerk.front import front_of
from api.clerk.room import services_in
from api.house import house
from api.kiosk.ticket import ticket_id, told
from api.requests import identity, municipality, staff
from api.routes import Permission, Route
from termin.booking import Appointment, by_code, contact_of
from termin.catalogue import ServiceFacts
from termin.errors import NotFound, Refusal
from termin.offices.rows import Office
from termin.queue import sheet_of


@dataclass(frozen=True, slots=True)
class Found:
    """An appointment found by its code; the name only where the office is one's own."""

    appointment: Appointment
    name: str
    services: str
    here: bool
    refusal: Refusal | None = None


async def offices(request: Request) -> Response:
    """Lead to the only office, or let somebody choose."""
    scope = staff(request).scope(municipality(request).id)
    rows = await scope.within(Office.filter(retired_at=None), "id").order_by("name")
    if len(rows) == 1:
        return redirect(request, "reception", office=rows[0].id)
    return render(request, "clerk/offices.html", offices=rows)


async def show(request: Request) -> Response:
    """Show the reception of an office."""
    return await page(request)


async def show_appointment(request: Request) -> Response:
    """Show an appointment that was found."""
    return await page(request, found=await found_of(request))


async def show_ticket(request: Request) -> Response:
    """Show a ticket that was found or drawn."""
    office = await own_office(request)
    sheet = await sheet_of(ticket_id(request))
    if sheet.office != office.id:
        raise NotFound
    return await page(request, ticket=await told(request, sheet))


async def show_slip(request: Request) -> Response:
    """Show a ticket as a slip of paper."""
    office = await own_office(request)
    sheet = await sheet_of(ticket_id(request))
    if sheet.office != office.id:
        raise NotFound
    return render(request, "clerk/slip.html", **await told(request, sheet))


async def own_office(request: Request) -> Office:
    """Return the office in the address, if it is the person's.

    Raises:
        NotFound: there is none, or it belongs to others.
    """
    scope = staff(request).scope(municipality(request).id)
    rows = scope.within(Office.filter(retired_at=None), "id")
    found = await rows.get_or_none(id=identity(request.path_params["office"]))
    if found is None:
        raise NotFound
    return found


async def found_of(request: Request, refusal: Refusal | None = None) -> Found:
    """Return the appointment whose code stands in the address."""
    office = await own_office(request)
    appointment = await by_code(municipality(request).id, request.path_params["code"])
    here = appointment.office_id == office.id
    contact = await contact_of(appointment.visit_id) if here else None
    name = contact.name if contact else ""
    return Found(appointment, name, services_in(appointment), here, refusal)


async def page(
    request: Request,
    status: int = 200,
    *,
    errors: Mapping[str, str] | None = None,
    typed: str = "",
    choices: tuple[ServiceFacts, ...] = (),
    found: Found | None = None,
    ticket: Mapping[str, Any] | None = None,
) -> Response:
    """Answer with the reception and, above it, what was found."""
    own, office = house(request), await own_office(request)
    view = await own.catalogues.view(municipality(request))
    scope = staff(request).scope(municipality(request).id)
    return render(
        request,
        "clerk/reception.html",
        status,
        office=office,
        zone=ZoneInfo(office.time_zone),
        front=await front_of(scope, office, view, own.clock.now()),
        typed=typed,
        errors=errors or {},
        choices=choices,
        found=found,
        ticket=ticket,
        message=request.query_params.get("meldung", ""),
    )


_PATH = "/{municipality}/amt/empfang"
_ONE = f"{_PATH}/{{office}}"
ROUTES = (
    Route("GET", _PATH, offices, Permission.RECEIVE, "reception-offices", "Choose an office"),
    Route("GET", _ONE, show, Permission.RECEIVE, "reception", "The reception"),
    Route(
        "GET",
        f"{_ONE}/termin/{{code}}",
        show_appointment,
        Permission.RECEIVE,
        "reception-appointment",
    ),
    Route("GET", f"{_ONE}/nummer/{{id}}", show_ticket, Permission.RECEIVE, "reception-ticket"),
    Route("GET", f"{_ONE}/nummer/{{id}}/zettel", show_slip, Permission.RECEIVE, "reception-slip"),
)
