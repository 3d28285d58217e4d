"""Pages that only the demo has: what is going on, and the mails that were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tortoise.functions import Count

from api.answers import json_answer, render, site
from api.clock import DemoClock, set_pace
from api.demo import entrances, sample
from api.demo.addresses import Door, staff_doors
from api.demo.clock import MOST_SPEED
from api.house import House, house
from api.mail import Inbox, InboxMessage
from api.requests import form, identity, values_of
from api.routes import Permission, Route
from termin.errors import NotFound
from termin.offices import Municipality, Office

FOLDER = "postfach"
MOST_OFFICES = 3
SPEEDS = (0, 1, 10, 60)
"""What the switch offers beside the speed of the start: standing still, as ours, and faster."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A town on the first page."""

    town: Municipality
    staff: tuple[Door, ...]
    offices: list[Office]
    number: int


async def start(request: Request) -> Response:
    """Explain the demo and link every kind of user."""
    places, speed = [], _told(_clock(request).pace.speed)
    for town in _towns(request):
        offices = await _offices(town.id)
        places.append(Shown(town, staff_doors(town), offices[:MOST_OFFICES], len(offices)))
    return render(
        request,
        "demo/start.html",
        **_here(request),
        places=places,
        password=sample.PASSWORD,
        speed=speed,
        speeds=sorted({*SPEEDS, speed}),
    )


def _towns(request: Request) -> list[Municipality]:
    """Return the municipalities, the main one first.

    Raises:
        NotFound: none is founded yet; the pages are there a moment earlier.
    """
    towns = house(request).municipalities.all()
    if not towns:
        raise NotFound("Hier ist noch keine Stadt oder Gemeinde eingerichtet.")
    return sorted(towns, key=lambda one: (one.slug != sample.SLUG, one.name))


def _here(request: Request) -> dict[str, Any]:
    """Return looks and time zone of the main town: the demo's own pages belong to none."""
    town, *_ = _towns(request)
    return {"site": site(town), "zone": ZoneInfo(town.time_zone)}


async def _offices(town: int) -> list[Office]:
    """Return the offices, those with the most counters first."""
    return (
        await Office.filter(municipality_id=town, retired_at=None)
        .annotate(desks=Count("counters"))
        .order_by("-desks", "id")
    )


async def mailbox(request: Request) -> Response:
    """List the mails sent, the newest first."""
    mails = [(mail, _sent_at(mail)) for mail in _inbox(house(request)).messages()]
    return render(request, "demo/mailbox.html", mails=mails, **_here(request))


async def mail(request: Request) -> Response:
    """Show one mail as text, with its attachments by name."""
    found = _inbox(house(request)).message(request.path_params["id"])
    if found is None:
        raise NotFound
    return render(request, "demo/mail.html", mail=found, sent_at=_sent_at(found), **_here(request))


async def attachment(request: Request) -> Response:
    """Give out an attachment."""
    found = _inbox(house(request)).message(request.path_params["id"])
    number = identity(request.path_params["number"])
    if found is None or number > len(found.attachments):
        raise NotFound
    part = found.attachments[number - 1]
    headers = {"Content-Disposition": 'attachment; filename="anhang.ics"'}
    kind = part.content_type if part.content_type.startswith("text/calendar") else "text/plain"
    return Response(part.content, media_type=kind, headers=headers)


async def tell_hour(request: Request) -> Response:
    """Say what time it is here, and how fast it goes."""
    clock = _clock(request)
    return json_answer({"now": clock.now().isoformat(), "speed": clock.pace.speed})


async def set_speed(request: Request) -> Response:
    """Let the time go faster or slower from this moment on."""
    values = values_of(await form(request))
    clock = _clock(request)
    try:
        speed = float(values.get("tempo", ""))
    except ValueError:
        raise NotFound from None
    if not 0 <= speed <= MOST_SPEED:
        raise NotFound
    clock.pace = await set_pace(clock.now(), speed)
    return RedirectResponse("/demo", status_code=303)


def _clock(request: Request) -> DemoClock:
    clock = house(request).clock
    if not isinstance(clock, DemoClock):
        raise NotFound
    return clock


def _told(speed: float) -> float | int:
    return int(speed) if speed.is_integer() else speed


def _sent_at(mail: InboxMessage) -> datetime:
    """Return when it was sent by the town's clock, where the mail says so."""
    try:
        sent = parsedate_to_datetime(str(mail.mail()["Date"]))
    except ValueError:
        return mail.received_at
    return sent if sent.tzinfo is not None else mail.received_at


def _inbox(own: House) -> Inbox:
    return Inbox(own.settings.data_dir / FOLDER)


ROUTES: tuple[Route, ...] = (
    Route("GET", "/demo", start, Permission.PUBLIC, "demo", "What the demo shows"),
    Route("GET", "/demo/uhr", tell_hour, Permission.PUBLIC, "demo-hour", "The demo's time"),
    Route("POST", "/demo/uhr", set_speed, Permission.PUBLIC, "demo-speed", "The demo's speed"),
    Route("GET", "/demo/postfach", mailbox, Permission.PUBLIC, "demo-mailbox", "Mails sent"),
    Route("GET", "/demo/postfach/{id}", mail, Permission.PUBLIC, "demo-mail", "A mail sent"),
    Route(
        "GET",
        "/demo/postfach/{id}/{number}",
        attachment,
        Permission.PUBLIC,
        "demo-attachment",
        "An attachment of a mail",
    ),
    *entrances.ROUTES,
)
