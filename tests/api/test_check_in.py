"""Check-in over the API: who is refused is told when and where instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from tests.display.real_time import open_day_and_night
from tests.town import ZONE, Town, local


async def test_another_day_is_told_in_words_and_as_a_time(
    client: httpx.AsyncClient, town: Town
) -> None:
    await open_day_and_night(town)
    tomorrow = datetime.now(ZONE).date() + timedelta(days=1)
    await town.duty("1", "ada", on=tomorrow)
    start = local(tomorrow, "10:00")
    appointment = await town.book(start, now=datetime.now(UTC))
    answer = await client.post(
        f"/api/v1/offices/{appointment.office_id}/tickets", json={"code": appointment.code}
    )
    problem = answer.json()
    assert answer.status_code == 409
    assert problem["type"].endswith("/other-day")
    assert datetime.fromisoformat(problem["starts_at"]) == start
    assert problem["title"].endswith(f"{start.astimezone(ZONE):%d.%m.%Y, %H:%M}.")
