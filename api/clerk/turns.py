"""The steps of a counter that need no words: here, not here, back. Sent twice, done once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.clerk.counters import own_counter
from api.clerk.said import shown
from api.clerk.tickets import own_sheet
from api.house import house
from api.requests import form
from api.routes import Permission, Route
from termin import queue
from termin.errors import CounterTaken, TooLate, WrongState
from termin.queue import Sheet


async def give_priority(ticket: UUID, now: datetime) -> Sheet:
    """Let somebody go first."""
    return await queue.rank(ticket, now, priority=True)


async def take_priority(ticket: UUID, now: datetime) -> Sheet:
    """Let somebody wait like everybody else."""
    return await queue.rank(ticket, now, priority=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """A step: its noun in the address and what is said after it.

    `here`: only with the person at this counter, else with anybody in the house.
    """

    noun: str
    step: Callable[[UUID, datetime], Awaitable[Sheet]]
    message: str
    here: bool = True


TURNS = (
    Turn("wiederholung", queue.call_again, "nochmal"),
    Turn("ankunft", queue.arrive, "da"),
    Turn("ausbleiben", queue.miss, "fehlt"),
    Turn("ruecknahme", queue.undo_call, "zurueck"),
    Turn("widerruf", queue.undo, "widerrufen", here=False),
    Turn("rueckkehr", queue.requeue, "reihe", here=False),
    Turn("wiederkehr", queue.bring_back, "reihe", here=False),
    Turn("weggang", queue.withdraw, "gegangen", here=False),
    Turn("vorrang", give_priority, "vorrang", here=False),
    Turn("vorrang/ende", take_priority, "keinvorrang", here=False),
)


def taking(turn: Turn) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler of one step."""

    async def take(request: Request) -> Response:
        await form(request)
        counter = await own_counter(request, request.path_params["counter"])
        sheet = await own_sheet(request, counter)
        if turn.here and sheet.counter != counter.id:
            # A step sent twice finds the ticket gone from here: nothing is lost.
            return shown(request, counter, "schon", sheet.id)
        try:
            await turn.step(sheet.id, house(request).clock.now())
        except TooLate:
            return shown(request, counter, "zuspaet", sheet.id)
        except CounterTaken:
            return shown(request, counter, "besetzt")
        except WrongState:
            return shown(request, counter, "schon", sheet.id)
        return shown(request, counter, turn.message, sheet.id)

    return take


_PATH = "/{municipality}/amt/schalter/{counter}/{id}"
ROUTES = tuple(
    Route(
        "POST",
        f"{_PATH}/{turn.noun}",
        taking(turn),
        Permission.SERVE,
        f"turn-{turn.noun.replace('/', '-')}",
    )
    for turn in TURNS
)
