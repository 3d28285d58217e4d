"""Telling a phone of its number's call while it is locked, for whoever asks for it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.answers import no_content
from api.house import house
from api.number.page import ticket_here
from api.push import read_phone
from api.rendering.static import STATIC_FOLDER
from api.requests import form, language, limit, values_of
from api.routes import Permission, Route
from api.security.limits import Limit
from termin.errors import NotFound
from termin.messages import subscribe, unsubscribe

POLICY = "default-src 'none'"
"""What the worker itself may fetch: nothing."""


async def ask(request: Request) -> Response:
    """Remember where this phone wants to be told, as long as its number counts."""
    if house(request).settings.push_key is None:
        raise NotFound
    limit(request, Limit.PUSH)
    sent = values_of(await form(request))
    ticket = await ticket_here(request)
    phone = read_phone(
        sent.get("endpoint", ""),
        sent.get("p256dh", ""),
        sent.get("auth", ""),
        language(request),
    )
    await subscribe(ticket, phone, house(request).clock.now())
    return no_content()


async def end(request: Request) -> Response:
    """Forget this phone; one that is not known is forgotten already."""
    limit(request, Limit.PUSH)
    sent = values_of(await form(request))
    await unsubscribe(await ticket_here(request), sent.get("endpoint", ""))
    return no_content()


async def worker(request: Request) -> Response:  # noqa: ARG001  # the same for everybody
    """Give what shows a message; it stands beside the numbers, so it may serve each of them."""
    return Response(
        (STATIC_FOLDER / "number-worker.js").read_text(encoding="utf-8"),
        media_type="text/javascript",
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"},
    )


_TELL = "/{municipality}/nummer/{id}/mitteilung"
ROUTES = (
    Route(
        "POST",
        _TELL,
        ask,
        Permission.PUBLIC,
        "tell-phone",
        "Tell this phone of its call",
        body_limit=16 * 1024,
    ),
    Route(
        "POST",
        f"{_TELL}/aus",
        end,
        Permission.PUBLIC,
        "tell-phone-no-more",
        "Tell this phone no more",
        body_limit=16 * 1024,
    ),
    Route(
        "GET",
        "/{municipality}/nummer/dienst.js",
        worker,
        Permission.PUBLIC,
        "number-worker",
        "What tells of a call while the page sleeps",
    ),
)
