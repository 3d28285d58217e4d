"""A number on one's own phone: where it stands, giving it back, and drawing one."""

from __future__ import annotations

from api.number import drawing, leaving, page, poster
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *page.ROUTES,
    *leaving.ROUTES,
    *drawing.ROUTES,
    *poster.ROUTES,
)
