"""`/{municipality}/kiosk`: the language first, then with or without an appointment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.admission import visitor
from api.answers import render
from api.house import house
from api.kiosk.paper import wait_words
from api.kiosk.place import place_of
from api.rendering.texts import Language
from api.requests import municipality
from api.routes import Permission, Route
from termin.offices.sign import sign_of
from termin.queue import Wait, queue_of
from termin.staff.rows import Device, DeviceKind


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the start page says to those who speak a language."""

    language: Language
    welcome: str
    choose: str
    scan: str
    wait: str


async def start(request: Request) -> Response:
    """Ask for the language; a browser that is no kiosk here is told what to do."""
    somebody = await visitor(request)
    own, here = house(request), municipality(request).id
    if (
        not isinstance(somebody, Device)
        or somebody.kind is not DeviceKind.KIOSK
        or somebody.municipality_id != here
    ):
        return render(request, "kiosk/no_kiosk.html")
    office = (await own.catalogues.view(municipality(request))).office(somebody.office_id)
    if office.retired:
        return render(request, "kiosk/no_kiosk.html")
    now = own.clock.now()
    queue = await queue_of(office.id, now)
    texts = own.pages.texts
    greetings = [
        greeting(each, queue.wait if office.walk_ins else None, partial(texts.gettext, each.code))
        for each in texts.languages
    ]
    return render(
        request,
        "kiosk/start.html",
        spoken="de",
        office=office,
        zone=ZoneInfo(office.time_zone),
        door=await sign_of(office.id, now),
        greetings=greetings,
        no_paper=somebody.health.get("paper") == "out",
    )


def greeting(language: Language, wait: Wait | None, _: Callable[..., str]) -> Greeting:
    """Return what the start page says in a language."""
    told = _("Ohne Termin zurzeit: %(wait)s", wait=wait_words(wait, _)) if wait else ""
    return Greeting(
        language,
        welcome=_("Willkommen"),
        choose=_("Bitte wählen Sie Ihre Sprache."),
        scan=_("Mit Termin: einfach den QR-Code vor den Scanner halten."),
        wait=told,
    )


async def choose(request: Request) -> Response:
    """Ask whether there is an appointment."""
    place = await place_of(request)
    sign = await sign_of(place.office.id, place.now)
    return render(request, "kiosk/choice.html", office=place.office, zone=place.zone, door=sign)


ROUTES = (
    Route("GET", "/{municipality}/kiosk", start, Permission.PUBLIC, "kiosk", "A kiosk's start"),
    Route("GET", "/{municipality}/kiosk/wahl", choose, Permission.KIOSK, "kiosk-choice"),
)
