"""`/{municipality}/amt/schalter/{counter}/haus`: everybody who is in the house, to find one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.clerk.alarm import cries_of
from api.clerk.counters import own_counter
from api.clerk.keys import are_on
from api.clerk.live import live_of
from api.clerk.room import services_of, sides_of, told
from api.house import house
from api.requests import language, municipality, staff
from api.routes import Permission, Route
from termin.queue import queue_of
from termin.queue.ability import desk_of
from termin.queue.order import may_call


async def show(request: Request) -> Response:
    """Show who waits, for this counter and for others, who is at a counter, parked, missed."""
    own = house(request)
    counter = await own_counter(request, request.path_params["counter"])
    office, now, spoken = counter.office, own.clock.now(), language(request)
    live = await live_of(request, office)
    queue = await queue_of(office.id, now)
    desk = await desk_of(counter, staff(request).account)
    mine = [one for one in queue.waiting if may_call(desk, one.waiting)]
    others = [one for one in queue.waiting if not may_call(desk, one.waiting)]
    zone = ZoneInfo(office.time_zone)
    parked, missed = await sides_of(queue, counter, now)
    at_counters = sorted(queue.called + queue.serving, key=lambda one: one.called_at)

    def translate(text: str) -> str:
        return own.pages.texts.gettext(spoken, text)

    return render(
        request,
        "clerk/everybody.html",
        counter=counter,
        office=office,
        zone=zone,
        live=live,
        busy=queue.at(counter.id) is not None,
        mine=await told(mine, zone, translate),
        others=await told(others, zone, translate),
        at_counters=at_counters,
        services=await services_of([one.ticket for one in at_counters]),
        parked=parked,
        missed=missed,
        cries=await cries_of(request, office.id, counter.id),
        keys_on=are_on(request),
        home=own.table.path_to(
            "workstation", municipality=municipality(request).slug, counter=counter.id
        ),
    )


ROUTES = (
    Route(
        "GET",
        "/{municipality}/amt/schalter/{counter}/haus",
        show,
        Permission.SERVE,
        "everybody",
        "Everybody in the house",
    ),
)
