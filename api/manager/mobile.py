"""The pages of mobile offices: month and map, halts, patterns, computing, setting up."""

from api.manager import bus, bus_edit, bus_halt, bus_patterns, bus_publish, bus_run, bus_setup
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *bus.ROUTES,
    *bus_publish.ROUTES,
    *bus_halt.ROUTES,
    *bus_edit.ROUTES,
    *bus_patterns.ROUTES,
    *bus_run.ROUTES,
    *bus_setup.ROUTES,
)
