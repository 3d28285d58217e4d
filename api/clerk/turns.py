"""The steps of a counter: call, call again, here, not here, done, undone. Sent twice, done once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect
from api.clerk.counters import own_counter
from api.house import house
from api.kiosk.ticket import ticket_id
from api.requests import form, staff, values_of
from api.routes import Permission, Route
from termin import queue
from termin.errors import CounterTaken, QueueEmpty, WrongState
from termin.offices.rows import Counter
from termin.queue import Sheet
from termin.queue.rows import TicketState


@dataclass(frozen=True, slots=True)
class Turn:
    """A step with the person at the counter: its noun in the address and what is said after it."""

    noun: str
    step: Callable[[UUID, datetime], Awaitable[Sheet]]
    message: str


TURNS = (
    Turn("wiederholung", queue.call_again, "nochmal"),
    Turn("ankunft", queue.arrive, "da"),
    Turn("ausbleiben", queue.miss, "fehlt"),
    Turn("abschluss", queue.finish, "fertig"),
    Turn("ruecknahme", queue.undo_call, "zurueck"),
)


async def call(request: Request) -> Response:
    """Call whoever is next; where somebody is at the counter already, they are shown instead."""
    await form(request)
    counter = await own_counter(request, request.path_params["counter"])
    return _shown(request, counter, await _call(request, counter))


def taking(turn: Turn) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler of one step."""

    async def take(request: Request) -> Response:
        values = values_of(await form(request))
        counter = await own_counter(request, request.path_params["counter"])
        now = house(request).clock.now()
        sheet = await queue.sheet_of(ticket_id(request))
        if sheet.counter != counter.id:
            # A step sent twice finds the ticket gone from here, or ended here: nothing is lost.
            return _shown(request, counter, "woanders")
        try:
            await turn.step(sheet.id, now)
        except WrongState:
            return _shown(request, counter, "schon")
        if values.get("weiter") == "ja" and turn.noun == "abschluss":
            return _shown(request, counter, await _call(request, counter))
        return _shown(request, counter, turn.message)

    return take


async def _call(request: Request, counter: Counter) -> str:
    try:
        called = await queue.call_next(
            counter.id, staff(request).account, house(request).clock.now()
        )
    except CounterTaken:
        return "besetzt"
    except QueueEmpty:
        return "niemand"
    return "aufgerufen" if called.state is TicketState.CALLED else "besetzt"


def _shown(request: Request, counter: Counter, message: str) -> Response:
    return redirect(request, "workstation", counter=counter.id, query={"meldung": message})


_PATH = "/{municipality}/amt/schalter/{counter}"
ROUTES = (
    Route("POST", f"{_PATH}/aufrufe", call, Permission.SERVE, "call", "Call the next person"),
    *(
        Route(
            "POST",
            f"{_PATH}/{{id}}/{turn.noun}",
            taking(turn),
            Permission.SERVE,
            f"turn-{turn.noun}",
        )
        for turn in TURNS
    ),
)
