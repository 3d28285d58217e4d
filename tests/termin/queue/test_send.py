"""Sending to another office: a number of its own there, and nothing lost on the way."""

from __future__ import annotations

import pytest

from termin import queue
from termin.booking.rows import Appointment, AppointmentState
from termin.capacity.rows import Claim
from termin.catalogue.rows import ServiceAtOffice
from termin.errors import Closed, Invalid, NotFound, OtherOffice, WrongState
from termin.journal import of_day
from termin.offices.rows import OpeningHours
from termin.queue import TicketState
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
from tests.town import MONDAY, Town, build_town, local


async def test_who_is_sent_has_a_number_there_and_none_here(town: Town) -> None:
    nord = town.offices["nord"]
    await walk_in(town, "08:30", office="nord")
    sheet = await serving(town, "1", "09:00", "pass")
    await queue.rank(sheet.id, clock("09:01"), priority=True)
    drawn = await queue.send(sheet.id, nord.id, clock("09:05"))
    assert (drawn.office, drawn.number, drawn.state) == (nord.id, "B002", TicketState.WAITING)
    assert drawn.secret
    here, there = await queue.sheet_of(sheet.id), await queue.sheet_of(drawn.id)
    assert (here.state, here.served_minutes, here.steps) == (TicketState.FORWARDED, 5, ())
    assert [(line.name, line.minutes) for line in there.lines] == [("Pass", 20)]
    assert there.priority
    row = await Ticket.get(id=drawn.id)
    assert (row.forwarded_from_id, row.drawn_at, row.came_at) == (
        sheet.id,
        clock("09:00"),  # the time waited here counts there
        clock("09:05"),
    )
    event = (await told(here.office_day))[-1]
    assert (event.kind, event.facts["office"]) == ("ticket-forwarded", nord.id)
    for one in (here, there):
        await check_board(one.office_day)
    assert (await call(town, "N1", "09:06")).number == "B002"


async def test_the_appointment_goes_along_and_is_kept_there(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:30")
    claims = await Claim.all().values()
    drawn = await queue.check_in(appointment.code, clock("09:10"))
    sent = await queue.send(drawn.id, town.offices["nord"].id, clock("09:15"))
    assert (sent.number, sent.due_at) == ("A001", appointment.starts_at)
    await call(town, "N1", "09:30")
    await queue.arrive(sent.id, clock("09:31"))
    done = await queue.finish(sent.id, clock("09:40"))
    assert done.appointment == appointment.id
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.KEPT
    assert await Claim.all().values() == claims


async def test_who_was_sent_with_an_appointment_is_expected_where_they_were_sent(
    town: Town,
) -> None:
    await town.duty("1", "ada")
    rathaus, nord = town.offices["rathaus"].id, town.offices["nord"].id
    appointment = await booked(town, "09:30")
    drawn = await queue.check_in(appointment.code, clock("09:10"), at_office=rathaus)
    sent = await queue.send(drawn.id, nord, clock("09:15"))
    again = await queue.check_in(appointment.code, clock("09:20"), at_office=nord)
    assert (again.id, again.secret) == (sent.id, None)
    with pytest.raises(OtherOffice) as refused:
        await queue.check_in(appointment.code, clock("09:20"), at_office=rathaus)
    assert refused.value.facts["office"] == str(nord)


async def test_who_leaves_there_is_booked_as_before(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await booked(town, "09:30")
    drawn = await queue.check_in(appointment.code, clock("09:10"))
    sent = await queue.send(drawn.id, town.offices["nord"].id, clock("09:15"))
    await queue.withdraw(sent.id, clock("09:16"))
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.BOOKED
    assert (await queue.check_in(appointment.code, clock("09:17"))).number == "A002"


async def test_a_place_that_is_none_is_refused(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    elsewhere = await build_town("anderstadt")
    for office in (999_999, elsewhere.offices["rathaus"].id):
        with pytest.raises(NotFound):
            await queue.send(sheet.id, office, clock("09:05"))
    with pytest.raises(Invalid):
        await queue.send(sheet.id, sheet.office, clock("09:05"))
    await ServiceAtOffice.filter(office_id=town.offices["nord"].id).delete()
    with pytest.raises(Invalid):
        await queue.send(sheet.id, town.offices["nord"].id, clock("09:05"))
    assert (await queue.sheet_of(sheet.id)).state is TicketState.SERVING


async def test_nobody_is_sent_to_a_closed_door(town: Town) -> None:
    nord = town.offices["nord"]
    await OpeningHours.filter(office_id=nord.id).delete()
    sheet = await serving(town, "1", "09:00")
    before = len(await of_day(sheet.office_day))
    with pytest.raises(Closed):
        await queue.send(sheet.id, nord.id, clock("09:05"))
    assert len(await of_day(sheet.office_day)) == before


async def test_a_full_office_takes_who_is_sent(town: Town) -> None:
    nord = town.offices["nord"]
    nord.walk_in_limit = 0
    await nord.save()
    sheet = await serving(town, "1", "09:00")
    assert (await queue.send(sheet.id, nord.id, clock("09:05"))).number == "B001"


async def test_yesterdays_number_is_not_sent(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    with pytest.raises(WrongState):
        await queue.send(drawn.id, town.offices["nord"].id, local(MONDAY.replace(day=24), "09:00"))
