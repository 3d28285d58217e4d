"""One appointment as its holder sees it, found by the code in the address."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import segno
from starlette.requests import Request

from api.citizen.basket import Chosen, chosen, documents
from api.citizen.map_links import map_links
from api.house import house
from api.requests import address_of, language, limit, municipality, public_url
from api.security.limits import Limit
from api.standing import arrival_of, standing_of
from termin.booking import Appointment, AppointmentState, by_code, contact_of
from termin.booking.states import MOVES, Step
from termin.catalogue import CatalogueView, Line
from termin.queue.rows import Ticket, TicketState
from termin.tokens import spoken


async def find(request: Request) -> Appointment:
    """Return the appointment whose code stands in the address.

    Raises:
        NotFound: there is none in this municipality.
        TooMany: too many codes were tried from here; a right one costs nothing.
    """
    limit(request, Limit.CODE)
    found = await by_code(municipality(request).id, request.path_params["code"])
    house(request).limits.give_back(Limit.CODE, address_of(request))
    return found


async def show_of(request: Request, appointment: Appointment) -> dict[str, Any]:
    """Return what the pages of an appointment say: nothing of the person but what it is for."""
    own, town = house(request), municipality(request)
    now = own.clock.now()
    view = await own.catalogues.view(town)
    office = view.office(appointment.office_id)
    lines = lines_of(view, appointment)
    page = f"{public_url(request)}/{town.slug}/termin/{appointment.code}"
    displaced = appointment.state is AppointmentState.DISPLACED
    ahead = displaced or appointment.starts_at > now
    contact = await contact_of(appointment.visit_id)
    return {
        "appointment": appointment,
        "state": appointment.state.value,
        "code": spoken(appointment.code),
        "office": office,
        "zone": ZoneInfo(office.time_zone),
        "chosen": lines,
        "minutes": int((appointment.ends_at - appointment.starts_at).total_seconds() // 60),
        "papers": documents(lines, language(request)),
        "page_address": page,
        "qr": qr_code(page),
        "maps": map_links(office),
        "may_move": ahead and (appointment.state, Step.MOVE) in MOVES,
        "may_cancel": (displaced or appointment.ends_at > now)
        and (appointment.state, Step.CANCEL) in MOVES,
        "coming": appointment.ends_at > now and appointment.state in _COMING,
        "has_contact": contact is not None,
        "has_email": contact is not None and bool(contact.email),
    }


async def today_of(request: Request, appointment: Appointment) -> dict[str, Any]:
    """Return what its page says on the day itself: how to check in, then where one stands.

    `standing` is that of the ticket it came in with, `arrival` is set before there is one.
    """
    now = house(request).clock.now()
    view = await house(request).catalogues.view(municipality(request))
    ticket = await (
        Ticket.filter(appointment_id=appointment.id)
        .exclude(state=TicketState.WITHDRAWN)
        .order_by("-came_at")
        .first()
    )
    standing = None if ticket is None else await standing_of(request, ticket.id)
    return {
        "standing": None if standing is None or standing.over else standing,
        "arrival": await arrival_of(appointment, view.office(appointment.office_id), now),
    }


def lines_of(view: CatalogueView, appointment: Appointment) -> tuple[Chosen, ...]:
    """Return what an appointment is for, in its own order."""
    ordered = sorted(appointment.lines, key=lambda line: line.position)
    return chosen(view, [Line(line.service_id, line.count) for line in ordered])


def qr_code(text: str) -> str:
    """Return a QR code as an address that an image can show."""
    return str(segno.make(text, error="m").svg_data_uri(border=2, dark="#000", light="#fff"))


_COMING = frozenset(
    {AppointmentState.UNCONFIRMED, AppointmentState.BOOKED, AppointmentState.ARRIVED}
)
