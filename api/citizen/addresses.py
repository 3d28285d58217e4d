"""Addresses within the citizens' pages, and pages that only their holder should find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from api.answers import render
from api.house import house
from api.requests import municipality

Pairs = Sequence[tuple[str, str]]


def address(request: Request, name: str, query: Pairs = (), **values: object) -> str:
    """Return the address of a route of this municipality, with a query."""
    slug = municipality(request).slug
    path = house(request).table.path_to(name, municipality=slug, **values)
    return path + (f"?{urlencode(query)}" if query else "")


def see(request: Request, name: str, query: Pairs = (), **values: object) -> RedirectResponse:
    """Answer 303 to a route of this municipality."""
    return RedirectResponse(address(request, name, query, **values), status_code=303)


def private(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with a page that no browser, proxy or search engine keeps."""
    answer = render(request, template, status, **context)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
