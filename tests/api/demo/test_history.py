"""The demo's past: served by the queue's own rules, the same every time, written once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import asyncpg
from tortoise.connection import get_connection

from api.database import DatabaseAddress
from api.demo.founding import found_town
from api.demo.generator import sample_town
from api.demo.history.day import duties_of, guests_of
from api.demo.history.past import write_past
from api.demo.history.shape import Errand, Guest, Place, Site
from api.demo.loading import posts_of
from termin.interval import Interval
from termin.queue import Desk

ZONE = ZoneInfo("Europe/Berlin")
DAY = date(2026, 3, 12)
OPEN = Interval(datetime(2026, 3, 12, 7, tzinfo=UTC), datetime(2026, 3, 12, 15, tzinfo=UTC))
VEHICLES = 9

SITE = Site(
    office=1,
    errands=(
        Errand(1, 15, 12.0, frozenset(), 5),
        Errand(2, 30, 26.0, frozenset({VEHICLES}), 1),
    ),
    places=(
        Place(Desk(1, None), 1, (0, 1, 2, 3, 4), (65, 10, 25)),
        Place(Desk(2, frozenset()), 2, (0, 1, 2, 3, 4), (40, 10, 50)),
    ),
    walk_ins=True,
    letters=("A", "B"),
)


def day(seed: int = 1) -> tuple[Guest, ...]:
    duties = duties_of(SITE, DAY, (OPEN,))
    return guests_of(SITE, DAY, duties, ZONE, random.Random(seed))  # noqa: S311  # repeatable on purpose


def test_a_seed_always_tells_the_same_day() -> None:
    assert day(1) == day(1)
    assert day(1) != day(2)


def test_everybody_is_served_in_an_order_that_can_be() -> None:
    guests = day()
    served = [one for one in guests if one.arrived is not None]
    assert len(served) > 30
    for one in served:
        assert one.came is not None
        assert one.called is not None
        assert one.arrived is not None
        assert one.ended is not None
        assert one.came <= one.called <= one.arrived <= one.ended
        assert one.counter == 1 or VEHICLES not in one.errand.skills
    for counter in (1, 2):
        assert_one_at_a_time([one for one in guests if one.counter == counter])


def assert_one_at_a_time(guests: Sequence[Guest]) -> None:
    stays = sorted((one.called, one.ended) for one in guests if one.called and one.ended)
    for (_, ended), (called, _) in pairwise(stays):
        assert ended <= called


def test_nobody_who_cancelled_or_stayed_away_has_a_place_in_line() -> None:
    for one in day():
        if one.cancelled is not None:
            assert one.came is None
            assert one.booked is not None
            assert one.due is not None
            assert one.booked <= one.cancelled <= one.due


async def test_the_past_is_written_once_and_holds_together(rows: DatabaseAddress) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    town = await found_town(now)
    posts = await posts_of(town, sample_town().municipalities[0])
    connection = await asyncpg.connect(**rows.asyncpg())
    try:
        assert await write_past(town, posts, now.date(), connection, days=20) > 3000
        assert await write_past(town, posts, now.date(), connection, days=20) == 0
    finally:
        await connection.close()
    assert await ask("SELECT count(*) AS n FROM ticket") > 500
    assert await ask("SELECT count(*) AS n FROM office_day WHERE date >= '2026-11-23'") == 0
    gaps = "SELECT count(*) AS n FROM ticket_series s WHERE last_number <> (SELECT count(*) FROM"
    assert (
        await ask(
            f"{gaps} ticket t WHERE (t.office_day_id, t.letter) = (s.office_day_id, s.letter))"
        )
        == 0
    )
    open_ = (
        "SELECT count(*) AS n FROM ticket WHERE state IN ('waiting', 'called', 'serving', 'parked')"
    )
    assert await ask(open_) == 0
    assert await ask("SELECT count(*) AS n FROM contact") == 0
    late = now - timedelta(days=21)
    assert await ask(f"SELECT count(*) AS n FROM ticket WHERE came_at < '{late.isoformat()}'") == 0


async def ask(query: str) -> int:
    return int((await get_connection("default").execute_query_dict(query))[0]["n"])
