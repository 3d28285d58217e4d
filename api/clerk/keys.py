"""`/{municipality}/amt/tasten`: single keys at the counter, kept by the browser until changed."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.clerk.alarm import back
from api.requests import form, over_https, values_of
from api.routes import Permission, Route
from api.security.cookies import Cookie, read_cookie, set_cookie

KEPT = timedelta(days=365)
OFF = "aus"


def are_on(request: Request) -> bool:
    """Whether a letter alone is a step (WCAG 2.1.4 asks for a way to switch that off)."""
    return read_cookie(request, Cookie.KEYS, secure=over_https(request)) != OFF


async def switch(request: Request) -> Response:
    """Switch the keys on or off."""
    values = values_of(await form(request))
    answer = back(request, values.get("zurueck", ""))
    wanted = OFF if values.get("tasten") == OFF else "an"
    set_cookie(answer, Cookie.KEYS, wanted, secure=over_https(request), keep=KEPT)
    return answer


ROUTES = (
    Route(
        "POST", "/{municipality}/amt/tasten", switch, Permission.SIGNED_IN, "keys", "Switch keys"
    ),
)
