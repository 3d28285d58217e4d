"""Calling: whoever is next, or a chosen one; and the pause, which a call ends."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.clerk.choices import PAUSES
from api.clerk.counters import own_counter
from api.clerk.said import shown
from api.clerk.tickets import named
from api.house import house
from api.requests import form, staff, values_of
from api.routes import Permission, Route
from termin import queue
from termin.errors import CounterTaken, NotFound, QueueEmpty, WrongState
from termin.offices.rows import Counter
from termin.queue.rows import TicketState


async def call(request: Request) -> Response:
    """Call whoever is next, or the one named; who is at the counter already is shown instead."""
    values = values_of(await form(request))
    counter = await own_counter(request, request.path_params["counter"])
    if values.get("wen"):
        return await _call_chosen(request, counter, named(values["wen"]))
    return await call_next(request, counter)


async def call_next(request: Request, counter: Counter) -> Response:
    """Call whoever is next and lead back to the counter."""
    account, now = staff(request).account, house(request).clock.now()
    try:
        called = await queue.call_next(counter.id, account, now)
    except CounterTaken:
        return shown(request, counter, "besetzt")
    except QueueEmpty:
        return shown(request, counter, "niemand")
    return shown(request, counter, "aufgerufen", called.id)


async def _call_chosen(request: Request, counter: Counter, ticket: UUID) -> Response:
    sheet = await queue.sheet_of(ticket)
    if sheet.office != counter.office_id:
        raise NotFound
    account, now = staff(request).account, house(request).clock.now()
    try:
        await queue.call_ticket(ticket, counter.id, account, now)
    except CounterTaken:
        return shown(request, counter, "besetzt")
    except WrongState:
        already = sheet.state is TicketState.CALLED and sheet.counter == counter.id
        return shown(request, counter, "aufgerufen" if already else "schon", ticket)
    return shown(request, counter, "aufgerufen", ticket)


async def pause(request: Request) -> Response:
    """Say that this counter calls nobody for some minutes; another time moves the end."""
    values = values_of(await form(request))
    counter = await own_counter(request, request.path_params["counter"])
    wanted = values.get("minuten", "")
    minutes = int(wanted) if wanted in {str(one) for one in PAUSES} else PAUSES[0]
    now = house(request).clock.now()
    until = now + timedelta(minutes=minutes)
    await queue.pause(counter.id, staff(request).account, until, now)
    return shown(request, counter, "pause")


async def resume(request: Request) -> Response:
    """End the pause."""
    await form(request)
    counter = await own_counter(request, request.path_params["counter"])
    await queue.resume(counter.id, house(request).clock.now())
    return shown(request, counter, "pausenende")


_PATH = "/{municipality}/amt/schalter/{counter}"
ROUTES = (
    Route("POST", f"{_PATH}/aufrufe", call, Permission.SERVE, "call", "Call somebody"),
    Route("POST", f"{_PATH}/pause", pause, Permission.SERVE, "pause", "Begin a pause"),
    Route("POST", f"{_PATH}/pause/ende", resume, Permission.SERVE, "resume", "End the pause"),
)
