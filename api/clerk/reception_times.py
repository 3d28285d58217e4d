"""From waiting to an appointment: free times for what a number is for, booked at the reception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.answers import redirect, render
from api.citizen.filters import read_choice
from api.clerk.reception import own_office, own_sheet
from api.house import house
from api.kiosk.ticket import told
from api.offers import Offers
from api.requests import form, municipality, staff, values_of
from api.routes import Permission, Route
from termin import queue
from termin.booking import By, Channel, ContactDetails
from termin.catalogue import Line
from termin.errors import Invalid, NotCombinable, NotFound, SlotTaken, WrongState
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.queue import Sheet
from termin.queue.rows import TicketState

DAYS_SHOWN = 4
STARTS_SHOWN = 8
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A date and some of its free starts."""

    on: date
    starts: tuple[datetime, ...]


async def ask(request: Request) -> Response:
    """Show the next free times for what the person came for."""
    office = await own_office(request)
    return await _page(request, office, await own_sheet(request, office), 200)


async def book(request: Request) -> Response:
    """Book, then take the number back; where somebody was faster, the person still waits."""
    values = values_of(await form(request))
    office = await own_office(request)
    sheet = await own_sheet(request, office)
    if sheet.state is not TicketState.WAITING or sheet.appointment is not None:
        return _to_ticket(request, office, sheet, "schon")
    own, town, offers = house(request), municipality(request), await _offers(request, office, sheet)
    try:
        if offers is None or not values.get("wahl"):
            raise Invalid(fields={"wahl": "Bitte wählen Sie eine Zeit."})
        contact = _contact(values)
        booking.check_contact(contact)
        where, start = read_choice(values["wahl"])
        held = await booking.hold(own, town, offers, where, start, ())
        made = await booking.make(
            own,
            town,
            held.id,
            held.secret,
            contact,
            own.clock.now(),
            booked_by=staff(request).account,
        )
    except Invalid as refusal:
        return await _page(request, office, sheet, 422, refusal.fields, values)
    except SlotTaken:
        errors = {"wahl": "Diese Zeit ist gerade vergeben worden. Bitte wählen Sie eine andere."}
        return await _page(request, office, sheet, 409, errors, values)
    try:
        await queue.withdraw(sheet.id, own.clock.now())
    except WrongState:  # called in this very moment: then it is their turn, and the time is free
        await booking.cancel(own, made, By.STAFF, own.clock.now())
        return _to_ticket(request, office, sheet, "schon")
    query = {"meldung": "gebucht"}
    return redirect(request, "reception-appointment", office=office.id, code=made.code, query=query)


async def _page(
    request: Request,
    office: Office,
    sheet: Sheet,
    status: int,
    errors: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
) -> Response:
    offers = await _offers(request, office, sheet)
    whole = await told(request, sheet)
    return render(
        request,
        "clerk/reception_times.html",
        status,
        days=free_days(offers, office.id) if offers else (),
        errors=errors or {},
        values=values or {},
        **{**whole, "row": office},
    )


def free_days(offers: Offers, office: int) -> tuple[FreeDay, ...]:
    """Return the next days with free starts at an office, the few worth showing of each."""
    today = local_date(offers.now, ZoneInfo(offers.view.office(office).time_zone))
    found = []
    for on, places in sorted(offers.days(today, today + AHEAD).items()):
        if starts := offers.shown(office, on, places.get(office, ()), STARTS_SHOWN):
            found.append(FreeDay(on, starts))
        if len(found) == DAYS_SHOWN:
            break
    return tuple(found)


async def _offers(request: Request, office: Office, sheet: Sheet) -> Offers | None:
    own = house(request)
    view = await own.catalogues.view(municipality(request))
    lines = [Line(line.service, line.count) for line in sheet.lines if line.count]
    try:
        offers = Offers.of(
            view, own.availability, lines, Channel.DESK, own.clock.now(), [office.id]
        )
    except (Invalid, NotCombinable, NotFound):
        return None  # what was drawn together cannot be booked together
    return offers if offers.offices else None


def _contact(values: Mapping[str, str]) -> ContactDetails:
    return ContactDetails(
        name=values.get("name", "")[:120],
        phone=values.get("telefon", "")[:60],
        email=values.get("email", "")[:254],
    )


def _to_ticket(request: Request, office: Office, sheet: Sheet, message: str) -> Response:
    query = {"meldung": message}
    return redirect(request, "reception-ticket", office=office.id, id=sheet.id, query=query)


_PATH = "/{municipality}/amt/empfang/{office}/nummer/{id}/termin"
ROUTES = (
    Route("GET", _PATH, ask, Permission.RECEIVE, "reception-times", "Free times for a number"),
    Route("POST", _PATH, book, Permission.RECEIVE, "reception-book", "Book, and take it back"),
)
