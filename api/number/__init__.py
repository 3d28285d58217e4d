"""A number on one's own phone: where it stands, calls, giving it back, and drawing one."""

from __future__ import annotations

from api.number import drawing, leaving, page, poster, telling
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *page.ROUTES,
    *leaving.ROUTES,
    *telling.ROUTES,
    *drawing.ROUTES,
    *poster.ROUTES,
)
