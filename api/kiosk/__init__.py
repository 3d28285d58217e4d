"""The kiosk of an office: check in by code, draw a number."""

from __future__ import annotations

from api.kiosk import checkin, found, health, setup, start, ticket, walk_in
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *setup.ROUTES,
    *checkin.ROUTES,
    *found.ROUTES,
    *walk_in.ROUTES,
    *ticket.ROUTES,
    *health.ROUTES,
)
