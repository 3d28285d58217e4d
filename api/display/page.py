"""`/{municipality}/anzeige/{office}`: the board of a waiting room, to be read at eight metres."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.display.picture import picture
from api.display.settings import NOT_BY_ADDRESS, read
from api.house import house
from api.routes import Permission, Route


async def show(request: Request) -> Response:
    """Show the offices that the address names, as it says (docs/reference/screens.md)."""
    query = request.query_params
    values = {name: query.getlist(name) for name in query if name not in NOT_BY_ADDRESS}
    values["dienststelle"] = [request.path_params["office"], *values.get("dienststelle", ())]
    reading = read(values, house(request).pages.texts.codes)
    return await picture(request, reading.settings, reading.odd)


ROUTES = (
    Route(
        "GET",
        "/{municipality}/anzeige/{office}",
        show,
        Permission.PUBLIC,
        "display",
        "The board of a waiting room",
    ),
)
