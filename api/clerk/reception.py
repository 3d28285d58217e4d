"""`/{municipality}/amt/empfang`: one field for everything, and who should be here by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.clerk.alarm import cries_of
from api.clerk.coming import name_of, services_in
from api.clerk.front import front_of
from api.clerk.live import live_of
from api.clerk.slip import PAPERS
from api.house import house
from api.kiosk.ticket import ticket_id, told
from api.requests import identity, language, municipality, staff
from api.routes import Permission, Route
from termin.booking import Appointment, Need, by_code, contact_of
from termin.booking.states import MOVES, Step
from termin.catalogue import ServiceFacts
from termin.catalogue.rows import ServiceAtOffice
from termin.errors import NotFound, Refusal
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.queue import Sheet, sheet_of
from termin.queue.rows import Ticket, TicketState
from termin.tokens import spoken

LIVING = ("unconfirmed", "booked", "arrived", "missed")


@dataclass(frozen=True, slots=True)
class Found:
    """An appointment found by its code; the name only where the office is one's own."""

    appointment: Appointment
    name: str
    services: str
    here: bool
    refusal: Refusal | None = None

    @property
    def code(self) -> str:
        """The code as it is read out."""
        return spoken(self.appointment.code)

    @property
    def may_wait(self) -> bool:
        """Whether a number may be drawn instead, which gives the appointment back."""
        return self.here and (self.appointment.state, Step.CANCEL) in MOVES

    @property
    def may_note(self) -> bool:
        """Whether needs can still be noted."""
        return self.here and self.appointment.state.value in LIVING


@dataclass(frozen=True, slots=True)
class Guest:
    """An appointment found by name."""

    appointment: Appointment
    name: str
    services: str


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
    return await page(request, ticket=await own_sheet(request, await own_office(request)))


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


async def own_sheet(request: Request, office: Office) -> Sheet:
    """Return the sheet of the ticket in the address, if it is of this office.

    Raises:
        NotFound: there is none, or it is of another office.
    """
    sheet = await sheet_of(ticket_id(request))
    if sheet.office != office.id:
        raise NotFound
    return sheet


async def found_of(request: Request, refusal: Refusal | None = None) -> Found:
    """Return the appointment whose code stands in the address."""
    found = await by_code(municipality(request).id, request.path_params["code"])
    return await found_as(await own_office(request), found, refusal)


async def found_as(
    office: Office, appointment: Appointment, refusal: Refusal | None = None
) -> Found:
    """Return an appointment as the reception of an office may see it."""
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
    ticket: Sheet | None = None,
    guests: tuple[Appointment, ...] = (),
) -> Response:
    """Answer with the reception and, above it, what was found."""
    own, office = house(request), await own_office(request)
    live = await live_of(request, office)
    view = await own.catalogues.view(municipality(request))
    scope = staff(request).scope(municipality(request).id)
    texts, tongue = own.pages.texts, language(request)
    front = await front_of(
        scope, office, view, own.clock.now(), lambda text: texts.gettext(tongue, text)
    )
    return render(
        request,
        "clerk/reception.html",
        status,
        office=office,
        zone=ZoneInfo(office.time_zone),
        live=live,
        cries=await cries_of(request, office.id),
        front=front,
        everything=request.query_params.get("alle") == "ja",
        typed=typed,
        errors=errors or {},
        choices=choices,
        found=found,
        guests=[Guest(one, name_of(one), services_in(one)) for one in guests],
        ticket=await _ticket(request, ticket) if ticket else None,
        place=front.place_of(ticket.id) if ticket else None,
        needs=[need.value for need in Need],
        paper=PAPERS.get(request.query_params.get("papier", "")),
        key=uuid4(),
        message=request.query_params.get("meldung", ""),
        home=own.table.path_to(
            "reception", municipality=municipality(request).slug, office=office.id
        ),
    )


async def _ticket(request: Request, sheet: Sheet) -> dict[str, Any]:
    """Return what the reception shows of one ticket, and what it can do with it."""
    whole = await told(request, sheet)
    now = house(request).clock.now()
    today = local_date(now, whole["zone"])
    waits = sheet.state is TicketState.WAITING
    row = await Ticket.get(id=sheet.id).select_related("office_day", "appointment")
    there = await Ticket.filter(forwarded_from_id=sheet.id).select_related("office").first()
    return {
        **whole,
        "today": row.office_day.date == today,
        "code": row.appointment.code if row.appointment else "",
        "there": there,
        "targets": await _targets(sheet) if waits else (),
        "may_book": waits and sheet.appointment is None,
        "undo_seconds": int((sheet.undo_until - now).total_seconds()) if sheet.undo_until else 0,
    }


async def _targets(sheet: Sheet) -> tuple[tuple[int, str], ...]:
    """Return the other offices that do some of what a ticket is for."""
    rows = (
        await ServiceAtOffice.filter(
            service_id__in=[line.service for line in sheet.lines],
            retired_at=None,
            office__municipality_id=sheet.municipality,
            office__retired_at=None,
        )
        .exclude(office_id=sheet.office)
        .select_related("office")
    )
    names = {row.office_id: row.office.short_name or row.office.name for row in rows}
    return tuple(sorted(names.items(), key=lambda one: one[1]))


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
)
