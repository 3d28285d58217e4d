"""The pages of an office's day: the workstation at a counter, and the reception."""

from __future__ import annotations

from api.clerk import counters, reception, reception_steps, turns, workstation
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *counters.ROUTES,
    *workstation.ROUTES,
    *turns.ROUTES,
    *reception.ROUTES,
    *reception_steps.ROUTES,
)
