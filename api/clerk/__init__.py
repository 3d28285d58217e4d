"""The pages of an office's day: the workstation at a counter, and the reception."""

from __future__ import annotations

from api.clerk import (
    alarm,
    calls,
    counters,
    ending,
    everybody,
    keys,
    reception,
    reception_steps,
    reception_times,
    reception_turns,
    sending,
    turns,
    workstation,
)
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *counters.ROUTES,
    *workstation.ROUTES,
    *everybody.ROUTES,
    *calls.ROUTES,
    *turns.ROUTES,
    *ending.ROUTES,
    *sending.ROUTES,
    *alarm.ROUTES,
    *keys.ROUTES,
    *reception.ROUTES,
    *reception_steps.ROUTES,
    *reception_turns.ROUTES,
    *reception_times.ROUTES,
)
