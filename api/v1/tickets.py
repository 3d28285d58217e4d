"""`/api/v1/…/tickets` and `/calls`: the queue for kiosks, workstations and people's phones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.admission import visitor
from api.answers import json_answer
from api.house import house
from api.permissions import SignedIn
from api.requests import identity, limit, municipality, parse_body, staff
from api.routes import Permission, Route
from api.security.limits import Limit
from api.v1.shapes import TicketAnswer, TicketRequest, WaitAnswer
from termin import queue
from termin.booking import Channel
from termin.catalogue import Line
from termin.errors import (
    Closed,
    Invalid,
    NotAllowed,
    NotFound,
    QueueEmpty,
    TooMany,
    TryAgain,
    WrongState,
)
from termin.offices.rows import Counter, Office
from termin.queue import Drawn, Sheet, TicketStatus, Wait
from termin.staff.rows import Device

Turn = Callable[[UUID, datetime], Awaitable[Sheet]]


async def draw(request: Request) -> Response:
    """Draw a number, or check in with a code; whoever is not of this office only a few times."""
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
        drawn = await queue.draw_number(office.id, lines, channel, now)
    return json_answer(_drawn(drawn), 201)


async def show(request: Request) -> Response:
    """Say where a ticket stands; its id is known to its holder alone and names nobody."""
    status = await queue.status_of(_ticket_id(request), house(request).clock.now())
    return json_answer(_status(status))


async def call(request: Request) -> Response:
    """Call whoever is next for a counter."""
    counter = await Counter.get_or_none(id=identity(request.path_params["id"]))
    if counter is None:
        raise NotFound
    clerk = staff(request)
    clerk.scope(counter.municipality_id).check_office(counter.municipality_id, counter.office_id)
    now = house(request).clock.now()
    return json_answer(_sheet(await queue.call_next(counter.id, clerk.account, now)), 201)


def turn(step: Turn) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler that does one step with a ticket for somebody who may serve there."""

    async def take(request: Request) -> Response:
        sheet = await queue.sheet_of(_ticket_id(request))
        staff(request).scope(sheet.municipality).check_office(sheet.municipality, sheet.office)
        return json_answer(_sheet(await step(sheet.id, house(request).clock.now())), 201)

    return take


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


def _ticket_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


def _wait(wait: Wait | None) -> WaitAnswer:
    return WaitAnswer(None, None) if wait is None else WaitAnswer(wait.low, wait.high)


def _drawn(drawn: Drawn) -> TicketAnswer:
    return TicketAnswer(
        id=str(drawn.id),
        number=drawn.number,
        state=drawn.state.value,
        ahead=drawn.ahead,
        wait=_wait(drawn.wait),
        secret=drawn.secret,
    )


def _status(status: TicketStatus) -> TicketAnswer:
    return TicketAnswer(
        id=str(status.id),
        number=status.number,
        state=status.state.value,
        ahead=status.ahead,
        wait=_wait(status.wait),
        counter=status.counter_name,
    )


def _sheet(sheet: Sheet) -> TicketAnswer:
    return TicketAnswer(
        id=str(sheet.id),
        number=sheet.number,
        state=sheet.state.value,
        ahead=0,
        wait=WaitAnswer(None, None),
        counter=sheet.counter_name,
    )


def _turn_route(noun: str, step: Turn, summary: str) -> Route:
    return Route(
        "POST",
        f"/api/v1/tickets/{{id}}/{noun}",
        turn(step),
        Permission.SERVE,
        f"v1-ticket-{noun}",
        summary,
        answer=TicketAnswer,
        status=201,
        problems=(NotFound, NotAllowed, WrongState, TryAgain),
    )


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
        problems=(NotFound, Closed, WrongState, TryAgain, TooMany),
    ),
    Route(
        "GET",
        "/api/v1/tickets/{id}",
        show,
        Permission.PUBLIC,
        "v1-ticket",
        "Where a ticket stands",
        answer=TicketAnswer,
        problems=(NotFound,),
    ),
    Route(
        "POST",
        "/api/v1/counters/{id}/calls",
        call,
        Permission.SERVE,
        "v1-calls",
        "Call the next person to a counter",
        answer=TicketAnswer,
        status=201,
        problems=(NotFound, NotAllowed, QueueEmpty, WrongState, TryAgain),
    ),
    _turn_route("recalls", queue.call_again, "Call the same person again"),
    _turn_route("arrivals", queue.arrive, "The person is at the counter"),
    _turn_route("no-shows", queue.miss, "The person did not come"),
    _turn_route("completions", queue.finish, "The person was served"),
)
