"""What went wrong elsewhere, in systems that cities use: each is seen here not to happen.

The failures are known from public issue lists and reports of products in use.
"""

from __future__ import annotations

import pytest

from display.board import Board, Call, fold
from termin import queue
from termin.booking import By, Channel, Target, move_appointment
from termin.catalogue.lines import Line
from termin.errors import CounterTaken, OtherDay, QueueEmpty
from termin.journal import of_day
from termin.officeday import OfficeDay
from termin.offices.rows import OpeningHours
from termin.queue import TicketState
from termin.queue.rows import Ticket
from tests.termin.queue.hall_town import booked, call, check_board, clock, serving, walk_in
from tests.town import MONDAY, Town, local

TUESDAY = MONDAY.replace(day=24)


async def calls_shown(day: int) -> tuple[Call, ...]:
    """What the display shows of a day."""
    row = await OfficeDay.get(id=day)
    return fold(Board(row.office_id, row.date), await of_day(day)).calls


async def test_two_clerks_do_not_call_one_person(town: Town) -> None:
    """At once it is a race (see test_rush and tests/races/test_turns)."""
    await walk_in(town, "09:00")
    await call(town, "1", "09:01")
    with pytest.raises(QueueEmpty):
        await call(town, "2", "09:01")


async def test_a_clerk_who_presses_twice_does_not_call_two_people(town: Town) -> None:
    await walk_in(town, "09:00")
    second = await walk_in(town, "09:00")
    await call(town, "1", "09:01")
    with pytest.raises(CounterTaken):
        await call(town, "1", "09:01")
    assert (await queue.sheet_of(second.id)).state is TicketState.WAITING


async def test_a_ticket_is_not_printed_twice_with_two_numbers(town: Town) -> None:
    office, line = town.offices["rathaus"].id, Line(town.services["ausweis"].id)
    for _ in range(3):  # the answer was lost on the way to the kiosk
        drawn = await queue.draw_number(
            office, [line], Channel.KIOSK, clock("09:00"), key="Druck 1"
        )
    assert drawn.number == "B001"
    assert await Ticket.all().count() == 1


async def test_a_missed_person_can_be_recalled_and_the_display_shows_it(town: Town) -> None:
    missed = await serving_then_missed(town)
    assert await calls_shown(missed.office_day) == ()
    again = await queue.call_ticket(missed.id, town.counters["2"].id, None, clock("09:05"))
    (shown,) = await calls_shown(missed.office_day)
    assert (shown.number, shown.counter, shown.arrived) == (again.number, "2", False)
    await queue.arrive(missed.id, clock("09:06"))
    await queue.finish(missed.id, clock("09:10"))
    assert await calls_shown(missed.office_day) == ()


async def serving_then_missed(town: Town) -> queue.Sheet:
    drawn = await walk_in(town, "09:00")
    await call(town, "1", "09:01")
    return await queue.miss(drawn.id, clock("09:03"))


async def test_a_recall_to_a_counter_where_somebody_is_leaves_the_display_as_it_was(
    town: Town,
) -> None:
    missed = await serving_then_missed(town)
    other = await serving(town, "2", "09:04")
    before = await calls_shown(missed.office_day)
    with pytest.raises(CounterTaken):
        await queue.call_ticket(missed.id, town.counters["2"].id, None, clock("09:05"))
    assert await calls_shown(missed.office_day) == before
    assert [one.number for one in before] == [other.number]


async def test_a_moved_appointment_is_moved_for_the_queue_too(town: Town) -> None:
    """Elsewhere the move was confirmed and the old time stayed."""
    for day in (MONDAY, TUESDAY):
        await town.duty("1", "ada", on=day)
    appointment = await booked(town, "09:00")
    lines = ((town.services["ausweis"].id, 1, 15),)
    start = local(TUESDAY, "10:00")
    target = Target(appointment.office_id, "Europe/Berlin", start, lines, frozenset())
    await move_appointment(appointment.id, target, By.CITIZEN, local(MONDAY, "08:00"))
    with pytest.raises(OtherDay) as refused:
        await queue.check_in(appointment.code, clock("08:50"))
    assert refused.value.facts["starts_at"] == start
    drawn = await queue.check_in(appointment.code, local(TUESDAY, "09:50"))
    assert drawn.due_at == start


async def test_an_appointment_does_not_slide_down_when_its_ticket_is_changed(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:30")
    drawn = await queue.check_in(appointment.code, clock("09:10"))
    for _ in range(2):
        await walk_in(town, "09:15")
    # Elsewhere an edit gave the ticket a new time of arrival, and with it a new place.
    for priority in (True, False):
        await queue.rank(drawn.id, clock("09:20"), priority=priority)
    await queue.forward(drawn.id, clock("09:25"), counter=town.counters["1"].id)
    await queue.undo(drawn.id, clock("09:25"))
    await queue.withdraw(drawn.id, clock("09:26"))
    await queue.undo(drawn.id, clock("09:26"))
    sheet = await queue.sheet_of(drawn.id)
    assert (sheet.due_at, sheet.drawn_at) == (appointment.starts_at, clock("09:10"))
    assert (await call(town, "1", "09:30")).id == drawn.id


async def test_the_length_stays_what_was_promised_when_hours_are_deleted(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await town.book(clock("09:00"), service="pass", minutes=20)
    await OpeningHours.filter(office_id=appointment.office_id).delete()
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    assert (await queue.sheet_of(drawn.id)).minutes == 20
    (waiting,) = (await queue.queue_of(appointment.office_id, clock("08:50"))).waiting
    assert waiting.waiting.minutes == 20


async def test_nobody_is_lost_when_the_counter_they_were_sent_to_is_closed_for_good(
    town: Town,
) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.forward(sheet.id, clock("09:05"), counter=town.counters["2"].id)
    town.counters["2"].retired_at = clock("09:06")
    await town.counters["2"].save()
    view = await queue.queue_of(sheet.office, clock("09:07"))
    assert [one.waiting.number for one in view.waiting] == [sheet.number], "still to be seen"
    called = await queue.call_ticket(sheet.id, town.counters["1"].id, None, clock("09:07"))
    assert called.counter_name == "1"
    await check_board(sheet.office_day)
