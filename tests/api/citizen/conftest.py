"""A citizen before a town with published times, on the Friday before them."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from tests.api.citizen.walk import Citizen, StoppedClock, stop_clock
from tests.town import NOW, Town


@pytest.fixture
async def clock(app: Starlette, town: Town) -> StoppedClock:
    """The clock of the application, stopped at the town's present."""
    return stop_clock(app)


@pytest.fixture
async def citizen(
    app: Starlette, client: httpx.AsyncClient, town: Town, clock: StoppedClock
) -> Citizen:
    """Somebody with a browser; ada serves on Monday morning."""
    await town.duty("1", "ada")
    await app.state.house.availability.refresh(NOW)
    return Citizen(client, town)
