"""The Sundays on which an hour is missing or comes twice, through the whole product."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import vobject

from api.database import DatabaseAddress
from api.settings import Settings
from tests.races.crowd import API
from tests.time.living import Day, living
from tests.town import Town, local

FORWARD = (date(2026, 3, 29), date(2027, 3, 28))
BACK = (date(2026, 10, 25), date(2027, 10, 31))
NIGHT = ("00:00", "06:00")
STEP = timedelta(minutes=5)


def noon_before(on: date) -> datetime:
    return local(on - timedelta(days=2), "12:00")


def instants(starts: list[str]) -> list[datetime]:
    return [datetime.fromisoformat(start) for start in starts]


def evenly_spaced(starts: list[str]) -> bool:
    told = [moment.astimezone(UTC) for moment in instants(starts)]
    return all(later - earlier == STEP for earlier, later in pairwise(told))


@pytest.mark.parametrize("on", FORWARD)
async def test_the_missing_hour_is_offered_to_nobody(
    rows: DatabaseAddress, settings: Settings, town: Town, on: date
) -> None:
    async with living(rows, settings, town, noon_before(on)) as day:
        await day.publish(on, NIGHT)
        starts = await day.starts(on)
        assert len(starts) == 5 * 12 - 2  # five hours last the six of the clock
        assert evenly_spaced(starts)
        assert not [start for start in starts if start.startswith(f"{on}T02:")]
        assert starts[0] == f"{on}T00:00:00+01:00"
        assert starts[-1] == f"{on}T05:45:00+02:00"
        assert f"{on}T03:00:00+02:00" in starts
        across = await day.book(f"{on}T01:50:00+01:00")
        assert (across["start"], across["end"]) == (
            f"{on}T01:50:00+01:00",
            f"{on}T03:05:00+02:00",
        )


@pytest.mark.parametrize("on", BACK)
async def test_the_hour_that_comes_twice_is_offered_twice(
    rows: DatabaseAddress, settings: Settings, town: Town, on: date
) -> None:
    async with living(rows, settings, town, noon_before(on)) as day:
        await day.publish(on, NIGHT)
        starts = await day.starts(on)
        assert len(starts) == len(set(starts)) == 7 * 12 - 2
        assert evenly_spaced(starts)
        shown = Counter(start[11:16] for start in starts)
        assert {clock for clock, times in shown.items() if times == 2} == {
            f"02:{minute:02}" for minute in range(0, 60, 5)
        }
        first = await day.book(f"{on}T02:30:00+02:00")
        second = await day.book(f"{on}T02:30:00+01:00")
        assert instants([second["start"]])[0] - instants([first["start"]])[0] == timedelta(hours=1)
        across = await day.book(f"{on}T02:50:00+02:00")
        assert across["end"] == f"{on}T02:05:00+01:00"
        assert not {first["start"], second["start"], across["start"]} & set(await day.starts(on))


async def calendar_of(day: Day, made: dict[str, str]) -> vobject.base.Component:
    """Return the event of the calendar file that the appointment's page offers."""
    answer = await day.client.get(f"/musterstadt/termin/{made['code']}/kalender.ics")
    assert answer.status_code == 200
    return vobject.readOne(answer.text).vevent


@pytest.mark.parametrize(
    ("on", "clock", "utc"),
    [
        (BACK[0], "02:30:00+02:00", "00:30"),
        (BACK[0], "02:30:00+01:00", "01:30"),
        (FORWARD[0], "01:30:00+01:00", "00:30"),
        (FORWARD[0], "03:30:00+02:00", "01:30"),
        (date(2028, 2, 29), "08:30:00+01:00", "07:30"),
    ],
)
async def test_a_calendar_knows_which_of_the_hours_is_meant(
    rows: DatabaseAddress, settings: Settings, town: Town, on: date, clock: str, utc: str
) -> None:
    async with living(rows, settings, town, noon_before(on)) as day:
        await day.publish(on, ("00:00", "12:00"))
        event = await calendar_of(day, await day.book(f"{on}T{clock}"))
        meant = datetime.fromisoformat(f"{on}T{utc}:00+00:00")
        assert event.dtstart.value == meant
        assert event.dtend.value == meant + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-10-25T00:30:00+00:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T02:30:00+01:00"),
        ("2026-10-24T22:00:00+00:00", "2026-10-25T00:00:00+02:00"),
        ("2026-03-29T00:59:00+00:00", "2026-03-29T01:59:00+01:00"),
        ("2026-03-29T01:00:00+00:00", "2026-03-29T03:00:00+02:00"),
        ("2028-02-29T22:59:00+00:00", "2028-02-29T23:59:00+01:00"),
    ],
)
async def test_a_board_shows_the_clock_of_its_office(
    rows: DatabaseAddress, settings: Settings, town: Town, now: str, shown: str
) -> None:
    async with living(rows, settings, town, datetime.fromisoformat(now)) as day:
        office = town.offices["rathaus"].id
        board = (await day.client.get(f"{API}/offices/{office}/board")).json()
        assert board["date"] == shown[:10]
        assert board["time"].replace(".000", "") == shown


async def test_the_leap_day_is_bookable_and_in_its_place(
    rows: DatabaseAddress, settings: Settings, town: Town
) -> None:
    leap, before, after = date(2028, 2, 29), date(2028, 2, 28), date(2028, 3, 1)
    async with living(rows, settings, town, local(before, "07:00")) as day:
        for on in (before, leap, after):
            await day.publish(on, ("08:00", "09:00"))
        starts = await day.starts(before, after)
        assert [start[:10] for start in starts[::10]] == [str(before), str(leap), str(after)]
        made = await day.book(f"{leap}T08:00:00+01:00")
        assert made["start"] == f"{leap}T08:00:00+01:00"
        query = {"service": str(town.services["ausweis"].id), "from": "2027-02-29", "to": "2028-03"}
        assert (await day.client.get(f"{API}/availability", params=query)).status_code == 422
