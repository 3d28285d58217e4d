"""What happens between the call and the end, and what everybody is told of it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from termin import queue
from termin.booking.rows import Appointment, AppointmentState
from termin.errors import NotFound, WrongState
from termin.events import Recorded
from termin.journal import of_day
from termin.queue import TicketState, Wait
from tests.termin.queue.hall_town import booked, call, clock, walk_in
from tests.town import MONDAY, Town, local


async def events(sheet: queue.Sheet) -> tuple[Recorded, ...]:
    return await of_day(sheet.office_day)


async def kinds(sheet: queue.Sheet) -> list[str]:
    return [event.kind for event in await events(sheet) if event.kind.startswith("ticket")]


async def test_a_whole_visit_leaves_its_trace(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    called = await call(town, "1", "09:05")
    again = await queue.call_again(drawn.id, clock("09:06"))
    assert (again.calls, again.called_at) == (2, clock("09:06"))
    arrived = await queue.arrive(drawn.id, clock("09:07"))
    assert arrived.state is TicketState.SERVING
    done = await queue.finish(drawn.id, clock("09:19"))
    assert (done.state, done.ended_at) == (TicketState.FINISHED, clock("09:19"))
    assert await kinds(called) == [
        "ticket-drawn",
        "ticket-called",
        "ticket-recalled",
        "ticket-arrived",
        "ticket-finished",
    ]
    finished = [event for event in await events(called) if event.kind == "ticket-finished"]
    assert finished[0].facts["minutes"] == 12


async def test_an_appointment_is_kept_when_its_ticket_is_finished(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    await call(town, "1", "09:00")
    await queue.arrive(drawn.id, clock("09:01"))
    await queue.finish(drawn.id, clock("09:10"))
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.KEPT


async def test_a_call_taken_back_leaves_the_person_at_their_old_place(town: Town) -> None:
    first = await walk_in(town, "09:00")
    await walk_in(town, "09:01")
    await call(town, "1", "09:05")
    undone = await queue.undo_call(first.id, clock("09:05"))
    assert (undone.state, undone.counter, undone.calls) == (TicketState.WAITING, None, 0)
    assert (await queue.status_of(first.id, clock("09:06"))).ahead == 0
    assert (await call(town, "2", "09:06")).number == "B001"


async def test_a_called_ticket_cannot_be_withdrawn(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    called = await call(town, "1", "09:05")
    before = await events(called)
    with pytest.raises(WrongState):
        await queue.withdraw(drawn.id, clock("09:06"))
    assert await events(called) == before
    assert (await queue.sheet_of(drawn.id)).state is TicketState.CALLED


async def test_who_leaves_makes_room(town: Town) -> None:
    first = await walk_in(town, "09:00")
    second = await walk_in(town, "09:01")
    await queue.withdraw(first.id, clock("09:02"))
    assert (await queue.status_of(second.id, clock("09:02"))).ahead == 0


@pytest.mark.parametrize("move", [queue.arrive, queue.miss, queue.finish, queue.withdraw])
async def test_an_unknown_ticket_is_not_found(town: Town, move: object) -> None:
    with pytest.raises(NotFound):
        await move(uuid4(), clock("09:00"))  # type: ignore[operator]


async def test_the_public_wait_is_told_only_when_it_changes(town: Town) -> None:
    await town.duty("1", "ada")
    office = town.offices["rathaus"].id
    for _ in range(3):
        await walk_in(town, "09:00", "pass")
    day = (await queue.queue_of(office, clock("09:00"))).office_day
    told = [
        (event.facts["low"], event.facts["high"])
        for event in await of_day(day)
        if event.kind == "wait-changed"
    ]
    assert len(told) == 3
    assert told == sorted(set(told))
    said = await queue.said_wait(day)
    assert said == Wait(*told[-1])
    count = len(await of_day(day))
    assert await queue.refresh_wait(office, clock("09:00")) == said
    assert len(await of_day(day)) == count


async def test_the_wait_is_told_again_when_the_last_duty_ends(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "10:00"))
    office = town.offices["rathaus"].id
    await walk_in(town, "09:59", "pass")
    assert await queue.refresh_wait(office, clock("10:00")) is None
    day = (await queue.queue_of(office, clock("10:00"))).office_day
    assert await queue.said_wait(day) is None
    assert (await of_day(day))[-1].facts == {"low": None, "high": None}


async def test_waits_are_told_anew_wherever_somebody_serves_or_waits_today(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "10:00"))
    await town.duty("N1", "dora", hours=("08:00", "10:00"))
    assert await queue.refresh_waits(clock("09:00")) == 2
    offices = [town.offices[name].id for name in ("rathaus", "nord")]
    days = [(await queue.queue_of(office, clock("09:00"))).office_day for office in offices]
    assert [await queue.said_wait(day) for day in days] == [Wait(0, 5), Wait(0, 5)]
    assert await queue.refresh_waits(clock("10:00")) == 2
    assert [await queue.said_wait(day) for day in days] == [None, None]
    assert await queue.refresh_waits(local(MONDAY.replace(day=24), "09:00")) == 0
