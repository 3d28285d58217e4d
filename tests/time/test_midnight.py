"""Over midnight: a board turns to the new date, and its numbers begin anew."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest

from api.database import DatabaseAddress
from api.settings import Settings
from tests.races.crowd import API
from tests.time.living import Day, living
from tests.town import MONDAY, Town, local

BACK = date(2026, 10, 25)


async def draw(day: Day) -> str:
    office = day.town.offices["rathaus"].id
    services = [{"id": str(day.town.services["ausweis"].id)}]
    drawn = await day.client.post(f"{API}/offices/{office}/tickets", json={"services": services})
    assert drawn.status_code == 201, drawn.text
    return str(drawn.json()["number"])


class Screen:
    """Somebody who watches the board: all that came, in order."""

    def __init__(self, day: Day) -> None:
        self.boards: list[dict[str, Any]] = []
        self._messages = aiter(day.house.boards.follow(day.town.offices["rathaus"].id))

    async def until(self, **wanted: object) -> dict[str, Any]:
        """Watch until a board says this."""
        async with asyncio.timeout(10):
            while not self.boards or not wanted.items() <= self.boards[-1].items():
                if "seq" in (told := json.loads(await anext(self._messages))):
                    self.boards.append(told)
        return self.boards[-1]

    async def leave(self) -> None:
        await self._messages.aclose()


@pytest.mark.parametrize("evening", [MONDAY, BACK - timedelta(days=1), BACK, date(2028, 2, 29)])
async def test_a_board_turns_to_the_new_date_by_itself(
    rows: DatabaseAddress, settings: Settings, town: Town, evening: date
) -> None:
    morning = evening + timedelta(days=1)
    midnight = local(morning, "00:00")
    async with living(rows, settings, town, midnight - timedelta(minutes=10)) as day:
        screen = Screen(day)
        numbers = [await draw(day) for _ in range(3)]
        last_of_evening = await screen.until(date=str(evening), waiting=3)
        await day.travel(midnight - timedelta(seconds=1), speed=1)
        await screen.until(date=str(morning), waiting=0)
        assert await draw(day) == numbers[0]
        new = await screen.until(date=str(morning), waiting=1)
        await screen.leave()
    versions = [(one["date"], one["seq"]) for one in screen.boards]
    assert versions == sorted(versions), "whoever orders by date, then seq, is never led back"
    assert new["seq"] < last_of_evening["seq"], "by seq alone the evening would stay"
