"""A paired screen: the board it was given, and the signs of life by which staff know of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.admission import visitor
from api.answers import json_answer, redirect
from api.clock import real_now
from api.display.picture import picture
from api.display.settings import ScreenSettings, kept
from api.house import house
from api.requests import device, municipality, parse_body
from api.routes import Permission, Route
from termin.localtime import local_date
from termin.officeday import OfficeDay
from termin.offices import Office
from termin.staff.devices import note_health
from termin.staff.rows import Device, DeviceKind

SIGN_OF_LIFE = 15
"""Seconds between two signs of life."""


class Life(msgspec.Struct, forbid_unknown_fields=True):
    """What a screen says of itself; `boards` are the versions it shows: {office: [date, seq]}.

    `sound`: on, muted (nobody touched the screen yet), or off. `screen` is its size in pixels.
    """

    boards: dict[str, tuple[str, int]] = {}
    stale: bool = False
    sound: str = "off"
    screen: str = ""


class LifeAnswer(msgspec.Struct):
    """The version of the settings that hold now: where it grew the screen loads itself anew."""

    version: int


async def show(request: Request) -> Response:
    """Show what this screen was given; one that is not paired (any more) is led to the pairing."""
    screen = await visitor(request)
    here = municipality(request).id
    if (
        not isinstance(screen, Device)
        or screen.kind is not DeviceKind.DISPLAY
        or screen.municipality_id != here
    ):
        return redirect(request, "pairing", {"abgemeldet": "ja"})
    return await picture(request, settings_of(request, screen), device=screen)


async def live_on(request: Request) -> Response:
    """Note that the screen lives and what it shows; say which settings hold."""
    said = await parse_body(request, Life)
    screen, now = device(request), real_now()
    settings = settings_of(request, screen)
    behind = said.stale or await _is_behind(request, settings, said)
    before = screen.health.get("behind_since")
    health: dict[str, Any] = {
        "boards": {office: list(said.boards[office]) for office in _numbers(said)},
        "sound": said.sound if said.sound in ("on", "muted", "off") else "off",
        "screen": said.screen[:20],
        "behind_since": (before or now.isoformat()) if behind else None,
    }
    await note_health(screen.id, health, now)
    return json_answer(LifeAnswer(screen.version))


def settings_of(request: Request, screen: Device) -> ScreenSettings:
    """Return what a paired screen shows: its own office first."""
    settings = kept(screen.settings, house(request).pages.texts.codes)
    offices = tuple(dict.fromkeys((screen.office_id, *settings.offices)))
    return replace(settings, offices=offices)


async def _is_behind(request: Request, settings: ScreenSettings, said: Life) -> bool:
    """Whether a board that the screen shows is older than the office's day."""
    now = house(request).clock.now()
    today = await _today(settings.offices, now)
    rows = await OfficeDay.filter(office_id__in=list(today), date__in=set(today.values()))
    latest = {row.office_id: row.seq for row in rows if row.date == today[row.office_id]}
    for office, seq in latest.items():
        on, own = said.boards.get(str(office), ("", 0))
        if (on, own) < (today[office].isoformat(), seq):
            return True
    return False


async def _today(offices: tuple[int, ...], now: datetime) -> dict[int, date]:
    rows = await Office.filter(id__in=list(offices), retired_at=None)
    return {row.id: local_date(now, ZoneInfo(row.time_zone)) for row in rows}


def _numbers(said: Life) -> list[str]:
    return [office for office in list(said.boards)[:10] if office.isascii() and office.isdigit()]


ROUTES = (
    Route(
        "GET",
        "/{municipality}/anzeige/tafel",
        show,
        Permission.PUBLIC,
        "screen",
        "The board of a paired screen",
    ),
    Route(
        "POST",
        "/{municipality}/anzeige/lebenszeichen",
        live_on,
        Permission.DISPLAY,
        "screen-life",
        "A screen says that it lives",
        body=Life,
        answer=LifeAnswer,
    ),
)
