"""Coming."""

from __future__ import annotations

from api.routes import Route

ROUTES: tuple[Route, ...] = ()
