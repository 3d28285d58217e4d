"""The first page: what somebody wants to get done, in everyday words; or the code they have."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.citizen.addresses import see
from api.house import house
from api.requests import address_of, form, limit, municipality, values_of
from api.routes import Permission, Route
from api.security.limits import Limit
from termin.booking import by_code
from termin.errors import NotFound
from termin.offices import OfficeKind

MOST_WANTED = 10
UNKNOWN = "Diesen Code kennen wir nicht. Bitte prüfen Sie die zehn Zeichen auf Ihrem Zettel."
MISSING = "Bitte geben Sie den Code Ihres Termins ein."


async def show(request: Request) -> Response:
    """Show the first page."""
    return await _page(request)


async def find(request: Request) -> Response:
    """Lead to the appointment whose code was typed."""
    code = values_of(await form(request)).get("code", "")[:60]
    if not code:
        return await _page(request, 422, code, {"code": MISSING})
    limit(request, Limit.CODE)
    try:
        appointment = await by_code(municipality(request).id, code)
    except NotFound:
        return await _page(request, 422, code, {"code": UNKNOWN})
    house(request).limits.give_back(Limit.CODE, address_of(request))
    return see(request, "appointment", code=appointment.code)


async def _page(
    request: Request, status: int = 200, code: str = "", errors: dict[str, str] | None = None
) -> Response:
    view = await house(request).catalogues.view(municipality(request))
    services = view.services()
    wanted = [service for service in services if service.on_start_page] or list(services)
    return render(
        request,
        "citizen/start.html",
        status,
        lebenslagen=[one for one in view.lebenslagen() if one.steps],
        wanted=wanted[:MOST_WANTED],
        bus=any(one.kind == OfficeKind.STOP for one in view.offices()),
        code=code,
        errors=errors or {},
    )


ROUTES = (
    Route("GET", "/{municipality}/", show, Permission.PUBLIC, "citizen-start", "The first page"),
    Route("POST", "/{municipality}/", find, Permission.PUBLIC, "find-appointment"),
)
