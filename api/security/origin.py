"""Whether a request comes from one of our own pages: the guard against forged requests.

Browsers say so themselves (Fetch Metadata, and the Origin header of RFC 6454); the rules are those
of Go's `CrossOriginProtection` and of the OWASP cheat sheet on request forgery.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.problems import ForeignOrigin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_change(request: HTTPConnection, public_url: str | None) -> None:
    """Refuse a change that a page of another site asked for.

    Programs send neither header and pass: they hold no cookies of somebody else.

    Raises:
        ForeignOrigin: the browser says that the page was not ours.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        # "none" is the person at the address bar or a bookmark.
        if site not in ("same-origin", "none"):
            raise ForeignOrigin
        return
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() not in own_origins(request, public_url):
        raise ForeignOrigin


def check_handshake(websocket: HTTPConnection, public_url: str | None) -> None:
    """Refuse a socket that relies on a cookie unless a page of ours opened it.

    Every browser sends Origin with a handshake (RFC 6455, 4.1), so one without is no browser.

    Raises:
        ForeignOrigin: the page was not ours, or the header is missing.
    """
    origin = websocket.headers.get("origin")
    if origin is None or origin.lower() not in own_origins(websocket, public_url):
        raise ForeignOrigin


def own_origins(request: HTTPConnection, public_url: str | None) -> frozenset[str]:
    """Return the origins that are ours: the public address, and the one the request was sent to."""
    secure = request.url.scheme in ("https", "wss")
    host = request.headers.get("host", "")
    here = f"{'https' if secure else 'http'}://{host}".lower()
    return frozenset({here} | ({public_url} if public_url else set()))
