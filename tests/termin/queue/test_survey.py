"""What is read of an office's queue from the rows: desks, policy, and what past days taught."""

from __future__ import annotations

from datetime import timedelta

from termin import queue
from termin.localtime import local_date
from termin.queue import Rule
from termin.queue.learned import habits_of, read_habits
from termin.queue.rows import Pause, Ticket
from termin.queue.survey import read_hall
from tests.termin.queue.hall_town import booked, call, clock, walk_in
from tests.town import MONDAY, ZONE, Town


async def hall_at(town: Town, time: str) -> tuple[int, queue.QueueView]:
    seen = await queue.queue_of(town.offices["rathaus"].id, clock(time))
    return seen.office_day, seen


async def test_desks_are_those_on_duty_with_what_counter_and_clerk_can_do(town: Town) -> None:
    await town.duty("1", "ada")
    await town.duty("2", "ben", hours=("10:00", "12:00"))
    counter = town.counters["2"]
    counter.area, counter.takes_new = "Kasse", False
    await counter.save()
    day, _ = await hall_at(town, "09:00")
    first, second = (await read_hall(day, clock("09:00"))).staffed
    assert (first.desk.skills, first.desk.area, first.left_at) == (None, "", None)
    assert second.desk.skills == frozenset({town.skills["melde"].id})
    assert (second.desk.area, second.desk.takes_new) == ("Kasse", False)
    assert (second.starts_at, second.ends_at) == (clock("10:00"), clock("12:00"))


async def test_a_counter_that_pauses_is_not_open(town: Town) -> None:
    await town.duty("1", "ada")
    await town.duty("3", "cem")
    day, before = await hall_at(town, "09:00")
    assert before.open_counters == 2
    pause = await Pause.create(
        counter=town.counters["3"],
        office_day_id=day,
        starts_at=clock("09:00"),
        expected_until=clock("09:05"),
    )
    _, during = await hall_at(town, "09:01")
    assert (during.open_counters, during.paused) == (1, {town.counters["3"].id: clock("09:05")})
    pause.ended_at = clock("09:04")
    await pause.save()
    _, after = await hall_at(town, "09:04")
    assert (after.open_counters, after.paused) == (2, {})


async def test_a_counter_that_calls_without_a_duty_counts_for_half_an_hour(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    await call(town, "1", "09:01")
    await queue.arrive(drawn.id, clock("09:02"))
    await queue.finish(drawn.id, clock("09:10"))
    assert (await hall_at(town, "09:20"))[1].open_counters == 1
    assert (await hall_at(town, "09:40"))[1].open_counters == 0


async def test_the_office_s_own_rules_decide_the_order_shown(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:30")
    await walk_in(town, "09:20")
    await queue.check_in(appointment.code, clock("09:25"))
    _, usual = await hall_at(town, "09:30")
    assert [one.waiting.number for one in usual.waiting] == ["A001", "B001"]
    office = town.offices["rathaus"]
    office.queue_rules = ["walk_in", "early"]
    await office.save()
    _, own = await hall_at(town, "09:30")
    assert [one.waiting.number for one in own.waiting] == ["B001", "A001"]


async def test_a_ticket_knows_why_it_stands_there_and_until_when_one_may_leave(town: Town) -> None:
    await town.duty("1", "ada")
    for _ in range(6):
        last = await walk_in(town, "09:00", "pass")
    status = await queue.status_of(last.id, clock("09:00"))
    assert status.reason is not None
    assert status.reason.rule is Rule.WALK_IN
    assert [one.number for one in status.before] == [f"B00{n}" for n in range(1, 6)]
    assert status.wait is not None
    assert status.told == status.wait
    leave = status.earliest - clock("09:00")
    assert timedelta(minutes=15) < leave <= timedelta(minutes=status.wait.low)


async def test_missed_people_are_shown_newest_first(town: Town) -> None:
    for _ in range(2):
        await walk_in(town, "09:00")
    for time in ("09:01", "09:05"):
        sheet = await call(town, "1", time)
        await queue.miss(sheet.id, clock(time) + timedelta(minutes=2))
    _, seen = await hall_at(town, "09:10")
    assert [(one.number, one.counter_name) for one in seen.missed] == [("B002", "1"), ("B001", "1")]


async def test_days_before_teach_and_the_present_one_does_not(town: Town) -> None:
    await town.duty("1", "ada")
    for number in range(10):
        drawn = await walk_in(town, "08:00")
        time = clock("08:00") + timedelta(minutes=22 * number)
        await queue.call_next(town.counters["1"].id, None, time)
        await queue.arrive(drawn.id, time)
        await queue.finish(drawn.id, time + timedelta(minutes=20))
    office, today = town.offices["rathaus"].id, local_date(clock("09:00"), ZONE)
    assert today == MONDAY
    assert (await read_habits(office, today)).days == 0
    learned = await read_habits(office, today + timedelta(days=1))
    assert learned.days == 1
    service = town.services["ausweis"].id
    assert 15.5 < learned.minutes(((service, 15),), 15)[0] < 20
    assert await habits_of(office, today) is await habits_of(office, today)
    day, _ = await hall_at(town, "12:00")
    (served,) = (await read_hall(day, clock("12:00"))).served
    assert (served.planned, served.squares, served.real) == (150, 2250, 200)
    left = [one.left_at for one in (await read_hall(day, clock("11:40"))).staffed]
    assert left == [max(row.ended_at for row in await Ticket.all() if row.ended_at)]
