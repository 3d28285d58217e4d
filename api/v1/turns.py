"""`/api/v1/counters/{id}/calls` and `/api/v1/tickets/{id}/…`: what a counter does with a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.answers import json_answer
from api.house import house
from api.requests import identity, parse_body, parse_body_if_any, staff
from api.routes import Permission, Route
from api.v1.queue_shapes import (
    CallRequest,
    CompletionRequest,
    ForwardingRequest,
    ParkingRequest,
    TicketAnswer,
)
from api.v1.ticket_answers import of_sheet
from api.v1.tickets import ticket_id
from termin import queue
from termin.errors import (
    Closed,
    CounterTaken,
    Invalid,
    NotAllowed,
    NotFound,
    QueueEmpty,
    Refusal,
    TooLate,
    TryAgain,
    WrongState,
)
from termin.offices import Counter
from termin.queue import Done, Report, Sheet, TicketState

Turn = Callable[[UUID, datetime], Awaitable[Sheet]]


async def call(request: Request) -> Response:
    """Call whoever is next for a counter, or somebody chosen."""
    asked = await parse_body_if_any(request, CallRequest)
    counter = await counter_of(request)
    account, now = staff(request).account, house(request).clock.now()
    if asked.ticket is None:
        sheet = await queue.call_next(counter.id, account, now)
    else:
        chosen = await _own(request, _uuid(asked.ticket, "ticket"))
        if chosen.office != counter.office_id:
            raise NotFound
        sheet = await queue.call_ticket(chosen.id, counter.id, account, now)
    return json_answer(await of_sheet(sheet), 201)


async def park(request: Request) -> Response:
    """Let the person leave the counter for a while."""
    asked = await parse_body_if_any(request, ParkingRequest)
    sheet, now = await _own(request), house(request).clock.now()
    parked = await queue.park(sheet.id, now, room=asked.room, remind_at=asked.remind_at)
    return json_answer(await of_sheet(parked), 201)


async def forward(request: Request) -> Response:
    """Send the person on: to a counter, an area, or another office."""
    asked = await parse_body(request, ForwardingRequest)
    sheet, now = await _own(request), house(request).clock.now()
    if sum(one is not None for one in (asked.counter, asked.area, asked.office)) != 1:
        raise Invalid(fields={"counter": "name one of counter, area and office"})
    if asked.office is not None:
        await queue.send(sheet.id, identity(asked.office), now)
        return json_answer(await of_sheet(await queue.sheet_of(sheet.id)), 201)
    counter = None if asked.counter is None else identity(asked.counter)
    sent = await queue.forward(sheet.id, now, area=asked.area or "", counter=counter)
    return json_answer(await of_sheet(sent), 201)


async def complete(request: Request) -> Response:
    """Finish here: the next station waits, or the visit is over."""
    asked = await parse_body_if_any(request, CompletionRequest)
    sheet, now = await _own(request), house(request).clock.now()
    done = tuple(Done(identity(one.id), one.done, one.because) for one in asked.services)
    report = Report(done, asked.persons, asked.minutes) if await request.body() else None
    return json_answer(await of_sheet(await queue.finish(sheet.id, now, report)), 201)


async def undo(request: Request) -> Response:
    """Take back the last step: a call at any time, all else for half a minute."""
    sheet, now = await _own(request), house(request).clock.now()
    called = sheet.state is TicketState.CALLED
    taken_back = await (queue.undo_call if called else queue.undo)(sheet.id, now)
    return json_answer(await of_sheet(taken_back), 201)


def turn(step: Turn) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler that does one step with a ticket for somebody who may serve there."""

    async def take(request: Request) -> Response:
        sheet = await _own(request)
        return json_answer(await of_sheet(await step(sheet.id, house(request).clock.now())), 201)

    return take


async def counter_of(request: Request) -> Counter:
    """Return the counter in the address, for somebody who may serve there.

    Raises:
        NotFound: there is none.
        NotAllowed: it is another's.
    """
    counter = await Counter.get_or_none(id=identity(request.path_params["id"]))
    if counter is None:
        raise NotFound
    own = staff(request).scope(counter.municipality_id)
    own.check_office(counter.municipality_id, counter.office_id)
    return counter


async def _own(request: Request, ticket: UUID | None = None) -> Sheet:
    """Return a ticket, by default that in the address, for somebody who may serve there."""
    sheet = await queue.sheet_of(ticket or ticket_id(request))
    staff(request).scope(sheet.municipality).check_office(sheet.municipality, sheet.office)
    return sheet


def _uuid(text: str, name: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(fields={name: "not an id"}) from None


def _route(
    noun: str,
    handler: Callable[[Request], Awaitable[Response]],
    summary: str,
    *more: type[Refusal],
    body: type[msgspec.Struct] | None = None,
    body_needed: bool = True,
    permission: Permission = Permission.SERVE,
) -> Route:
    return Route(
        "POST",
        f"/api/v1/tickets/{{id}}/{noun}",
        handler,
        permission,
        f"v1-ticket-{noun}",
        summary,
        body=body,
        body_needed=body_needed,
        answer=TicketAnswer,
        status=201,
        problems=(NotFound, NotAllowed, WrongState, TryAgain, *more),
    )


ROUTES = (
    Route(
        "POST",
        "/api/v1/counters/{id}/calls",
        call,
        Permission.SERVE,
        "v1-calls",
        "Call the next person to a counter, or one who is chosen",
        body=CallRequest,
        body_needed=False,
        answer=TicketAnswer,
        status=201,
        problems=(NotFound, NotAllowed, QueueEmpty, CounterTaken, WrongState, TryAgain),
    ),
    _route("recalls", turn(queue.call_again), "Call the same person again"),
    _route("arrivals", turn(queue.arrive), "The person is at the counter"),
    _route("no-shows", turn(queue.miss), "The person did not come"),
    _route(
        "parkings",
        park,
        "The person leaves the counter for a while",
        body=ParkingRequest,
        body_needed=False,
    ),
    _route("requeuings", turn(queue.requeue), "A parked person waits for whichever counter"),
    _route(
        "forwardings",
        forward,
        "The person goes on to a counter, an area or another office",
        Closed,
        body=ForwardingRequest,
    ),
    _route(
        "completions",
        complete,
        "The person was served here",
        body=CompletionRequest,
        body_needed=False,
    ),
    _route("undoings", undo, "Take the last step back", TooLate, CounterTaken),
    _route(
        "returns",
        turn(queue.bring_back),
        "A person who was called and had not come waits again",
        permission=Permission.RECEIVE,
    ),
)
