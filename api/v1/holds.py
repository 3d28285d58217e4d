"""`/api/v1/holds`: keeping a time, extending it, giving it back, turning it into an appointment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.answers import json_answer, no_content
from api.house import House, house
from api.offers import Offers
from api.requests import bearer, identity, limit, municipality, parse_body
from api.routes import Permission, Route
from api.security.limits import Limit
from api.v1.appointments import appointment_answer
from api.v1.shapes import AppointmentAnswer, AppointmentRequest, HoldAnswer, HoldRequest
from termin.booking import Channel, ContactDetails, Held, by_code, find_hold
from termin.catalogue import CatalogueView, Line
from termin.errors import (
    HoldExpired,
    HoldNotExtendable,
    NotCombinable,
    NotFound,
    SlotTaken,
    TooMany,
    TryAgain,
)


async def place(request: Request) -> Response:
    """Keep a start for as long as the municipality says."""
    asked = await parse_body(request, HoldRequest)
    own, town = house(request), municipality(request)
    limit(request, Limit.HOLD)
    view = await own.catalogues.view(town)
    lines = [Line(identity(line.id), line.count) for line in asked.services]
    offers = Offers.of(view, own.availability, lines, Channel.API, own.clock.now())
    office = view.office(identity(asked.office)).id
    held = await booking.hold(own, town, offers, office, asked.start, asked.needs)
    return json_answer(_answer(view, held, held.secret), 201)


async def extend(request: Request) -> Response:
    """Give a hold more time, at most three times."""
    own, held, secret, now = await _held(request)
    town = municipality(request)
    extended = await booking.extend(own, town, held, secret, now)
    return json_answer(_answer(await own.catalogues.view(town), extended), 201)


async def release(request: Request) -> Response:
    """Give a held time back at once."""
    own, held, secret, now = await _held(request)
    await booking.release(own, held, secret, now)
    return no_content()


async def make(request: Request) -> Response:
    """Turn a hold into an appointment; done twice, it is the same appointment."""
    asked = await parse_body(request, AppointmentRequest)
    own, town = house(request), municipality(request)
    secret, hold_id, now = bearer(request), _hold_id(request), own.clock.now()
    contact = ContactDetails(
        (asked.name or "").strip(), asked.email or "", asked.phone or "", asked.language
    )
    made = await booking.make(own, town, hold_id, secret, contact, now)
    appointment = await by_code(made.municipality_id, made.code)
    view = await own.catalogues.view(town)
    return json_answer(appointment_answer(view, appointment, secret), 201)


async def _held(request: Request) -> tuple[House, Held, str, datetime]:
    own, secret = house(request), bearer(request)
    now = own.clock.now()
    town = municipality(request).id
    held = await find_hold(_hold_id(request), secret, now, municipality=town)
    return own, held, secret, now


def _hold_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


def _answer(view: CatalogueView, held: Held, secret: str | None = None) -> HoldAnswer:
    zone = ZoneInfo(view.office(held.office).time_zone)
    return HoldAnswer(
        id=str(held.id),
        office=str(held.office),
        start=held.starts_at.astimezone(zone),
        end=held.ends_at.astimezone(zone),
        expires_at=held.expires_at.astimezone(zone),
        extensions_left=held.extensions_left,
        secret=secret,
    )


ROUTES = (
    Route(
        "POST",
        "/api/v1/holds",
        place,
        Permission.PUBLIC,
        "v1-holds",
        "Keep a start",
        body=HoldRequest,
        answer=HoldAnswer,
        status=201,
        problems=(NotFound, NotCombinable, SlotTaken, TryAgain, TooMany),
    ),
    Route(
        "POST",
        "/api/v1/holds/{id}/extensions",
        extend,
        Permission.SECRET,
        "v1-hold-extensions",
        "Give a hold more time",
        answer=HoldAnswer,
        status=201,
        problems=(NotFound, HoldExpired, HoldNotExtendable, TryAgain),
    ),
    Route(
        "DELETE",
        "/api/v1/holds/{id}",
        release,
        Permission.SECRET,
        "v1-hold",
        "Give a held time back",
        status=204,
        problems=(NotFound, HoldExpired, TryAgain),
    ),
    Route(
        "POST",
        "/api/v1/holds/{id}/appointment",
        make,
        Permission.SECRET,
        "v1-hold-appointment",
        "Turn a hold into an appointment",
        body=AppointmentRequest,
        answer=AppointmentAnswer,
        status=201,
        problems=(NotFound, HoldExpired, TryAgain),
    ),
)
