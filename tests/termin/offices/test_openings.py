"""Hours as they stand in the database, and writing a week."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from tortoise.connection import get_connection

from termin.errors import Invalid, NotFound
from termin.interval import Interval
from termin.offices import (
    Closure,
    Municipality,
    Office,
    OpeningHours,
    Stretch,
    closed_reason,
    hours_between,
    opening_of,
    openings,
    set_week,
    sign_of,
    week_of,
)
from tests.town import MONDAY, Town, build_town, local


def morning(on: date = MONDAY) -> Interval:
    return Interval(local(on, "08:00"), local(on, "18:00"))


async def test_an_office_is_open_by_its_week(town: Town) -> None:
    hall = town.offices["rathaus"].id
    assert await opening_of(hall, MONDAY) == (morning(),)
    assert await opening_of(hall, MONDAY + timedelta(days=5)) == ()
    with pytest.raises(NotFound):
        await opening_of(999_999, MONDAY)


async def test_a_closure_of_the_town_closes_all_and_one_of_an_office_only_it(town: Town) -> None:
    hall, north = town.offices["rathaus"], town.offices["nord"]
    start = local(MONDAY, "12:00")
    await Closure.create(
        municipality=town.municipality,
        starts_at=start,
        ends_at=local(MONDAY, "18:00"),
        reason="Personalversammlung",
    )
    await Closure.create(
        municipality=town.municipality,
        office=north,
        starts_at=local(MONDAY, "08:00"),
        ends_at=local(MONDAY, "09:00"),
        reason="Wasserrohrbruch",
    )
    other = await build_town("andersdorf")
    found = await openings(
        [hall.id, north.id, other.offices["nord"].id], MONDAY, MONDAY + timedelta(days=1)
    )
    assert found[hall.id, MONDAY] == (Interval(local(MONDAY, "08:00"), start),)
    assert found[north.id, MONDAY] == (Interval(local(MONDAY, "09:00"), start),)
    assert found[other.offices["nord"].id, MONDAY] == (morning(),)
    tuesday = MONDAY + timedelta(days=1)
    assert found[hall.id, tuesday] == (morning(tuesday),)
    assert await closed_reason(north.id, MONDAY) == "Wasserrohrbruch"
    assert await closed_reason(hall.id, MONDAY) == "Personalversammlung"
    assert await closed_reason(hall.id, tuesday) is None


async def test_holidays_follow_land_and_categories(town: Town) -> None:
    hall = town.offices["rathaus"].id
    saints = date(2027, 11, 1)
    assumption = date(2028, 8, 15)
    assert await opening_of(hall, saints) == ()
    assert await closed_reason(hall, saints) == "Allerheiligen"
    assert await opening_of(hall, assumption) != ()
    await Municipality.filter(id=town.municipality.id).update(holiday_categories=["catholic"])
    assert await closed_reason(hall, assumption) == "Mariä Himmelfahrt"
    await Municipality.filter(id=town.municipality.id).update(land="BE")
    assert await opening_of(hall, saints) != ()


async def test_each_office_keeps_the_time_of_its_own_zone(town: Town) -> None:
    hall, north = town.offices["rathaus"].id, town.offices["nord"].id
    await Office.filter(id=north).update(time_zone="America/New_York")
    found = await openings([hall, north], MONDAY, MONDAY)
    apart = found[north, MONDAY][0].start - found[hall, MONDAY][0].start
    assert apart == timedelta(hours=6)


async def test_many_offices_and_days_take_few_queries(town: Town) -> None:
    offices = [office.id for office in town.offices.values()]
    found = await hours_between(offices, MONDAY, MONDAY + timedelta(days=59))
    assert len(found) == 2 * 60
    assert await hours_between([], MONDAY, MONDAY) == {}
    much = await hours_between(offices, MONDAY, MONDAY + timedelta(days=9_000))
    assert len(much) == 2 * 401


async def test_a_week_is_written_as_a_whole_and_read_back_in_order(town: Town) -> None:
    hall = town.offices["rathaus"].id
    week = [Stretch(4, 480, 720), Stretch(0, 780, 960), Stretch(0, 480, 720)]
    written = await set_week(hall, week)
    assert written == await week_of(hall) == (week[2], week[1], week[0])
    assert await opening_of(hall, MONDAY + timedelta(days=1)) == ()
    assert len(await week_of(town.offices["nord"].id)) == 5
    with pytest.raises(NotFound):
        await set_week(999_999, week)


async def test_a_wrong_week_leaves_the_old_one(town: Town) -> None:
    hall = town.offices["rathaus"].id
    before = await week_of(hall)
    with pytest.raises(Invalid):
        await set_week(hall, [Stretch(0, 480, 720), Stretch(0, 600, 900)])
    assert await week_of(hall) == before


async def test_two_writers_of_one_week_do_not_mix(town: Town) -> None:
    hall = town.offices["rathaus"].id
    weeks = [[Stretch(day, 60 * hour, 60 * hour + 60) for day in range(7)] for hour in range(8)]
    await asyncio.gather(*(set_week(hall, week) for week in weeks))
    assert list(await week_of(hall)) in weeks


async def test_without_the_lock_two_writers_do_mix(town: Town) -> None:
    """The negative control: two writers who each delete first and then write leave both weeks."""
    hall = town.offices["rathaus"]
    both_deleted = asyncio.Barrier(2)

    async def write(opens: int) -> None:
        await OpeningHours.filter(office=hall).delete()
        await both_deleted.wait()
        await OpeningHours.create(
            municipality_id=town.municipality.id,
            office=hall,
            weekday=0,
            opens=opens,
            closes=opens + 120,
        )

    await asyncio.gather(write(480), write(540))
    assert len(await week_of(hall.id)) == 2


async def test_the_database_refuses_what_is_no_stretch(town: Town) -> None:
    insert = """INSERT INTO opening_hours (municipality_id, office_id, weekday, opens, closes)
        VALUES ($1, $2, $3, $4, $5)"""
    for weekday, opens, closes in ((7, 480, 720), (0, 720, 480), (0, 480, 1500)):
        with pytest.raises(Exception, match="opening_hours_"):
            await get_connection("default").execute_query(
                insert,
                [town.municipality.id, town.offices["rathaus"].id, weekday, opens, closes],
            )


async def test_the_sign_on_the_door(town: Town) -> None:
    hall = town.offices["rathaus"].id
    assert (await sign_of(hall, local(MONDAY, "09:00"))).open_until == local(MONDAY, "18:00")
    early = await sign_of(hall, local(MONDAY, "07:00"))
    assert early.opens_at == local(MONDAY, "08:00")
    christmas = await sign_of(hall, datetime(2026, 12, 25, 10, tzinfo=UTC))
    assert christmas.reason == "Erster Weihnachtstag"
    assert christmas.opens_at == local(date(2026, 12, 28), "08:00")
    with pytest.raises(NotFound):
        await sign_of(999_999, local(MONDAY, "09:00"))
