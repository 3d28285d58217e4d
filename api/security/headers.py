"""Headers that every answer carries, so that browsers do no more for us than we ask."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_PAGE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The policy of answers that are no page of ours: JSON, files, refusals of the framework."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Codes stand in addresses, so no other site may ever be told one. Not "no-referrer": browsers
    # would then send our own forms with `Origin: null` (Fetch, 3.2), and over plain http, where
    # they say nothing else, each of them would look foreign.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000; includeSubDomains"


class SecurityHeaders:
    """Adds what is missing to each answer; `https` says that the public address is one."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, adding headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), secure=scope["scheme"] == "https")
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, *, secure: bool) -> None:
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", NO_PAGE)
        if secure or self.https:
            headers.setdefault("Strict-Transport-Security", HSTS)
