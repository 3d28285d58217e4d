"""Calling: who comes, to whom, and when nobody does."""

from __future__ import annotations

import pytest

from termin import queue
from termin.booking import Channel
from termin.catalogue.lines import Line
from termin.errors import CounterTaken, NotFound, QueueEmpty
from termin.journal import of_day
from termin.queue import Policy, Rule, TicketState
from termin.queue.rows import Ticket
from termin.staff.rows import Account
from tests.termin.queue.hall_town import booked, call, clock, walk_in
from tests.town import MONDAY, Town, local


async def account(town: Town, clerk: str | None) -> int:
    made = await Account.create(
        login=f"login-{clerk}",
        name="?",
        password_hash="-",
        clerk_id=town.clerks[clerk].id if clerk else None,
    )
    return int(made.id)


async def test_a_due_appointment_goes_before_a_walk_in_who_came_first(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:30")
    await walk_in(town, "09:00")
    await queue.check_in(appointment.code, clock("09:20"))
    called = await call(town, "1", "09:30")
    assert (called.number, called.state, called.counter_name) == ("A001", TicketState.CALLED, "1")
    assert called.appointment == appointment.id
    assert (await call(town, "2", "09:30")).number == "B001"


async def test_an_idle_counter_takes_an_early_arrival(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "10:00")
    await queue.check_in(appointment.code, clock("09:40"))
    with pytest.raises(QueueEmpty):
        await queue.call_next(
            town.counters["1"].id, None, clock("09:41"), policy=Policy(take_early=False)
        )
    assert (await call(town, "1", "09:41")).number == "A001"


async def test_a_counter_with_somebody_is_refused_the_next(town: Town) -> None:
    await walk_in(town, "09:00")
    await walk_in(town, "09:00")
    first = await call(town, "1", "09:01")
    with pytest.raises(CounterTaken) as refused:
        await call(town, "1", "09:02")
    assert refused.value.facts["number"] == "B001"
    await queue.arrive(first.id, clock("09:02"))
    with pytest.raises(CounterTaken):
        await call(town, "1", "09:03")
    await queue.finish(first.id, clock("09:10"))
    assert (await call(town, "1", "09:10")).number == "B002"


async def test_an_empty_queue_says_so(town: Town) -> None:
    with pytest.raises(QueueEmpty) as refused:
        await call(town, "1", "09:00")
    assert refused.value.facts["waiting"] == 0


async def test_an_unknown_or_retired_counter_calls_nobody(town: Town) -> None:
    with pytest.raises(NotFound):
        await queue.call_next(999_999, None, clock("09:00"))
    counter = town.counters["1"]
    counter.retired_at = clock("08:00")
    await counter.save()
    with pytest.raises(NotFound):
        await call(town, "1", "09:00")


async def test_counters_of_one_office_do_not_call_those_of_another(town: Town) -> None:
    await walk_in(town, "09:00")
    with pytest.raises(QueueEmpty):
        await call(town, "N1", "09:00")


async def test_a_counter_calls_only_whom_it_is_equipped_for(town: Town) -> None:
    counter = town.counters["1"]
    counter.every_skill = False
    await counter.save()
    await counter.skills.add(town.skills["melde"])
    await walk_in(town, "09:00", "zulassung")
    with pytest.raises(QueueEmpty) as refused:
        await call(town, "1", "09:01")
    assert refused.value.facts["waiting"] == 1
    await walk_in(town, "09:01", "anmeldung")
    assert (await call(town, "1", "09:02")).number == "B002"
    assert (await call(town, "2", "09:02")).number == "B001"


async def test_a_clerk_calls_only_whom_they_have_learned_to_serve(town: Town) -> None:
    ben, ada, nobody = [await account(town, clerk) for clerk in ("ben", "ada", None)]
    await walk_in(town, "09:00", "zulassung")
    with pytest.raises(QueueEmpty):
        await call(town, "1", "09:01", ben)
    assert (await call(town, "1", "09:01", ada)).number == "B001"
    await walk_in(town, "09:02", "zulassung")
    assert (await call(town, "2", "09:02", nobody)).called_by == nobody


async def test_a_counter_left_open_yesterday_is_closed_by_the_first_call(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    await queue.check_in(appointment.code, clock("08:50"))
    left = await call(town, "1", "09:00")
    await queue.arrive(left.id, clock("09:01"))
    tuesday = local(MONDAY.replace(day=24), "08:00")
    with pytest.raises(QueueEmpty):
        await queue.call_next(town.counters["1"].id, None, tuesday)
    # The refusal undid all of it; with somebody to call, the day before is closed.
    assert (await queue.sheet_of(left.id)).state is TicketState.SERVING
    await draw_on(town, 24)
    called = await queue.call_next(town.counters["1"].id, None, tuesday)
    assert called.number == "B001"
    assert (await queue.sheet_of(left.id)).state is TicketState.FINISHED
    events = await of_day(left.office_day)
    finished = [event for event in events if event.kind == "ticket-finished"]
    assert finished[0].facts["minutes"] == 15  # as planned, not a whole night


async def draw_on(town: Town, day: int) -> None:
    line = Line(town.services["ausweis"].id)
    when = local(MONDAY.replace(day=day), "08:00")
    await queue.draw_number(town.offices["rathaus"].id, [line], Channel.KIOSK, when)


async def test_the_queue_shows_order_reasons_and_counters(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:10")
    for _ in range(3):
        await walk_in(town, "09:00")
    await queue.check_in(appointment.code, clock("09:05"))
    first = await call(town, "1", "09:05")
    second = await call(town, "2", "09:06")
    await queue.arrive(first.id, clock("09:07"))
    view = await queue.queue_of(town.offices["rathaus"].id, clock("09:10"))
    assert [one.number for one in view.serving] == ["B001"]
    assert [one.number for one in view.called] == ["B002"]
    assert [(p.waiting.number, p.reason.rule) for p in view.waiting] == [
        ("A001", Rule.DUE),
        ("B003", Rule.WALK_IN),
    ]
    assert set(view.outlooks) == {place.waiting.ticket for place in view.waiting}
    at = view.at(second.counter or 0)
    assert at is not None
    assert at.number == "B002"
    assert view.open_counters == 2


async def test_a_called_ticket_knows_where_to_go(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    waiting = await queue.status_of(drawn.id, clock("09:00"))
    assert (waiting.state, waiting.ahead, waiting.counter_name) == (TicketState.WAITING, 0, None)
    await call(town, "2", "09:01")
    called = await queue.status_of(drawn.id, clock("09:01"))
    assert (called.state, called.counter_name) == (TicketState.CALLED, "2")


async def test_every_ticket_called_was_planned_by_nobody_but_the_rules(town: Town) -> None:
    numbers = [(await walk_in(town, "09:00")).number for _ in range(3)]
    called = [(await call(town, counter, "09:01")).number for counter in ("3", "1", "2")]
    assert called == numbers
    assert await Ticket.filter(state=TicketState.WAITING).count() == 0
