"""What is set up here: the way to hours, closures, counters, people and machines."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.manager.frame import offices
from api.requests import municipality, staff
from api.routes import Permission, Route


async def show(request: Request) -> Response:
    """Show what can be set up, for the municipality and for each office."""
    administers = staff(request).may(Permission.ADMINISTER, municipality(request).id)
    return render(
        request,
        "manager/setup.html",
        offices=await offices(request),
        administers=administers,
    )


ROUTES: tuple[Route, ...] = (
    Route("GET", "/{municipality}/amt/einrichtung", show, Permission.PLAN, "setup", "Setting up"),
)
