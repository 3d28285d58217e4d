"""The application: the table of routes, the guards around it, and the house it serves."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.routing import Route as StarletteRoute

from api.access_log import AccessLog
from api.database import DatabaseAddress
from api.demo import pages as demo
from api.opening import open_house
from api.rendering import static_app
from api.resource import Resource, Socket, not_found
from api.rooms import ROUTES
from api.routes import Table
from api.security.headers import SecurityHeaders
from api.settings import Settings


def create_app(
    settings: Settings, address: DatabaseAddress, *, rows_open: bool = False
) -> Starlette:
    """Make the application for a migrated database; its lifespan opens and closes the house.

    `rows_open`: the rows are open already, as in tests.
    """
    table = Table((*demo.ROUTES, *ROUTES) if settings.demo else ROUTES)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_house(settings, address, table, rows_open=rows_open) as opened:
            app.state.house = opened
            yield

    https = (settings.public_url or "").startswith("https://")
    app = Starlette(
        routes=[Mount("/static", static_app()), *routing(table)],
        lifespan=lifespan,
        middleware=[Middleware(AccessLog), Middleware(SecurityHeaders, https=https)],
    )
    # Neither guesses a slash nor answers in English: what is not in the table is not found.
    app.router.redirect_slashes = False
    app.router.default = not_found
    return app


def routing(table: Table) -> list[BaseRoute]:
    """Return the table as Starlette's routes: one for all methods of an address, one per socket."""
    found: list[BaseRoute] = []
    for group in table.groups():
        calls = [route for route in group if route.method != "WS"]
        if calls:
            found.append(StarletteRoute(group[0].path, Resource(calls), name=group[0].name))
        found.extend(
            WebSocketRoute(route.path, Socket(route), name=route.name)
            for route in group
            if route.method == "WS"
        )
    return found
