"""The end of the day: nobody is left behind as still to come, and no mail says so."""

from __future__ import annotations

from datetime import timedelta

from termin import queue
from termin.booking.rows import Appointment, AppointmentState
from termin.journal import of_day
from termin.messages import Message
from termin.queue import TicketState
from termin.queue.rows import Alarm, Pause, Ticket
from tests.outbox import take_up_all
from tests.termin.queue.hall_town import (
    booked,
    call,
    check_board,
    clock,
    serving,
    walk_in,
)
from tests.town import MONDAY, Town, local

EVENING = clock("23:59")
NIGHT = local(MONDAY.replace(day=24), "00:05")


async def test_an_appointment_nobody_came_for_is_missed_when_its_day_is_over(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await town.book(clock("09:00"), email="a@example.org")
    assert await queue.close_days(EVENING) == 0
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.BOOKED
    assert await queue.close_days(NIGHT) == 1
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.MISSED
    events = await of_day(appointment.office_day_id)
    assert [one.facts for one in events if one.kind == "appointment-missed"] == [
        {"appointment": str(appointment.id)}
    ]
    assert await queue.close_days(NIGHT) == 0
    assert len(await of_day(appointment.office_day_id)) == len(events)


async def test_no_mail_reproaches_anybody(town: Town) -> None:
    await town.duty("1", "ada")
    await town.book(clock("09:00"), email="a@example.org")
    await take_up_all(NIGHT)
    before = await Message.all().count()
    assert before == 1
    await queue.close_days(NIGHT)
    await take_up_all(NIGHT + timedelta(hours=1))
    assert await Message.all().count() == before


async def test_who_is_still_in_the_house_is_let_go(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    served, parked = await serving(town, "1", "09:00"), await serving(town, "2", "09:00")
    await queue.park(parked.id, clock("09:04"))
    called = await walk_in(town, "09:05")
    await call(town, "2", "09:05")
    waiting = await walk_in(town, "09:06")
    checked_in = await queue.check_in(appointment.code, clock("08:50"))
    assert await queue.close_days(NIGHT) == 1
    ends = {
        served.id: TicketState.FINISHED,
        parked.id: TicketState.FINISHED,
        called.id: TicketState.MISSED,
        waiting.id: TicketState.WITHDRAWN,
        checked_in.id: TicketState.WITHDRAWN,
    }
    rows = {row.id: row for row in await Ticket.all()}
    assert {ticket: row.state for ticket, row in rows.items()} == ends
    assert rows[served.id].served_minutes == 15, "as planned, not half the night"
    assert rows[parked.id].served_minutes == 4
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.MISSED
    assert (await queue.sheet_of(served.id)).undo_of is None
    await check_board(served.office_day)


async def test_pauses_and_alarms_end_too(town: Town) -> None:
    office = town.offices["rathaus"].id
    await queue.pause(town.counters["1"].id, None, clock("17:50"), clock("17:45"))
    await queue.raise_alarm(office, clock("17:50"), place="Empfang", counter=None, account=None)
    assert await queue.close_days(NIGHT) == 1
    assert (await Pause.all().first()).ended_at == clock("17:50")  # type: ignore[union-attr]
    assert await queue.alarms_of(office) == ()
    assert await Alarm.filter(ended_at=NIGHT).count() == 1


async def test_who_was_sent_elsewhere_is_let_go_there(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    sent = await queue.send(drawn.id, town.offices["nord"].id, clock("08:55"))
    assert await queue.close_days(NIGHT) == 2
    assert (await queue.sheet_of(sent.id)).state is TicketState.WITHDRAWN
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.MISSED


async def test_a_day_goes_by_the_time_of_its_office(town: Town) -> None:
    nord = town.offices["nord"]
    nord.time_zone = "Atlantic/Azores"  # an hour behind UTC
    await nord.save()
    await walk_in(town, "10:30", office="nord")
    assert await queue.close_days(NIGHT) == 0
    assert await queue.close_days(NIGHT + timedelta(hours=3)) == 1
