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
from termin.booking import Appointment, AppointmentState, by_code, contact_of
from termin.booking.states import MOVES, Step
from termin.catalogue import CatalogueView, Line
from termin.queue import TicketStatus, status_of
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
    ahead = appointment.starts_at > now
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
        "may_cancel": appointment.ends_at > now and (appointment.state, Step.CANCEL) in MOVES,
        "coming": appointment.ends_at > now and appointment.state in _COMING,
        "has_contact": contact is not None,
        "has_email": contact is not None and bool(contact.email),
        "place_in_queue": await _place_in_queue(request, appointment),
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


async def _place_in_queue(request: Request, appointment: Appointment) -> TicketStatus | None:
    if appointment.state is not AppointmentState.ARRIVED:
        return None
    ticket = (
        await Ticket.filter(appointment_id=appointment.id)
        .exclude(state=TicketState.WITHDRAWN)
        .order_by("-drawn_at")
        .first()
    )
    return None if ticket is None else await status_of(ticket.id, house(request).clock.now())
