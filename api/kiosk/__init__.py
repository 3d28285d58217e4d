"""The kiosk of an office: check in by code, draw a number."""

from __future__ import annotations

from api.kiosk import checkin, setup, start, ticket, walk_in
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *setup.ROUTES,
    *checkin.ROUTES,
    *walk_in.ROUTES,
    *ticket.ROUTES,
)
