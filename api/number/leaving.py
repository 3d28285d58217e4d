"""Giving a place in line back, from one's own phone."""

from __future__ import annotations

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect
from api.citizen.addresses import private
from api.house import house
from api.number.page import ticket_here
from api.requests import form
from api.routes import Permission, Route
from api.standing import context_of
from termin import queue
from termin.errors import WrongState

# The address is the secret: 122 random bits that only the slip and the phone of its holder carry
# (the board shows the number alone). Whoever has the slip in hand may give it back, as at the desk;
# a second secret on the same paper would keep nobody out. Programs show the ticket's own secret,
# because ids do get into their logs.


async def ask(request: Request) -> Response:
    """Ask once more, and say what becomes of an appointment."""
    context = await context_of(request, await ticket_here(request))
    if not context["standing"].may_leave:
        return redirect(request, "number", id=context["standing"].sheet.id)
    return private(request, "number/leave.html", **context)


async def leave(request: Request) -> Response:
    """Give the place back; somebody called in this moment sees that instead."""
    await form(request)
    ticket = await ticket_here(request)
    with suppress(WrongState):  # called, or left already: the page says which
        await queue.withdraw(ticket, house(request).clock.now())
    return redirect(request, "number", id=ticket)


_LEAVE = "/{municipality}/nummer/{id}/abgeben"
ROUTES = (
    Route("GET", _LEAVE, ask, Permission.PUBLIC, "ask-to-leave", "Give a number back?"),
    Route("POST", _LEAVE, leave, Permission.PUBLIC, "leave", "Give a number back"),
)
