"""Letting somebody go from the counter for a while, or on to where they are served next."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.clerk.choices import REMINDERS
from api.clerk.counters import own_counter
from api.clerk.said import shown
from api.clerk.targets import target_of
from api.clerk.tickets import own_sheet
from api.clerk.workstation import page
from api.house import house
from api.requests import form, values_of
from api.routes import Permission, Route
from termin import queue
from termin.errors import Closed, Invalid, WrongState


async def park(request: Request) -> Response:
    """Let the person leave the counter for a while."""
    values = values_of(await form(request))
    counter = await own_counter(request, request.path_params["counter"])
    sheet = await own_sheet(request, counter)
    if sheet.counter != counter.id:
        return shown(request, counter, "schon", sheet.id)
    now = house(request).clock.now()
    wanted = values.get("erinnerung", "")
    minutes = int(wanted) if wanted in {str(one) for one in REMINDERS} else 0
    remind_at = now + timedelta(minutes=minutes) if minutes else None
    try:
        await queue.park(sheet.id, now, room=values.get("raum", ""), remind_at=remind_at)
    except WrongState:
        return shown(request, counter, "schon", sheet.id)
    return shown(request, counter, "geparkt", sheet.id)


async def forward(request: Request) -> Response:
    """Send the person on, here in the house or to another office."""
    values = values_of(await form(request))
    counter = await own_counter(request, request.path_params["counter"])
    sheet = await own_sheet(request, counter)
    if sheet.counter != counter.id:
        return shown(request, counter, "schon", sheet.id)
    now = house(request).clock.now()
    try:
        target = await target_of(counter, sheet, values.get("wohin", ""))
        if target.office is not None:
            await queue.send(sheet.id, target.office, now)
            return shown(request, counter, "ort", sheet.id)
        await queue.forward(sheet.id, now, area=target.area, counter=target.counter)
    except Closed:
        errors = {"wohin": "Diese Dienststelle nimmt zurzeit niemanden an."}
        return await page(request, 409, errors=errors, typed=values, opened="weiterleitung")
    except Invalid as refusal:
        errors = {"wohin": next(iter(refusal.fields.values()))}
        return await page(request, 422, errors=errors, typed=values, opened="weiterleitung")
    except WrongState:
        return shown(request, counter, "schon", sheet.id)
    return shown(request, counter, "weiter", sheet.id)


_PATH = "/{municipality}/amt/schalter/{counter}/{id}"
ROUTES = (
    Route("POST", f"{_PATH}/unterbrechung", park, Permission.SERVE, "turn-unterbrechung", "Park"),
    Route(
        "POST", f"{_PATH}/weiterleitung", forward, Permission.SERVE, "turn-weiterleitung", "Forward"
    ),
)
