"""The pages of those who plan and set up an office."""

from api.manager import (
    accounts,
    clerks,
    closures,
    counters,
    day,
    devices,
    duties,
    hours,
    office,
    publication,
    queue_form,
    screens,
    setup,
    skills,
    today,
    week,
)
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *today.ROUTES,
    *day.ROUTES,
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
    *queue_form.ROUTES,
    *accounts.ROUTES,
    *devices.ROUTES,
    *screens.ROUTES,
)
