"""The JSON API, version 1."""

from api.routes import Route
from api.v1 import appointments, availability, board, catalogue, desks, holds, tickets, turns

ROUTES: tuple[Route, ...] = (
    *catalogue.ROUTES,
    *availability.ROUTES,
    *holds.ROUTES,
    *appointments.ROUTES,
    *tickets.ROUTES,
    *turns.ROUTES,
    *desks.ROUTES,
    *board.ROUTES,
)
