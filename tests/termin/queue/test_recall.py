"""A chosen person: out of turn, after they were missed, with priority."""

from __future__ import annotations

from uuid import uuid4

import pytest

from termin import queue
from termin.booking.rows import Appointment, AppointmentState
from termin.errors import CounterTaken, NotFound, WrongState
from termin.queue import Rule, TicketState
from termin.queue.rows import Ticket
from tests.termin.queue.hall_town import (
    booked,
    call,
    check_board,
    clock,
    serving,
    told,
    walk_in,
)
from tests.town import MONDAY, Town, local


async def test_somebody_is_called_out_of_turn(town: Town) -> None:
    first, second = await walk_in(town, "09:00"), await walk_in(town, "09:01")
    called = await queue.call_ticket(second.id, town.counters["1"].id, 7, clock("09:02"))
    assert (called.number, called.state, called.counter_name, called.called_by) == (
        second.number,
        TicketState.CALLED,
        "1",
        7,
    )
    assert (await call(town, "2", "09:02")).number == first.number
    await check_board(called.office_day)


async def test_a_missed_person_is_called_once_more(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    called = await call(town, "1", "09:01")
    await queue.miss(drawn.id, clock("09:03"))
    again = await queue.call_ticket(drawn.id, town.counters["2"].id, None, clock("09:10"))
    assert (again.state, again.counter_name, again.calls, again.ended_at) == (
        TicketState.CALLED,
        "2",
        1,
        None,
    )
    await check_board(called.office_day)
    await queue.arrive(drawn.id, clock("09:11"))
    assert (await queue.finish(drawn.id, clock("09:15"))).state is TicketState.FINISHED


async def test_the_first_call_is_remembered_through_all_that_follows(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    await call(town, "1", "09:01")
    await queue.call_again(drawn.id, clock("09:02"))
    await queue.miss(drawn.id, clock("09:03"))
    await queue.call_ticket(drawn.id, town.counters["1"].id, None, clock("09:10"))
    row = await Ticket.get(id=drawn.id)
    assert (row.first_called_at, row.called_at) == (clock("09:01"), clock("09:10"))


async def test_a_taken_counter_calls_nobody_chosen(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    drawn = await walk_in(town, "09:00")
    with pytest.raises(CounterTaken) as refused:
        await queue.call_ticket(drawn.id, town.counters["1"].id, None, clock("09:01"))
    assert refused.value.facts["number"] == sheet.number
    assert (await queue.sheet_of(sheet.id)).state is TicketState.SERVING


async def test_who_is_elsewhere_or_gone_is_not_called(town: Town) -> None:
    counter = town.counters["1"].id
    elsewhere = await serving(town, "2", "09:00")
    gone = await walk_in(town, "09:00")
    await queue.withdraw(gone.id, clock("09:01"))
    for ticket in (elsewhere.id, gone.id):
        with pytest.raises(WrongState):
            await queue.call_ticket(ticket, counter, None, clock("09:02"))
    waiting = await walk_in(town, "09:02")
    with pytest.raises(NotFound):
        await queue.call_ticket(waiting.id, town.counters["N1"].id, None, clock("09:03"))
    with pytest.raises(NotFound):
        await queue.call_ticket(uuid4(), counter, None, clock("09:03"))
    with pytest.raises(NotFound):
        await queue.call_ticket(waiting.id, 999_999, None, clock("09:03"))
    tuesday = local(MONDAY.replace(day=24), "09:00")
    with pytest.raises(WrongState):
        await queue.call_ticket(waiting.id, counter, None, tuesday)


async def test_a_missed_walk_in_who_comes_back_stands_at_the_end(town: Town) -> None:
    first, second = await walk_in(town, "09:00"), await walk_in(town, "09:01")
    await call(town, "1", "09:02")
    await queue.miss(first.id, clock("09:03"))
    back = await queue.bring_back(first.id, clock("09:10"))
    assert (back.number, back.state, back.drawn_at) == (
        first.number,
        TicketState.WAITING,
        clock("09:10"),
    )
    assert (await queue.status_of(first.id, clock("09:10"))).ahead == 1
    assert (await queue.status_of(second.id, clock("09:10"))).ahead == 0
    await check_board(back.office_day)


async def test_a_missed_appointment_who_comes_back_waits_like_a_walk_in(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    await call(town, "1", "09:00")
    await queue.miss(drawn.id, clock("09:05"))
    back = await queue.bring_back(drawn.id, clock("09:10"))
    assert (back.due_at, back.appointment_starts_at) == (None, appointment.starts_at)
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.ARRIVED


async def test_who_was_served_and_missed_the_next_call_goes_on_after_coming_back(
    town: Town,
) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.forward(sheet.id, clock("09:05"), counter=town.counters["2"].id)
    await call(town, "2", "09:06")
    await queue.miss(sheet.id, clock("09:08"))
    await queue.bring_back(sheet.id, clock("09:10"))
    view = await queue.queue_of(sheet.office, clock("09:10"))
    assert view.waiting[0].reason.rule is Rule.CONTINUED


async def test_only_who_was_missed_is_brought_back(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    with pytest.raises(WrongState):
        await queue.bring_back(drawn.id, clock("09:01"))
    await call(town, "1", "09:01")
    await queue.miss(drawn.id, clock("09:02"))
    with pytest.raises(WrongState) as refused:
        await queue.bring_back(drawn.id, local(MONDAY.replace(day=24), "09:00"))
    assert refused.value.facts["state"] == "past"


async def test_priority_is_given_and_taken_back(town: Town) -> None:
    await walk_in(town, "09:00")
    second = await walk_in(town, "09:01")
    for _ in range(2):
        ranked = await queue.rank(second.id, clock("09:02"), priority=True)
    assert ranked.priority
    view = await queue.queue_of(ranked.office, clock("09:02"))
    assert [(p.waiting.number, p.reason.rule) for p in view.waiting] == [
        ("B002", Rule.PRIORITY),
        ("B001", Rule.WALK_IN),
    ]
    await queue.rank(second.id, clock("09:03"), priority=False)
    assert (await queue.status_of(second.id, clock("09:03"))).ahead == 1
    events = [
        one.facts["priority"] for one in await told(ranked.office_day) if "priority" in one.facts
    ]
    assert events == [True, False], "done twice, it is done once"


async def test_an_ended_ticket_is_given_no_priority(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.finish(sheet.id, clock("09:05"))
    with pytest.raises(WrongState):
        await queue.rank(sheet.id, clock("09:06"), priority=True)
