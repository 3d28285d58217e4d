"""Five minutes for oneself: everybody sees it, and a call ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from termin import queue
from termin.errors import Invalid, NotFound, QueueEmpty
from termin.journal import of_day
from termin.queue.rows import Pause
from tests.termin.queue.hall_town import call, clock, serving, walk_in
from tests.town import Town


async def kinds(day: int) -> list[str]:
    return [one.kind for one in await of_day(day) if one.kind.startswith("counter-")]


async def test_a_pause_is_seen_until_it_ends(town: Town) -> None:
    office, counter = town.offices["rathaus"].id, town.counters["1"].id
    await queue.pause(counter, 7, clock("09:05"), clock("09:00"))
    view = await queue.queue_of(office, clock("09:00"))
    assert view.paused == {counter: clock("09:05")}
    await queue.resume(counter, clock("09:04"))
    assert (await queue.queue_of(office, clock("09:04"))).paused == {}
    row = await Pause.get(counter_id=counter)
    assert (row.account, row.starts_at, row.ended_at) == (7, clock("09:00"), clock("09:04"))
    assert await kinds(view.office_day) == ["counter-paused", "counter-resumed"]


async def test_a_longer_pause_is_the_same_pause(town: Town) -> None:
    counter = town.counters["1"].id
    await queue.pause(counter, None, clock("09:05"), clock("09:00"))
    await queue.pause(counter, None, clock("09:15"), clock("09:04"))
    row = await Pause.get(counter_id=counter)
    assert (row.starts_at, row.expected_until) == (clock("09:00"), clock("09:15"))


async def test_a_call_ends_the_pause(town: Town) -> None:
    counter = town.counters["1"].id
    await walk_in(town, "09:00")
    drawn = await walk_in(town, "09:00")
    await queue.pause(counter, None, clock("09:05"), clock("09:00"))
    sheet = await call(town, "1", "09:03")
    assert await kinds(sheet.office_day) == ["counter-paused", "counter-resumed"]
    await queue.miss(sheet.id, clock("09:04"))
    await queue.pause(counter, None, clock("09:10"), clock("09:05"))
    await queue.call_ticket(drawn.id, counter, None, clock("09:06"))
    assert not await Pause.filter(ended_at=None).exists()


async def test_who_finds_nobody_to_call_still_pauses(town: Town) -> None:
    counter = town.counters["1"].id
    await queue.pause(counter, None, clock("09:05"), clock("09:00"))
    with pytest.raises(QueueEmpty):
        await call(town, "1", "09:03")
    assert await Pause.filter(counter_id=counter, ended_at=None).exists()


async def test_one_may_announce_a_pause_while_serving(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.pause(town.counters["1"].id, None, clock("09:15"), clock("09:05"))
    assert (await queue.finish(sheet.id, clock("09:06"))).number == "B001"


async def test_yesterdays_pause_is_no_pause_today(town: Town) -> None:
    counter = town.counters["1"].id
    later = timedelta(days=1)
    await queue.pause(counter, None, clock("17:50"), clock("17:45"))
    await queue.pause(counter, None, clock("09:05") + later, clock("09:00") + later)
    rows = await Pause.filter(counter_id=counter).order_by("starts_at")
    assert [row.ended_at is None for row in rows] == [False, True]
    assert len({row.office_day_id for row in rows}) == 2


async def test_what_makes_no_sense_is_refused(town: Town) -> None:
    counter = town.counters["1"].id
    with pytest.raises(Invalid):
        await queue.pause(counter, None, clock("09:00"), clock("09:00"))
    with pytest.raises(NotFound):
        await queue.pause(999_999, None, clock("09:05"), clock("09:00"))
    with pytest.raises(NotFound):
        await queue.resume(999_999, clock("09:00"))
    await queue.resume(counter, clock("09:00"))
    assert not await Pause.all().exists()
