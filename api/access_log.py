"""One line for each answered request: the route's template, never the address.

Codes of appointments stand in addresses.
"""

from __future__ import annotations

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.house import House

logger = logging.getLogger("termin.access")


class AccessLog:
    """Logs and counts requests; for sockets, how long they stayed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve and note."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        status = 0

        async def send_noticing(message: Message) -> None:
            nonlocal status
            kind = message["type"]
            if kind in ("http.response.start", "websocket.http.response.start"):
                status = message["status"]
            elif kind == "websocket.accept":
                status = 101
            await send(message)

        try:
            await self.app(scope, receive, send_noticing)
        finally:
            _note(scope, status, perf_counter() - began)


def _note(scope: Scope, status: int, seconds: float) -> None:
    method = scope.get("method", "WS")
    if method not in ("GET", "HEAD", "POST", "DELETE", "WS"):
        method = "OTHER"  # anybody may invent methods; they must not become lines or labels
    template = scope.get("termin.template") or ("/static" if _is_static(scope) else "-")
    logger.info(
        "event=request method=%s route=%s status=%d ms=%.1f",
        method,
        template,
        status,
        seconds * 1000,
    )
    own: House | None = getattr(scope["app"].state, "house", None) if "app" in scope else None
    if own is not None:
        own.metrics.count(method, template, status, seconds)


def _is_static(scope: Scope) -> bool:
    path: str = scope.get("path", "")
    return path.startswith("/static/")
