"""`/{municipality}/anzeige/{office}`: the board of a waiting room, to be read at eight metres."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.boards import watched
from api.house import house
from api.requests import identity, municipality
from api.routes import Permission, Route
from display.screen import rows_of, size_of
from display.wire import board_json
from termin.errors import NotFound
from termin.offices.rows import Office

FIRST, SECOND = "de", "en"
"""The languages of a screen: the first large, the second small below it."""


class Ground(StrEnum):
    """What the screen is drawn on (`?grund=`)."""

    DARK = "dunkel"
    LIGHT = "hell"


async def show(request: Request) -> Response:
    """Show the board; the script then keeps it live, without script the page loads itself anew."""
    office = await _office(request)
    board, today = await watched(request, office.id)
    rows = rows_of(board)
    return render(
        request,
        "display/board.html",
        spoken=FIRST,
        office=office,
        board=board_json(board, house(request).clock.now(), today.zone),
        date=board.date,
        rows=rows,
        size=size_of(len(rows)),
        ground=_ground(request),
        second=_second(request),
        second_language=SECOND,
        zone=today.zone,
        live=house(request).table.path_to("v1-board", id=office.id),
    )


async def _office(request: Request) -> Office:
    office = await Office.get_or_none(
        id=identity(request.path_params["office"]), municipality_id=municipality(request).id
    )
    if office is None:
        raise NotFound
    return office


def _ground(request: Request) -> Ground:
    return Ground.LIGHT if request.query_params.get("grund") == Ground.LIGHT else Ground.DARK


def _second(request: Request) -> Callable[[str], str]:
    texts = house(request).pages.texts
    return lambda text: texts.gettext(SECOND, text)


ROUTES = (
    Route(
        "GET",
        "/{municipality}/anzeige/{office}",
        show,
        Permission.PUBLIC,
        "display",
        "The board of a waiting room",
        problems=(NotFound,),
    ),
)
