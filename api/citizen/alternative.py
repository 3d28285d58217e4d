"""The answer to another time: whoever lost theirs takes it, chooses one, or needs none any more."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.citizen.addresses import private, see
from api.citizen.own_appointment import find, show_of
from api.house import house
from api.requests import form, municipality
from api.routes import Permission, Route
from termin.booking import Appointment, AppointmentState, open_alternative
from termin.errors import HoldExpired, WrongState


async def ask(request: Request) -> Response:
    """Show what fell away, and what is kept instead: programs that read mails accept nothing."""
    appointment = await find(request)
    if appointment.state is not AppointmentState.DISPLACED:
        return see(request, "appointment", code=appointment.code)
    return await _page(request, appointment)


async def accept(request: Request) -> Response:
    """Take the time that is kept; where it no longer is, say so and offer to choose."""
    await form(request)
    appointment = await find(request)
    own = house(request)
    try:
        await booking.accept(own, appointment, own.clock.now())
    except HoldExpired:
        return await _page(request, appointment, 409)
    except WrongState:  # cancelled or moved in this moment: its own page says how it stands
        return see(request, "appointment", code=appointment.code)
    return see(request, "appointment", [("meldung", "angenommen")], code=appointment.code)


async def _page(request: Request, appointment: Appointment, status: int = 200) -> Response:
    context = await show_of(request, appointment)
    found = await open_alternative(appointment.id)
    view = await house(request).catalogues.view(municipality(request))
    kept = found.hold if found else None
    now = house(request).clock.now()
    standing = kept is not None and kept.expires_at > now
    gone = bool(found and found.until and not standing)
    place = view.office(kept.office_id) if kept and standing else None
    return private(
        request,
        "citizen/alternative.html",
        status,
        found=found,
        kept=kept if standing else None,
        place=place,
        there=ZoneInfo(place.time_zone) if place else None,
        gone=gone,
        # What was kept can fall away too, before the person had to answer.
        ran_out=bool(gone and found and found.until and found.until <= now),
        **context,
    )


_PATH = "/{municipality}/termin/{code}/ersatz"
ROUTES = (
    Route("GET", _PATH, ask, Permission.SECRET, "ask-to-answer", "Another time, kept for a while"),
    Route("POST", _PATH, accept, Permission.SECRET, "accept-alternative"),
)
