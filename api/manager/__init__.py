"""The pages of those who plan and set up an office."""

from api.manager import (
    accounts,
    clerks,
    closures,
    counters,
    devices,
    duties,
    hours,
    office,
    publication,
    setup,
    skills,
    week,
)
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *week.ROUTES,
    *duties.ROUTES,
    *publication.ROUTES,
    *setup.ROUTES,
    *closures.ROUTES,
    *hours.ROUTES,
    *counters.ROUTES,
    *clerks.ROUTES,
    *skills.ROUTES,
    *office.ROUTES,
    *accounts.ROUTES,
    *devices.ROUTES,
)
