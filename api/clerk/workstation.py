"""`/{municipality}/amt/schalter/{counter}`: one screen with the person now and who is next."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.clerk.alarm import cries_of
from api.clerk.choices import ADDED, PAUSES, REMINDERS
from api.clerk.counters import own_counter
from api.clerk.fitting import BANNER, HEIGHT
from api.clerk.keys import are_on
from api.clerk.live import live_of
from api.clerk.room import Room, room_of
from api.clerk.said import said_of
from api.clerk.targets import Targets, targets_of
from api.house import house
from api.requests import language, municipality, staff
from api.routes import Permission, Route
from termin.catalogue import ServiceFacts
from termin.offices.rows import Counter
from termin.queue import REASONS_NOT_DONE
from termin.queue.today import day_of_office

RENEW = 8
"""Without script an idle counter loads itself anew so often, in seconds."""


async def show(request: Request) -> Response:
    """Show the counter."""
    return await page(request)


async def page(
    request: Request,
    status: int = 200,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    opened: str = "",
) -> Response:
    """Answer with the counter; `opened` names the fold-out in which something is to be mended."""
    own, person = house(request), staff(request)
    counter = await own_counter(request, request.path_params["counter"])
    office, now, spoken = counter.office, own.clock.now(), language(request)
    live = await live_of(request, office)
    cries = await cries_of(request, office.id, counter.id)
    room = await room_of(
        counter,
        person.account,
        person.scope(municipality(request).id),
        now,
        lambda text: own.pages.texts.gettext(spoken, text),
        height=HEIGHT - BANNER * sum(not one.mine for one in cries),
    )
    home = own.table.path_to(
        "workstation", municipality=municipality(request).slug, counter=counter.id
    )
    return render(
        request,
        "clerk/workstation.html",
        status,
        counter=counter,
        office=office,
        zone=ZoneInfo(office.time_zone),
        live=live,
        room=room,
        said=await said_of(request, await day_of_office(office, now)),
        cries=cries,
        targets=await _targets(counter, room),
        services=await _services(request, counter, room),
        reasons=REASONS_NOT_DONE,
        pauses=PAUSES,
        reminders=REMINDERS,
        added=ADDED,
        keys_on=are_on(request),
        renew=None if room.person else RENEW,
        home=home,
        errors=errors or {},
        typed=typed or {},
        opened=opened,
    )


async def _targets(counter: Counter, room: Room) -> Targets | None:
    return None if room.person is None else await targets_of(counter, room.person.sheet)


async def _services(request: Request, counter: Counter, room: Room) -> tuple[ServiceFacts, ...]:
    """Return what can be told as done besides, by name."""
    if room.person is None:
        return ()
    view = (await house(request).catalogues.view(municipality(request))).internal
    planned = {line.service for line in room.person.sheet.lines}
    return tuple(one for one in view.services_at(counter.office_id) if one.id not in planned)


ROUTES = (
    Route("GET", "/{municipality}/amt/schalter/{counter}", show, Permission.SERVE, "workstation"),
)
