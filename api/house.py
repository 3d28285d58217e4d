"""The house: everything a handler needs, made once when a process starts."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from api.catalogues import Catalogues
from api.clock import Clock
from api.fragments import Answers, Fragments
from api.keys import Keys
from api.metrics import Metrics
from api.municipalities import Municipalities
from api.rendering import Pages
from api.routes import Table
from api.security.limits import Limits
from api.settings import Settings
from display.feed import Feed
from termin.capacity.index import Availability


@dataclass(frozen=True)
class House:
    """What one process has: one value, passed by nobody, found by `house(request)`."""

    settings: Settings
    clock: Clock
    pages: Pages
    keys: Keys
    limits: Limits
    table: Table
    municipalities: Municipalities
    availability: Availability
    boards: Feed
    metrics: Metrics
    catalogues: Catalogues = field(default_factory=Catalogues)
    fragments: Fragments = field(default_factory=Fragments)
    answers: Answers = field(default_factory=Answers)


def house(connection: HTTPConnection) -> House:
    """Return the house that a request or a socket came to."""
    found: House = connection.app.state.house
    return found
