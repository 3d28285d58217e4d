"""Cookies: who is signed in, which device, which language, what a booking needs until it is made.

Nothing else is kept in browsers.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from starlette.requests import HTTPConnection
from starlette.responses import Response


class Cookie(StrEnum):
    """The cookies by name; over https each is bound to the host (`__Host-`, RFC 6265bis)."""

    SIGN_IN = "anmeldung"
    DEVICE = "geraet"
    PAIRING = "kopplung"
    """The secret of a screen that waits until somebody says what it is."""
    LANGUAGE = "sprache"
    KEYS = "tasten"
    """Whether single keys are steps at the counter, for a year."""
    HOLDS = "vormerkungen"
    """The secrets of the times somebody holds, for two hours."""
    DETAILS = "angaben"
    """What somebody typed before booking, for half an hour; gone with the booking."""
    NUMBERS = "nummern"
    """The numbers drawn with this phone, for the day: addresses of their pages."""


def is_secure(request: HTTPConnection, public_url: str | None) -> bool:
    """Whether people reach us over https, by the request or by the public address."""
    return request.url.scheme in ("https", "wss") or (public_url or "").startswith("https://")


def read_cookie(request: HTTPConnection, cookie: Cookie, *, secure: bool) -> str | None:
    """Return the value of a cookie; over https only the one bound to this host counts."""
    return request.cookies.get(_name(cookie, secure=secure))


def set_cookie(
    response: Response, cookie: Cookie, value: str, *, secure: bool, keep: timedelta | None = None
) -> None:
    """Set a cookie that no script can read; without `keep` it ends with the browser."""
    response.set_cookie(
        _name(cookie, secure=secure),
        value,
        max_age=None if keep is None else int(keep.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def delete_cookie(response: Response, cookie: Cookie, *, secure: bool) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        _name(cookie, secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )


def _name(cookie: Cookie, *, secure: bool) -> str:
    return f"__Host-{cookie}" if secure else str(cookie)
