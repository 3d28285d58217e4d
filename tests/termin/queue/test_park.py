"""Parking: the counter is free, the time stands still, and nobody is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from termin import queue
from termin.errors import CounterTaken, NotFound, WrongState
from termin.queue import Rule, TicketState
from tests.termin.queue.hall_town import call, check_board, clock, serving, told, walk_in
from tests.town import Town


async def test_a_parked_person_frees_the_counter_and_is_kept_with_room_and_reminder(
    town: Town,
) -> None:
    sheet = await serving(town, "1", "09:00")
    parked = await queue.park(
        sheet.id, clock("09:05"), room="Fotoautomat", remind_at=clock("09:15")
    )
    assert (parked.state, parked.room, parked.parked_at, parked.remind_at) == (
        TicketState.PARKED,
        "Fotoautomat",
        clock("09:05"),
        clock("09:15"),
    )
    await walk_in(town, "09:05")
    assert (await call(town, "1", "09:06")).number == "B002"
    view = await queue.queue_of(town.offices["rathaus"].id, clock("09:06"))
    assert [(one.number, one.room, one.counter) for one in view.parked] == [
        ("B001", "Fotoautomat", town.counters["1"].id)
    ]
    await check_board(sheet.office_day)


async def test_parked_time_is_not_time_of_serving(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    parked = await queue.park(sheet.id, clock("09:05"))
    assert parked.served_until(clock("09:25")) == 5
    back = await queue.call_ticket(sheet.id, town.counters["1"].id, None, clock("09:25"))
    assert (back.state, back.parked_at, back.room) == (TicketState.CALLED, None, "")
    at_counter = await queue.arrive(sheet.id, clock("09:26"))
    assert at_counter.served_until(clock("09:30")) == 9
    done = await queue.finish(sheet.id, clock("09:33"))
    assert done.served_minutes == 12
    assert (await told(sheet.office_day))[-1].facts["minutes"] == 12


async def test_a_parked_person_may_come_back_at_another_counter(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.park(sheet.id, clock("09:05"))
    back = await queue.call_ticket(sheet.id, town.counters["2"].id, None, clock("09:10"))
    assert back.counter_name == "2"


async def test_a_counter_with_somebody_calls_no_parked_person(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.park(sheet.id, clock("09:05"))
    other = await serving(town, "1", "09:06")
    with pytest.raises(CounterTaken) as refused:
        await queue.call_ticket(sheet.id, town.counters["1"].id, None, clock("09:07"))
    assert refused.value.facts["number"] == other.number


async def test_who_is_queued_again_goes_on_before_those_who_are_new(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await walk_in(town, "09:01")
    await queue.park(sheet.id, clock("09:05"))
    waiting = await queue.requeue(sheet.id, clock("09:10"))
    assert (waiting.state, waiting.counter, waiting.calls) == (TicketState.WAITING, None, 0)
    view = await queue.queue_of(sheet.office, clock("09:10"))
    assert [(p.waiting.number, p.reason.rule) for p in view.waiting] == [
        ("B001", Rule.CONTINUED),
        ("B002", Rule.WALK_IN),
    ]
    assert (await told(sheet.office_day))[-1].facts["why"] == "unparked"
    await check_board(sheet.office_day)


async def test_parked_twice_adds_up(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    for minute in (2, 12):
        begun = clock("09:00") + timedelta(minutes=minute)
        await queue.park(sheet.id, begun)
        await queue.call_ticket(sheet.id, town.counters["1"].id, None, begun + timedelta(minutes=6))
        await queue.arrive(sheet.id, begun + timedelta(minutes=7))
    done = await queue.finish(sheet.id, clock("09:20"))
    assert done.served_minutes == 2 + 3 + 1


async def test_a_parked_person_is_finished_or_missed_without_coming_back(town: Town) -> None:
    first, second = await serving(town, "1", "09:00"), await serving(town, "2", "09:00")
    for sheet in (first, second):
        await queue.park(sheet.id, clock("09:05"))
    done = await queue.finish(first.id, clock("09:30"))
    assert (done.state, done.served_minutes, done.parked_at) == (TicketState.FINISHED, 5, None)
    gone = await queue.miss(second.id, clock("09:30"))
    assert (gone.state, gone.parked_at) == (TicketState.MISSED, None)


async def test_only_who_is_served_is_parked(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    with pytest.raises(WrongState):
        await queue.park(drawn.id, clock("09:01"))
    await call(town, "1", "09:01")
    with pytest.raises(WrongState):
        await queue.park(drawn.id, clock("09:01"))
    with pytest.raises(WrongState):
        await queue.requeue(drawn.id, clock("09:01"))
    with pytest.raises(NotFound):
        await queue.call_ticket(drawn.id, town.counters["N1"].id, None, clock("09:02"))
