"""The one list of routes: every room of pages and calls brings its own, and none is elsewhere."""

from __future__ import annotations

from api import (
    citizen,
    clerk,
    display,
    health,
    kiosk,
    manager,
    number,
    openapi,
    phone,
    sign_ins,
    v1,
)
from api.manager import mobile
from api.routes import Route
from api.staff_pages import entrance

ROUTES: tuple[Route, ...] = (
    *health.ROUTES,
    *openapi.ROUTES,
    *sign_ins.ROUTES,
    *v1.ROUTES,
    *display.ROUTES,
    *entrance.ROUTES,
    *citizen.ROUTES,
    *kiosk.ROUTES,
    *number.ROUTES,
    *clerk.ROUTES,
    *phone.ROUTES,
    *manager.ROUTES,
    *mobile.ROUTES,
)
