"""The pages of those who plan and set up an office."""

from api.manager import duties, publication, week
from api.routes import Route

ROUTES: tuple[Route, ...] = (
    *week.ROUTES,
    *duties.ROUTES,
    *publication.ROUTES,
)
