"""Sending on inside an office: to a counter, to an area, and along the stations of a service."""

from __future__ import annotations

import pytest

from termin import queue
from termin.booking.rows import Appointment, AppointmentState
from termin.catalogue.rows import ServiceAtOffice
from termin.errors import Invalid, QueueEmpty
from termin.offices.rows import Counter
from termin.queue import Done, Report, Rule, Sheet, TicketState
from termin.queue.rows import Ticket
from termin.queue.stations import joined
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


async def cash_desk(town: Town, counter: str = "3", area: str = "Kasse") -> Counter:
    """Make a counter one of an area, which calls only those sent to it."""
    row = town.counters[counter]
    row.area, row.takes_new = area, False
    await row.save()
    return row


async def lead(town: Town, service: str, *stations: str) -> None:
    """Let a service lead on to these stations."""
    await ServiceAtOffice.filter(
        service_id=town.services[service].id, office_id=town.offices["rathaus"].id
    ).update(stations=list(stations))


async def test_who_is_sent_to_a_counter_is_called_by_that_one_only(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    sent = await queue.forward(sheet.id, clock("09:05"), counter=town.counters["2"].id)
    assert (sent.state, sent.for_counter, sent.counter) == (
        TicketState.WAITING,
        town.counters["2"].id,
        None,
    )
    await walk_in(town, "09:05")
    assert (await call(town, "1", "09:06")).number == "B002"
    assert (await call(town, "2", "09:06")).number == "B001"
    event = next(one for one in await told(sheet.office_day) if one.kind == "ticket-forwarded")
    assert (event.facts["counter"], event.facts["office"]) == (town.counters["2"].id, None)
    await check_board(sheet.office_day)


async def test_who_is_sent_to_an_area_is_called_by_any_of_its_counters(town: Town) -> None:
    await cash_desk(town)
    sheet = await serving(town, "1", "09:00", "zulassung")
    sent = await queue.forward(sheet.id, clock("09:05"), area="Kasse")
    assert (sent.area, sent.for_counter) == ("Kasse", None)
    with pytest.raises(QueueEmpty):
        await call(town, "1", "09:06")
    assert (await call(town, "3", "09:06")).number == "B001"


async def test_who_was_served_goes_on_first_and_who_was_not_keeps_the_place(town: Town) -> None:
    await cash_desk(town, "3", "Kasse")
    first, second = await walk_in(town, "09:00"), await walk_in(town, "09:01")
    served = await serving(town, "1", "09:02")
    assert served.number == "B001"
    third = await walk_in(town, "09:03")
    await queue.forward(third.id, clock("09:04"), area="Kasse")
    await queue.forward(second.id, clock("09:05"), area="Kasse")
    await queue.forward(first.id, clock("09:06"), area="Kasse")
    view = await queue.queue_of(served.office, clock("09:06"))
    at_desk = [(p.waiting.number, p.reason.rule) for p in view.waiting if p.waiting.area]
    assert at_desk == [
        ("B001", Rule.CONTINUED),
        ("B002", Rule.WALK_IN),
        (third.number, Rule.WALK_IN),
    ]


async def test_the_minutes_at_both_counters_add_up_and_the_way_between_does_not(
    town: Town,
) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.forward(sheet.id, clock("09:05"), counter=town.counters["2"].id)
    await call(town, "2", "09:20")
    await queue.arrive(sheet.id, clock("09:21"))
    assert (await queue.finish(sheet.id, clock("09:25"))).served_minutes == 9


@pytest.mark.parametrize("where", ["none", "both", "unknown", "nord", "retired", "area"])
async def test_a_place_that_is_none_is_refused_and_nothing_changes(town: Town, where: str) -> None:
    sheet = await serving(town, "1", "09:00")
    await cash_desk(town)
    retired = await Counter.create(
        municipality=town.municipality,
        office=town.offices["rathaus"],
        name="alt",
        retired_at=clock("08:00"),
    )
    area, counter = {
        "none": ("", None),
        "both": ("Kasse", town.counters["2"].id),
        "unknown": ("", 999_999),
        "nord": ("", town.counters["N1"].id),
        "retired": ("", retired.id),
        "area": ("Standesamt", None),
    }[where]
    with pytest.raises(Invalid) as refused:
        await queue.forward(sheet.id, clock("09:05"), area=area, counter=counter)
    assert refused.value.fields
    assert (await queue.sheet_of(sheet.id)).state is TicketState.SERVING
    await check_board(sheet.office_day)


async def test_a_service_leads_along_its_stations(town: Town) -> None:
    await cash_desk(town)
    await lead(town, "zulassung", "Kasse")
    sheet = await serving(town, "1", "09:00", "zulassung")
    assert sheet.stations == ("Kasse",)
    on = await queue.finish(sheet.id, clock("09:20"))
    assert (on.state, on.area, on.stations, on.counter, on.arrived_at) == (
        TicketState.WAITING,
        "Kasse",
        (),
        None,
        None,
    )
    await walk_in(town, "09:20")
    view = await queue.queue_of(on.office, clock("09:21"))
    assert view.waiting[0].reason.rule is Rule.CONTINUED
    await call(town, "3", "09:25")
    await queue.arrive(sheet.id, clock("09:26"))
    done = await queue.finish(sheet.id, clock("09:28"))
    assert (done.state, done.served_minutes) == (TicketState.FINISHED, 22)
    await check_board(sheet.office_day)


async def test_an_appointment_is_kept_only_at_the_last_station(town: Town) -> None:
    await town.duty("1", "ada")
    await cash_desk(town)
    await lead(town, "ausweis", "Kasse")
    appointment = await booked(town, "09:00")
    drawn = await queue.check_in(appointment.code, clock("08:50"))
    for counter, state in (("1", AppointmentState.ARRIVED), ("3", AppointmentState.KEPT)):
        await call(town, counter, "09:00")
        await queue.arrive(drawn.id, clock("09:01"))
        await queue.finish(drawn.id, clock("09:10"))
        assert (await Appointment.get(id=appointment.id)).state is state


async def test_what_was_told_at_one_station_stays_told_at_the_next(town: Town) -> None:
    await cash_desk(town)
    await lead(town, "ausweis", "Kasse")
    sheet = await serving(town, "1", "09:00")
    told = (
        Done(town.services["ausweis"].id, 1),
        Done(town.services["pass"].id, 2),
        Done(town.services["anmeldung"].id, 0, "other-office"),
    )
    on = await queue.finish(sheet.id, clock("09:10"), Report(told, persons=3))
    await call(town, "3", "09:11")
    await queue.arrive(sheet.id, clock("09:11"))
    # The form of the second counter begins with what the first told.
    again = tuple(Done(one.service, one.done or 0, one.because) for one in on.lines)
    done = await queue.finish(sheet.id, clock("09:13"), Report(again, persons=on.persons))
    assert done.lines == on.lines
    assert (done.persons, done.served_minutes) == (3, 12)


async def test_a_station_without_a_counter_keeps_nobody_waiting(town: Town) -> None:
    await lead(town, "ausweis", "Kasse")
    sheet = await serving(town, "1", "09:00")
    assert (await queue.finish(sheet.id, clock("09:10"))).state is TicketState.FINISHED


async def test_who_was_sent_to_a_station_by_hand_is_not_sent_there_again(town: Town) -> None:
    desk = await cash_desk(town)
    await lead(town, "ausweis", "Kasse")
    for area, counter in (("Kasse", None), ("", desk.id)):
        sheet = await serving(town, "1", "09:00")
        sent = await queue.forward(sheet.id, clock("09:05"), area=area, counter=counter)
        assert sent.stations == ()
        await call(town, "3", "09:06")
        await queue.arrive(sheet.id, clock("09:06"))
        assert (await queue.finish(sheet.id, clock("09:08"))).state is TicketState.FINISHED


async def test_a_parked_person_with_a_station_left_goes_on_to_it(town: Town) -> None:
    await cash_desk(town)
    await lead(town, "ausweis", "Kasse")
    sheet = await serving(town, "1", "09:00")
    await queue.park(sheet.id, clock("09:05"))
    on = await queue.finish(sheet.id, clock("09:15"))
    assert (on.state, on.area, on.served_minutes) == (TicketState.WAITING, "Kasse", 5)
    assert (await Ticket.get(id=sheet.id)).parked_minutes == 10


def test_stations_of_several_services_are_one_way() -> None:
    assert joined([["Kasse", "Ausgabe"], [], ["Foto", "Kasse"]]) == ["Kasse", "Ausgabe", "Foto"]


async def test_a_forwarded_person_called_by_mistake_waits_there_again(town: Town) -> None:
    await cash_desk(town)
    sheet = await serving(town, "1", "09:00")
    await queue.forward(sheet.id, clock("09:05"), area="Kasse")
    await call(town, "3", "09:06")
    undone: Sheet = await queue.undo_call(sheet.id, clock("09:07"))
    assert (undone.state, undone.area) == (TicketState.WAITING, "Kasse")
    view = await queue.queue_of(sheet.office, clock("09:07"))
    assert view.waiting[0].reason.rule is Rule.CONTINUED
