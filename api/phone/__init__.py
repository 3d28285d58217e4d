"""Booking for others: on the phone, at the reception, at a counter."""

from __future__ import annotations

from api.phone import appointments, changes, days, holds, start, times
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *times.ROUTES,
    *holds.ROUTES,
    *appointments.ROUTES,
    *changes.ROUTES,
    *days.ROUTES,
)
