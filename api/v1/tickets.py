"""`/api/v1/…/tickets`: drawing a number, seeing where it stands, giving it back."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.admission import visitor
from api.answers import json_answer, no_content
from api.house import house
from api.permissions import SignedIn
from api.requests import bearer, identity, limit, municipality, parse_body
from api.routes import Permission, Route
from api.security.limits import Limit
from api.v1.queue_shapes import TicketAnswer, TicketRequest
from api.v1.ticket_answers import of_drawn, of_holder
from termin import queue
from termin.booking import Channel
from termin.catalogue import Line
from termin.errors import Closed, Full, Invalid, NotFound, TooMany, TryAgain, WrongState
from termin.offices import Office
from termin.queue.holder import check_secret
from termin.staff.rows import Device

IDEMPOTENCY_KEY = "Idempotency-Key"
LONGEST_KEY = 200


async def draw(request: Request) -> Response:
    """Draw a number, or check in with a code; whoever is not of this office only a few times.

    The same `Idempotency-Key` on the same day gives the same ticket again, without its secret.
    """
    asked = await parse_body(request, TicketRequest)
    office = await _office(request)
    somebody = await visitor(request)
    if not _is_ours(somebody, office):
        limit(request, Limit.TICKET)
    is_kiosk = isinstance(somebody, Device) and somebody.office_id == office.id
    channel = Channel.KIOSK if is_kiosk else Channel.API
    now = house(request).clock.now()
    if asked.code is not None:
        if asked.services:
            raise Invalid(fields={"services": "give either services or a code"})
        drawn = await queue.check_in(asked.code, now, channel, at_office=office.id)
    else:
        lines = [Line(identity(line.id), line.count) for line in asked.services]
        drawn = await queue.draw_number(office.id, lines, channel, now, key=_key(request))
    return json_answer(of_drawn(drawn), 201)


async def show(request: Request) -> Response:
    """Say where a ticket stands; its id is known to its holder alone and names nobody."""
    ticket = ticket_id(request)
    status = await queue.status_of(ticket, house(request).clock.now())
    return json_answer(await of_holder(status, await queue.sheet_of(ticket)))


async def leave(request: Request) -> Response:
    """Give a place back, for whoever shows the ticket's secret; done twice, it is done once."""
    ticket = ticket_id(request)
    await check_secret(ticket, bearer(request))
    if (await queue.sheet_of(ticket)).state is not queue.TicketState.WITHDRAWN:
        await queue.withdraw(ticket, house(request).clock.now())
    return no_content()


def ticket_id(request: Request) -> UUID:
    """Return the id in the address.

    Raises:
        NotFound: it cannot be one.
    """
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


def _is_ours(somebody: SignedIn | Device | None, office: Office) -> bool:
    """Whether a device stands in this office, or a person works for its municipality."""
    if isinstance(somebody, Device):
        return int(somebody.office_id) == int(office.id)
    return somebody is not None and int(office.municipality_id) in somebody.municipalities()


async def _office(request: Request) -> Office:
    office = await Office.get_or_none(
        id=identity(request.path_params["id"]), municipality_id=municipality(request).id
    )
    if office is None:
        raise NotFound
    return office


def _key(request: Request) -> str | None:
    """Return the key of a wish to draw, hashed: whoever reads our rows cannot send it."""
    text = request.headers.get(IDEMPOTENCY_KEY, "").strip()
    if len(text) > LONGEST_KEY:
        raise Invalid(fields={IDEMPOTENCY_KEY: f"at most {LONGEST_KEY} characters"})
    return house(request).keys.digest("draw-key", text) if text else None


_ONE = "/api/v1/tickets/{id}"
ROUTES = (
    Route(
        "POST",
        "/api/v1/offices/{id}/tickets",
        draw,
        Permission.PUBLIC,
        "v1-tickets",
        "Draw a number or check in",
        body=TicketRequest,
        answer=TicketAnswer,
        status=201,
        problems=(NotFound, Closed, Full, WrongState, TryAgain, TooMany),
        headers=(IDEMPOTENCY_KEY,),
    ),
    Route(
        "GET",
        _ONE,
        show,
        Permission.PUBLIC,
        "v1-ticket",
        "Where a ticket stands",
        answer=TicketAnswer,
        problems=(NotFound,),
    ),
    Route(
        "DELETE",
        _ONE,
        leave,
        Permission.SECRET,
        "v1-ticket-leave",
        "Give a place in line back",
        status=204,
        problems=(NotFound, WrongState, TryAgain),
    ),
)
