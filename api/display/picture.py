"""The picture of a screen: settings and offices become one page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from babel.dates import format_skeleton
from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.display.place import Shown, places, public_offices
from api.display.settings import Layout, Odd, ScreenSettings, stored
from api.house import house
from api.rendering.static import own_static_folder
from api.requests import municipality
from display.hub import HEARTBEAT
from display.screen import rows_of, words_for
from termin.staff.rows import Device

SILENT = 2 * HEARTBEAT
"""Seconds without a message after which the script takes the line for dead."""


async def picture(
    request: Request,
    settings: ScreenSettings,
    odd: Sequence[Odd] = (),
    device: Device | None = None,
) -> Response:
    """Answer with the board, or, where none of the offices can be shown, with a page that says so.

    What cannot be shown never takes the rest with it: the page names it beside what it shows.
    """
    shown, missing = await places(request, settings.offices)
    complaints = [*odd, *(Odd("dienststelle", str(one)) for one in missing)]
    if shown:
        return board_page(request, settings, shown, complaints, device)
    context = _context(request, settings, shown, complaints, device)
    offices = await public_offices(request)
    return render(request, "display/no_office.html", 404, offices=offices, **context)


def board_page(
    request: Request,
    settings: ScreenSettings,
    shown: Sequence[Shown],
    odd: Sequence[Odd] = (),
    device: Device | None = None,
    *,
    preview: bool = False,
) -> Response:
    """Answer with the board of these offices; a preview shows examples and runs no script."""
    context = _context(request, settings, shown, odd, device)
    return render(request, "display/board.html", **{**context, "preview": preview})


def _context(
    request: Request,
    settings: ScreenSettings,
    shown: Sequence[Shown],
    odd: Sequence[Odd],
    device: Device | None,
) -> dict[str, Any]:
    several = len(shown) > 1
    named = [(each.name if several else "", each.board) for each in shown]
    most = settings.rows_at_once
    return {
        "spoken": settings.first,
        "settings": settings,
        "shown": shown,
        "several": several,
        "rows": rows_of(named, settings.rooms, most),
        "most": most,
        "odd": odd,
        "second": second_words(request, settings.second),
        "second_day": second_day(request, settings.second),
        "words": json.dumps(words_for(settings.speech), ensure_ascii=False),
        "rooms": json.dumps(settings.rooms, ensure_ascii=False),
        "silent": int(SILENT * 1000),
        "state": state_of(settings, shown, odd),
        "portrait": PORTRAIT[settings.layout],
        "device": device,
        "preview": False,
        "root": f"/{municipality(request).slug}/anzeige",
        **({"zone": shown[0].today.zone} if shown else {}),
    }


PORTRAIT = {
    Layout.AUTOMATIC: "(orientation: portrait)",
    Layout.LANDSCAPE: "",
    Layout.PORTRAIT: "all",
}
"""For which screens the upright layout is meant (a media query); empty: for none."""


def second_words(request: Request, language: str) -> Callable[[str], str]:
    """Return what tells a text in the second language; empty where there is none."""
    texts = house(request).pages.texts
    return lambda text: texts.gettext(language, text) if language else ""


def second_day(request: Request, language: str) -> Callable[[datetime, tzinfo], str]:
    """Return what tells a day in the second language."""
    locale = house(request).pages.texts.language(language).locale
    return lambda instant, zone: str(format_skeleton("yMEd", instant, zone, locale=locale))


def state_of(settings: ScreenSettings, shown: Sequence[Shown], odd: Sequence[Odd]) -> str:
    """Return a mark of all that the script cannot change by itself: when it differs, load anew."""
    whole = (
        own_static_folder().own_version,
        stored(settings),
        [(each.office.id, each.name, str(each.sign)) for each in shown],
        [(each.name, each.value) for each in odd],
    )
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:16]
