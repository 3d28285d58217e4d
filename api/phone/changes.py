"""Moving and cancelling for somebody else."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.answers import redirect, render
from api.citizen.choice import choice, opened_at, shown
from api.citizen.filters import Filters, read_choice
from api.offers import Offers
from api.phone.appointments import told
from api.phone.operator import Operator, appointment_of, operator_of
from api.requests import form
from api.routes import Permission, Route
from termin.booking import Appointment, By
from termin.booking.states import Step, after
from termin.errors import Invalid, NotCombinable, NotFound, SlotTaken, WrongState


async def ask_to_move(request: Request) -> Response:
    """Show when and where the appointment could be instead."""
    operator = await operator_of(request)
    appointment = await appointment_of(request, operator)
    after(appointment.state, Step.MOVE)
    return await _page(request, operator, appointment)


async def move(request: Request) -> Response:
    """Give the appointment its new time; where somebody was faster, the old one stays."""
    fields = await form(request)
    operator = await operator_of(request)
    appointment = await appointment_of(request, operator)
    office, start = read_choice(fields.get("wahl"))
    offers = _offers(operator, appointment)
    if offers is None:
        return await _page(request, operator, appointment)
    try:
        await booking.move(operator.own, offers, appointment, office, start, By.STAFF)
    except SlotTaken:
        return await _page(request, operator, appointment, 409, (office, start))
    return _back(request, appointment, "verschoben")


async def cancel(request: Request) -> Response:
    """Give the appointment up; done twice, it is cancelled once."""
    await form(request)
    operator = await operator_of(request)
    appointment = await appointment_of(request, operator)
    try:
        await booking.cancel(operator.own, appointment, By.STAFF, operator.now)
    except WrongState:
        return _back(request, appointment, "schon")
    return _back(request, appointment, "abgesagt")


def _offers(operator: Operator, appointment: Appointment) -> Offers | None:
    try:
        return operator.offers(booking.lines_of(appointment))
    except (Invalid, NotCombinable, NotFound):
        return None  # what it was booked for is no longer offered like this


async def _page(
    request: Request,
    operator: Operator,
    appointment: Appointment,
    status: int = 200,
    lost: tuple[int, datetime] | None = None,
) -> Response:
    offers = _offers(operator, appointment)
    filters = Filters.read(request.query_params)
    if offers and lost:
        filters = opened_at(filters, offers, lost)
    return render(
        request,
        "phone/move.html",
        status,
        choice=choice(offers, filters) if offers else None,
        filters=filters,
        horizon=offers.last_day if offers else None,
        lost=[shown(offers, each) for each in offers.alternatives(*lost)]
        if offers and lost
        else None,
        **await told(operator, appointment),
    )


def _back(request: Request, appointment: Appointment, message: str) -> Response:
    return redirect(request, "phone-appointment", code=appointment.code, query={"meldung": message})


_ONE = "/{municipality}/amt/telefon/termin/{code}"
ROUTES = (
    Route("GET", f"{_ONE}/verlegen", ask_to_move, Permission.BOOK_FOR_OTHERS, "phone-ask-to-move"),
    Route("POST", f"{_ONE}/verlegen", move, Permission.BOOK_FOR_OTHERS, "phone-move"),
    Route("POST", f"{_ONE}/absage", cancel, Permission.BOOK_FOR_OTHERS, "phone-cancel"),
)
