"""The manager's day: cards of the offices, and one office's day with its tables."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from termin import queue
from tests.api.citizen.walk import StoppedClock
from tests.api.manager.conftest import Leader
from tests.termin.queue.hall_town import booked, call, walk_in
from tests.termin.queue.hall_town import clock as monday
from tests.town import MONDAY, Town, local


async def a_morning(town: Town) -> None:
    """Two counters from eight to twelve; three people come, one does not answer the call."""
    await town.duty("1", "ada")
    await town.duty("2", "cem")
    appointment = await booked(town, "09:00")
    await booked(town, "09:15")
    await booked(town, "11:00")
    first = await walk_in(town, "08:10")
    await walk_in(town, "08:20")
    await queue.check_in(appointment.code, monday("08:50"))
    await call(town, "1", "08:25")
    await queue.arrive(first.id, monday("08:26"))
    await queue.finish(first.id, monday("08:40"))
    await walk_in(town, "08:45", "pass")
    missed = await call(town, "2", "08:46")
    await queue.miss(missed.id, monday("08:49"))


@pytest.fixture
async def morning(leader: Leader, clock: StoppedClock) -> Leader:
    """Half past nine on the town's Monday."""
    await a_morning(leader.town)
    clock.at = local(MONDAY, "09:30")
    return leader


async def test_the_cards_say_how_offices_stand(morning: Leader) -> None:
    page = await morning.get("/amt/heute")
    assert page.status_code == 200
    assert "Rathaus" in page.text


async def test_the_day_opens(morning: Leader) -> None:
    page = await morning.get(f"/amt/heute/{morning.office}")
    assert page.status_code == 200
    assert "<svg" in page.text
