"""The settings of one device, with a preview of what a screen will look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.clock import real_now
from api.display.paired import settings_of
from api.display.preview import preview
from api.display.settings import NAMES, OFF, Odd, Reading, ScreenSettings, read, stored
from api.house import house
from api.manager.device_words import WORDS, ago
from api.manager.devices import device_in_scope
from api.manager.frame import offices
from api.requests import form, language, municipality
from api.routes import Permission, Route
from display.screen import WORDS as SPOKEN
from termin.localtime import local_date
from termin.officeday import OfficeDay
from termin.offices import Counter, Office
from termin.staff.condition import judged
from termin.staff.devices import change_settings
from termin.staff.rows import Device, DeviceKind

SWITCHES = (NAMES["chime"], NAMES["wait"], NAMES["waiting"])
LISTS = (NAMES["offices"], NAMES["rooms"], NAMES["speech"])

SENTENCES: Mapping[str, str] = {
    NAMES["offices"]: "Auf einem Bildschirm haben höchstens vier Dienststellen Platz.",
    NAMES["rows"]: "Bitte wählen Sie drei bis sechs Reihen.",
    NAMES["message"]: "Bitte kürzen Sie den Hinweis auf 120 Zeichen.",
    NAMES["message_second"]: "Bitte kürzen Sie den Hinweis auf 120 Zeichen.",
}
"""What a form says to a value that makes no sense."""


async def show(request: Request) -> Response:
    """Show how a device is and what it is set to."""
    device = await device_in_scope(request)
    return await _page(request, device, settings_of(request, device), {}, 200)


async def change(request: Request) -> Response:
    """Change what a screen shows; it notices within 15 seconds."""
    device = await device_in_scope(request)
    fields = await form(request)
    given = {name: [str(one) for one in fields.getlist(name)] for name in fields}
    reading, wrong = await _read(request, device, given)
    if wrong:
        return await _page(request, device, reading.settings, wrong, 422)
    settings = reading.settings
    kept = {name: value for name, value in device.settings.items() if name not in NAMES.values()}
    screen = stored(settings) if device.kind is DeviceKind.DISPLAY else {}
    await change_settings(
        municipality(request).id, device.id, settings.offices[0], {**kept, **screen}
    )
    return redirect(request, "device", {"meldung": "gespeichert"}, device=device.id)


async def look(request: Request) -> Response:
    """Show the screen as a form would have it, with calls that are examples."""
    device = await device_in_scope(request)
    query = request.query_params
    given = {name: query.getlist(name) for name in query}
    reading, _ = await _read(request, device, given)
    return await preview(request, reading.settings)


async def _read(
    request: Request, device: Device, given: Mapping[str, Sequence[str]]
) -> tuple[Reading, dict[str, str]]:
    """Return what a form says, and what is wrong with it; a box not ticked is sent by no browser.

    Offices that the person may not see stay as they are.
    """
    before = settings_of(request, device)
    mine = {one.id for one in await offices(request)}
    whole: dict[str, Sequence[str]] = {name: [OFF] for name in SWITCHES}
    whole |= {name: [] for name in LISTS}
    whole.update(given)
    reading = read(whole, house(request).pages.texts.codes, before)
    chosen = tuple(one for one in reading.settings.offices if one in mine)
    foreign = tuple(one for one in before.offices if one not in mine)
    settings = replace(reading.settings, offices=(*chosen, *foreign))
    wrong = {one.name: _sentence(one) for one in reading.odd}
    if not settings.offices:
        wrong[NAMES["offices"]] = "Bitte wählen Sie mindestens eine Dienststelle."
        settings = replace(settings, offices=before.offices)
    return Reading(settings, reading.odd), wrong


def _sentence(odd: Odd) -> str:
    return SENTENCES.get(odd.name, "Bitte wählen Sie einen der Werte.")


async def _page(
    request: Request,
    device: Device,
    settings: ScreenSettings,
    errors: Mapping[str, str],
    status: int,
) -> Response:
    now = real_now()
    health = judged(device, now)
    rooms = await _rooms(request, settings)
    return render(
        request,
        "manager/device.html",
        status,
        device=device,
        kiosk=device.kind is DeviceKind.KIOSK,
        settings=settings,
        names=NAMES,
        errors=errors,
        health=health,
        words=WORDS[health.state],
        seen=ago(request, health.seen_at, now) if health.seen_at else "",
        shown=await _shown(request, settings, health.boards or {}),
        said=device.health,
        offices_of=[(one.id, one.short_name or one.name) for one in await offices(request)],
        rooms=rooms,
        rooms_of=[(room, room) for room in rooms],
        preview_address=_preview_address(request, device, settings),
        tongues=_tongues(request),
        voices=_voices(request),
        notice=request.query_params.get("meldung", ""),
    )


async def _shown(
    request: Request, settings: ScreenSettings, boards: Mapping[int, tuple[str, int]]
) -> list[tuple[str, str, int | None, int]]:
    """Return for each office its name, the date and state shown, and the state it really has."""
    now = house(request).clock.now()
    found = []
    for office in await Office.filter(id__in=list(settings.offices)).order_by("name"):
        today = local_date(now, ZoneInfo(office.time_zone))
        day = await OfficeDay.get_or_none(office_id=office.id, date=today)
        on, seq = boards.get(office.id, ("", None))
        name = office.short_name or office.name
        found.append((name, on, seq, day.seq if day else 0))
    return found


async def _rooms(request: Request, settings: ScreenSettings) -> list[str]:
    """Return the waiting rooms there are, and those that the screen was given before."""
    rows = Counter.filter(municipality_id=municipality(request).id, retired_at=None)
    named: list[Any] = await rows.exclude(waiting_room="").values_list("waiting_room", flat=True)
    return sorted({*map(str, named), *settings.rooms}, key=str.casefold)


def _preview_address(request: Request, device: Device, settings: ScreenSettings) -> str:
    path = house(request).table.path_to(
        "preview-device", municipality=municipality(request).slug, device=device.id
    )
    return f"{path}?{urlencode(stored(settings), doseq=True)}"


def _tongues(request: Request) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in house(request).pages.texts.languages]


def _voices(request: Request) -> list[tuple[str, str]]:
    own = house(request).pages.texts.language(language(request)).locale
    return [(code, _name(code, own)) for code in SPOKEN]


def _name(code: str, own: Locale) -> str:
    return Locale.parse(code).get_display_name(own) or code


_DEVICE = "/{municipality}/amt/einrichtung/geraete/{device}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _DEVICE, show, Permission.ADMINISTER, "device", "How a device is and is set"),
    Route("POST", f"{_DEVICE}/einstellungen", change, Permission.ADMINISTER, "set-device"),
    Route("GET", f"{_DEVICE}/vorschau", look, Permission.ADMINISTER, "preview-device"),
)
