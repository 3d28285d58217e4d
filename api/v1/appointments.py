"""`/api/v1/appointments`: seeing, moving and cancelling an appointment with its secret."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.answers import json_answer, no_content
from api.house import house
from api.offers import Offers
from api.requests import bearer, identity, limit, municipality, parse_body
from api.routes import Permission, Route
from api.security.limits import Limit
from api.v1.shapes import AppointmentAnswer, AppointmentLineAnswer, MoveRequest
from termin.booking import Appointment, By, by_secret
from termin.catalogue import CatalogueView
from termin.errors import NotCombinable, NotFound, SlotTaken, TooMany, TryAgain, WrongState


async def show(request: Request) -> Response:
    """Show an appointment."""
    appointment = await _appointment(request)
    view = await house(request).catalogues.view(municipality(request))
    return json_answer(appointment_answer(view, appointment))


async def cancel(request: Request) -> Response:
    """Give an appointment up; its time is free at once."""
    appointment = await _appointment(request)
    own = house(request)
    await booking.cancel(own, appointment, By.CITIZEN, own.clock.now())
    return no_content()


async def move(request: Request) -> Response:
    """Give an appointment a new time; where that is taken, the old one stays."""
    appointment = await _appointment(request)
    asked = await parse_body(request, MoveRequest)
    own = house(request)
    view = await own.catalogues.view(municipality(request))
    office = appointment.office_id
    if asked.office is not None:
        office = view.office(identity(asked.office)).id
    lines = booking.lines_of(appointment)
    now = own.clock.now()
    offers = Offers.of(view, own.availability, lines, appointment.channel, now)
    await booking.move(own, offers, appointment, office, asked.start, By.CITIZEN)
    moved = await by_secret(appointment.code, bearer(request))
    return json_answer(appointment_answer(view, moved), 201)


async def _appointment(request: Request) -> Appointment:
    limit(request, Limit.CODE)
    appointment = await by_secret(request.path_params["code"], bearer(request))
    if appointment.municipality_id != municipality(request).id:
        raise NotFound
    return appointment


def appointment_answer(
    view: CatalogueView, appointment: Appointment, secret: str | None = None
) -> AppointmentAnswer:
    """Return an appointment (read with its lines) as programs get it."""
    zone = ZoneInfo(view.office(appointment.office_id).time_zone)
    return AppointmentAnswer(
        code=appointment.code,
        state=appointment.state.value,
        start=appointment.starts_at.astimezone(zone),
        end=appointment.ends_at.astimezone(zone),
        office=str(appointment.office_id),
        services=[
            AppointmentLineAnswer(
                id=str(line.service_id),
                name=line.service.name,
                count=line.count,
                minutes=line.minutes,
            )
            for line in appointment.lines
        ],
        sequence=appointment.sequence,
        secret=secret,
    )


ROUTES = (
    Route(
        "GET",
        "/api/v1/appointments/{code}",
        show,
        Permission.SECRET,
        "v1-appointment",
        "An appointment",
        answer=AppointmentAnswer,
        problems=(NotFound, TooMany),
    ),
    Route(
        "DELETE",
        "/api/v1/appointments/{code}",
        cancel,
        Permission.SECRET,
        "v1-appointment-cancel",
        "Give an appointment up",
        status=204,
        problems=(NotFound, WrongState, TryAgain, TooMany),
    ),
    Route(
        "POST",
        "/api/v1/appointments/{code}/moves",
        move,
        Permission.SECRET,
        "v1-appointment-moves",
        "Give an appointment a new time",
        body=MoveRequest,
        answer=AppointmentAnswer,
        status=201,
        problems=(NotFound, NotCombinable, WrongState, SlotTaken, TryAgain, TooMany),
    ),
)
