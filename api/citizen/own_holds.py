"""The holds of one browser: their secrets lie in a cookie that no script can read."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.requests import over_https
from api.security.cookies import Cookie, read_cookie, set_cookie

MOST = 4
"""Holds remembered at once, as of somebody who books for others in a second window."""

KEPT = timedelta(hours=2)


def secrets_of(request: Request) -> dict[UUID, str]:
    """Return the secrets of this browser's holds, the oldest first."""
    cookie = read_cookie(request, Cookie.HOLDS, secure=over_https(request)) or ""
    found: dict[UUID, str] = {}
    for part in cookie.split("~")[-MOST:]:
        name, _, secret = part.partition(".")
        try:
            found[UUID(name)] = secret
        except ValueError:
            continue
    return found


def remember(request: Request, answer: Response, hold: UUID, secret: str) -> None:
    """Let the browser keep the secret of a hold."""
    kept = {**secrets_of(request), hold: secret}
    value = "~".join(f"{each.hex}.{kept[each]}" for each in list(kept)[-MOST:])
    set_cookie(answer, Cookie.HOLDS, value, secure=over_https(request), keep=KEPT)
