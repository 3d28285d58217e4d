"""Giving an appointment another time: the same way of choosing; the old time stays until then."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.citizen.addresses import private, see
from api.citizen.choice import choice, opened_at, shown, without_start
from api.citizen.filters import Filters, choice_value, read_choice
from api.citizen.own_appointment import find, show_of
from api.house import house
from api.offers import Offers
from api.requests import form, municipality
from api.routes import Permission, Route
from termin.booking import Appointment, AppointmentState, By
from termin.booking.states import Step, after
from termin.errors import Invalid, NotCombinable, NotFound, SlotTaken, WrongState


async def ask(request: Request) -> Response:
    """Show when and where the appointment could be instead; a chosen time is shown to be sure."""
    appointment = await _movable(request)
    wahl = request.query_params.get("wahl")
    offers = await _offers(request, appointment) if wahl else None
    if offers is None:
        return await _page(request, appointment)
    return await _sure(request, appointment, offers, *read_choice(wahl))


async def move(request: Request) -> Response:
    """Ask once more, then give the new time; where somebody was faster, the old one stays.

    What is asked stands at an address of its own, so that one can go back to it.
    """
    fields = await form(request)
    appointment = await _movable(request)
    office, start = read_choice(fields.get("wahl"))
    if fields.get("bestaetigt") != "ja":
        query = [*Filters.read(request.query_params).whole, ("wahl", choice_value(office, start))]
        return see(request, "ask-to-move", query, code=appointment.code)
    offers = await _offers(request, appointment)
    if offers is None:
        return await _page(request, appointment)
    try:
        await booking.move(house(request), offers, appointment, office, start, By.CITIZEN)
    except SlotTaken:
        return await _page(request, appointment, 409, (office, start))
    return see(request, "appointment", [("meldung", "verschoben")], code=appointment.code)


async def _sure(
    request: Request, appointment: Appointment, offers: Offers, office: int, start: datetime
) -> Response:
    """Show the old and the new time side by side; a slip of the finger gives nothing away."""
    context = await show_of(request, appointment)
    booking.check_start(start, offers.now)
    new = {"start": start, "office": offers.view.office(office)}
    wahl, kept = choice_value(office, start), Filters.read(request.query_params).whole
    return private(request, "citizen/move_sure.html", new=new, wahl=wahl, kept=kept, **context)


async def _movable(request: Request) -> Appointment:
    """Return the appointment if it may have another time now.

    Raises:
        WrongState: it is over, cancelled, unconfirmed, or the person is here.
    """
    appointment = await find(request)
    after(appointment.state, Step.MOVE)
    displaced = appointment.state is AppointmentState.DISPLACED
    if not displaced and appointment.starts_at <= house(request).clock.now():
        raise WrongState
    return appointment


async def _offers(request: Request, appointment: Appointment) -> Offers | None:
    own = house(request)
    view = await own.catalogues.view(municipality(request))
    lines, now = booking.lines_of(appointment), own.clock.now()
    try:
        return Offers.of(view, own.availability, lines, appointment.channel, now)
    except (Invalid, NotCombinable, NotFound):
        return None  # what it was booked for is no longer offered like this: people must help


async def _page(
    request: Request,
    appointment: Appointment,
    status: int = 200,
    lost: tuple[int, datetime] | None = None,
) -> Response:
    context = await show_of(request, appointment)
    offers = await _offers(request, appointment)
    filters = Filters.read(request.query_params)
    found = None
    if offers and lost:
        filters = opened_at(filters, offers, lost)
    if offers:
        own_start = (appointment.office_id, appointment.starts_at)
        found = without_start(choice(offers, filters), *own_start)
    return private(
        request,
        "citizen/move.html",
        status,
        choice=found,
        filters=filters,
        horizon=offers.last_day if offers else None,
        lost=[shown(offers, each) for each in offers.alternatives(*lost)]
        if offers and lost
        else None,
        **context,
    )


_PATH = "/{municipality}/termin/{code}/verlegen"
ROUTES = (
    Route("GET", _PATH, ask, Permission.SECRET, "ask-to-move", "Other times"),
    Route("POST", _PATH, move, Permission.SECRET, "move"),
)
