"""Taking back: everything is as before, for half a minute, unless somebody else stands there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from termin import queue
from termin.booking import By, cancel_appointment
from termin.booking.rows import Appointment, AppointmentState
from termin.catalogue.rows import ServiceAtOffice
from termin.errors import CounterTaken, TooLate, WrongState
from termin.queue import Done, Report, Sheet, Step, TicketState
from termin.queue.rows import Ticket, TicketLine
from tests.termin.queue.hall_town import (
    booked,
    call,
    check_board,
    clock,
    serving,
    told,
    walk_in,
)
from tests.town import Town

SOON = timedelta(seconds=30)
LATE = timedelta(seconds=31)

_OF_THE_STEP = {"before", "stepped_at"}


async def columns(sheet: Sheet) -> dict[str, object]:
    """How a ticket stands, without what is kept to take the last step back."""
    row = (await Ticket.filter(id=sheet.id).values())[0]
    lines = await TicketLine.filter(ticket_id=sheet.id).order_by("id").values("service_id", "done")
    return {key: row[key] for key in row.keys() - _OF_THE_STEP} | {"lines": lines}


async def end(sheet: Sheet) -> None:
    """Let somebody go, so that the next has the counter."""
    ends = {TicketState.WAITING: queue.withdraw, TicketState.CALLED: queue.miss}
    await ends.get(sheet.state, queue.finish)(sheet.id, clock("09:20"))


async def test_finished_by_mistake_stands_at_the_counter_again(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    before = await columns(sheet)
    done = await queue.finish(
        sheet.id,
        clock("09:10"),
        Report(done=(Done(town.services["pass"].id, 1),), persons=2, minutes=3),
    )
    assert (done.undo_of, done.undo_until) == (Step.FINISH, clock("09:10") + SOON)
    back = await queue.undo(sheet.id, clock("09:10") + SOON)
    assert (back.state, back.undo_of, back.undo_until) == (TicketState.SERVING, None, None)
    assert await columns(sheet) == before
    event = (await told(sheet.office_day))[-1]
    assert event.kind == "ticket-restored"
    assert (event.facts["state"], event.facts["counter_name"]) == ("serving", "1")
    await check_board(sheet.office_day)


async def test_each_step_is_taken_back_to_where_it_began(town: Town) -> None:
    counter = town.counters["2"].id
    at = clock("09:10")

    async def parked() -> Sheet:
        return await queue.park((await serving(town, "1", "09:00")).id, clock("09:01"))

    async def called() -> Sheet:
        await walk_in(town, "09:00")
        return await call(town, "1", "09:01")

    async def waiting() -> Sheet:
        return await queue.sheet_of((await walk_in(town, "09:00")).id)

    async def served() -> Sheet:
        return await serving(town, "1", "09:00")

    steps: list[tuple[Callable[[], Awaitable[Sheet]], Callable[[UUID], Awaitable[Sheet]]]] = [
        (served, lambda one: queue.finish(one, at)),
        (served, lambda one: queue.park(one, at, room="Foto")),
        (served, lambda one: queue.forward(one, at, counter=counter)),
        (called, lambda one: queue.forward(one, at, counter=counter)),
        (called, lambda one: queue.miss(one, at)),
        (parked, lambda one: queue.miss(one, at)),
        (parked, lambda one: queue.requeue(one, at)),
        (parked, lambda one: queue.finish(one, at)),
        (waiting, lambda one: queue.withdraw(one, at)),
        (waiting, lambda one: queue.forward(one, at, counter=counter)),
    ]
    for begin, step in steps:
        sheet = await begin()
        before = await columns(sheet)
        assert (await step(sheet.id)).undo_of is not None
        await queue.undo(sheet.id, at + SOON)
        assert await columns(sheet) == before
        await check_board(sheet.office_day)
        await end(sheet)


async def test_later_it_is_too_late(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.finish(sheet.id, clock("09:10"))
    with pytest.raises(TooLate) as refused:
        await queue.undo(sheet.id, clock("09:10") + LATE)
    assert refused.value.facts == {"seconds": 30}
    assert (await queue.sheet_of(sheet.id)).state is TicketState.FINISHED


async def test_somebody_else_at_the_counter_is_in_the_way(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.finish(sheet.id, clock("09:10"))
    await walk_in(town, "09:10")
    await call(town, "1", "09:10")
    with pytest.raises(CounterTaken) as refused:
        await queue.undo(sheet.id, clock("09:10") + SOON)
    assert (refused.value.facts["number"], refused.value.facts["state"]) == ("B002", "called")


async def test_what_happened_since_is_not_taken_back(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.forward(sheet.id, clock("09:10"), counter=town.counters["2"].id)
    await call(town, "2", "09:10")
    with pytest.raises(WrongState):
        await queue.undo(sheet.id, clock("09:10"))
    assert (await queue.sheet_of(sheet.id)).undo_of is None


async def test_taken_back_once_it_is_not_taken_back_again(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.finish(sheet.id, clock("09:10"))
    await queue.undo(sheet.id, clock("09:10"))
    with pytest.raises(WrongState):
        await queue.undo(sheet.id, clock("09:10"))


async def test_a_call_is_taken_back_by_a_name_of_its_own(town: Town) -> None:
    await walk_in(town, "09:00")
    sheet = await call(town, "1", "09:01")
    assert sheet.undo_of is None
    with pytest.raises(WrongState):
        await queue.undo(sheet.id, clock("09:01"))


async def test_who_was_taken_for_here_is_called_again_and_then_missed(town: Town) -> None:
    first = await walk_in(town, "09:00")
    before = await columns(await queue.sheet_of(first.id))
    await call(town, "1", "09:01")
    await queue.arrive(first.id, clock("09:02"))
    back = await queue.undo(first.id, clock("09:02"))
    assert (back.state, back.arrived_at) == (TicketState.CALLED, None)
    await check_board(back.office_day)
    undone = await queue.undo_call(first.id, clock("09:03"))
    assert await columns(undone) == before


@pytest.mark.parametrize("step", [queue.finish, queue.miss])
async def test_the_appointment_goes_back_too(town: Town, step: object) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    await call(town, "1", "09:00")
    if step is queue.finish:
        await queue.arrive(drawn.id, clock("09:01"))
    await step(drawn.id, clock("09:10"))  # type: ignore[operator]
    assert (await Appointment.get(id=appointment.id)).state is not AppointmentState.ARRIVED
    await queue.undo(drawn.id, clock("09:10"))
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.ARRIVED


async def test_who_left_by_mistake_is_checked_in_again(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    await queue.withdraw(drawn.id, clock("08:51"))
    back = await queue.undo(drawn.id, clock("08:51"))
    assert (back.state, back.due_at) == (TicketState.WAITING, appointment.starts_at)
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.ARRIVED


async def test_an_appointment_given_up_since_is_not_brought_back(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    await queue.withdraw(drawn.id, clock("08:51"))
    await cancel_appointment(appointment.id, By.CITIZEN, clock("08:51"))
    with pytest.raises(WrongState):
        await queue.undo(drawn.id, clock("08:51"))
    assert (await queue.sheet_of(drawn.id)).state is TicketState.WITHDRAWN


async def test_an_appointment_checked_in_again_has_its_new_number(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    await queue.withdraw(drawn.id, clock("08:51"))
    again = await queue.check_in(appointment.code, clock("08:51"))
    with pytest.raises(WrongState):
        await queue.undo(drawn.id, clock("08:51"))
    assert (await queue.sheet_of(again.id)).state is TicketState.WAITING


async def test_a_call_of_somebody_parked_or_missed_is_taken_back_to_that(town: Town) -> None:
    await town.duty("1", "ada")
    counter = town.counters["1"].id
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    await call(town, "1", "09:00")
    missed = await queue.miss(drawn.id, clock("09:05"))
    await queue.call_ticket(drawn.id, counter, None, clock("09:10"))
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.ARRIVED
    back = await queue.undo_call(drawn.id, clock("09:20"))
    assert (back.state, back.ended_at) == (TicketState.MISSED, missed.ended_at)
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.MISSED
    await queue.call_ticket(drawn.id, counter, None, clock("09:21"))
    await queue.arrive(drawn.id, clock("09:21"))
    parked = await queue.park(drawn.id, clock("09:25"), room="Foto")
    await queue.call_ticket(drawn.id, counter, None, clock("09:30"))
    back = await queue.undo_call(drawn.id, clock("09:31"))
    assert (back.state, back.room, back.parked_at) == (
        TicketState.PARKED,
        "Foto",
        parked.parked_at,
    )
    await check_board(back.office_day)


async def test_a_call_repeated_and_a_miss_undone_can_still_be_taken_back(town: Town) -> None:
    first = await walk_in(town, "09:00")
    before = await columns(await queue.sheet_of(first.id))
    await call(town, "1", "09:01")
    await queue.call_again(first.id, clock("09:02"))
    await queue.miss(first.id, clock("09:03"))
    await queue.undo(first.id, clock("09:03"))
    assert (await queue.sheet_of(first.id)).calls == 2
    undone = await queue.undo_call(first.id, clock("09:04"))
    assert (undone.state, undone.calls) == (TicketState.WAITING, 0)
    assert await columns(undone) == before  # also that it was never called before


async def test_priority_given_since_stays(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.park(sheet.id, clock("09:05"))
    await queue.rank(sheet.id, clock("09:05"), priority=True)
    back = await queue.undo(sheet.id, clock("09:05"))
    assert (back.state, back.priority) == (TicketState.SERVING, True)


async def test_going_on_to_a_station_is_taken_back_like_an_end(town: Town) -> None:
    town.counters["3"].area = "Kasse"
    await town.counters["3"].save()
    await ServiceAtOffice.filter(service_id=town.services["ausweis"].id).update(stations=["Kasse"])
    sheet = await serving(town, "1", "09:00")
    before = await columns(sheet)
    on = await queue.finish(sheet.id, clock("09:10"))
    assert (on.state, on.undo_of) == (TicketState.WAITING, Step.FINISH)
    await queue.undo(sheet.id, clock("09:10"))
    assert await columns(sheet) == before
