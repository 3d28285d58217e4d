"""The citizens' pages: find, choose, book, come. All of it works without script."""

from __future__ import annotations

from api.citizen import (
    alternative,
    appointments,
    bus,
    holds,
    moves,
    services,
    start,
    statements,
    times,
)
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *services.ROUTES,
    *times.ROUTES,
    *holds.ROUTES,
    *appointments.ROUTES,
    *alternative.ROUTES,
    *bus.ROUTES,
    *moves.ROUTES,
    *statements.ROUTES,
)
