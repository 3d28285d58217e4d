"""The pages law and courtesy ask for: imprint, privacy, accessibility, easy and sign language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.house import house
from api.requests import municipality
from api.routes import Permission, Route

NAMES = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "gebaerdensprache")


def statement(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Return what shows the page of this name."""

    async def show(request: Request) -> Response:
        municipality(request)  # refuses one that is not set up here
        tells = house(request).settings.push_key is not None
        return render(request, f"citizen/{name}.html", tells_phones=tells)

    return show


ROUTES = tuple(
    Route("GET", f"/{{municipality}}/{name}", statement(name), Permission.PUBLIC, name)
    for name in NAMES
)
