"""Drawing a number: which one, for what, and when there is none."""

from __future__ import annotations

import pytest

from termin import queue
from termin.booking import Channel
from termin.catalogue.lines import Line
from termin.errors import Closed, Invalid, NotFound
from termin.journal import of_day
from termin.offices.rows import Closure
from termin.queue import Wait
from termin.queue.rows import Ticket
from termin.tokens import matches
from tests.termin.queue.hall_town import booked, clock, walk_in
from tests.town import MONDAY, ZONE, Town, local


async def test_numbers_count_up_from_one_at_each_office(town: Town) -> None:
    numbers = [(await walk_in(town, "09:00")).number for _ in range(3)]
    assert numbers == ["B001", "B002", "B003"]
    assert (await walk_in(town, "09:00", office="nord")).number == "B001"


async def test_the_next_day_begins_anew(town: Town) -> None:
    await walk_in(town, "09:00")
    tuesday = local(MONDAY.replace(day=24), "09:00")
    line = Line(town.services["ausweis"].id)
    drawn = await queue.draw_number(town.offices["rathaus"].id, [line], Channel.KIOSK, tuesday)
    assert drawn.number == "B001"


async def test_the_secret_is_told_once_and_kept_as_a_hash(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    row = await Ticket.get(id=drawn.id)
    assert drawn.secret is not None
    assert row.secret_hash != drawn.secret
    assert matches(drawn.secret, row.secret_hash)


async def test_the_minutes_of_the_office_are_planned(town: Town) -> None:
    drawn = await walk_in(town, "09:00", "pass", count=3)
    assert (await queue.sheet_of(drawn.id)).minutes == 60


async def test_who_draws_hears_how_many_come_first_and_how_long_it_may_take(town: Town) -> None:
    await town.duty("1", "ada")
    first, second, third = [await walk_in(town, "09:00", "pass") for _ in range(3)]
    assert [one.ahead for one in (first, second, third)] == [0, 1, 2]
    assert [one.wait for one in (first, second, third)] == [Wait(0, 5), Wait(10, 35), Wait(20, 65)]


async def test_a_drawn_number_is_an_event_without_anything_personal(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    row = await Ticket.get(id=drawn.id)
    (event, *_) = await of_day(row.office_day_id)
    assert event.kind == "ticket-drawn"
    assert event.facts == {
        "ticket": str(drawn.id),
        "number": "B001",
        "appointment": None,
        "channel": "kiosk",
    }


@pytest.mark.parametrize(("time", "opens"), [("07:29", "08:00"), ("18:00", None), ("23:00", None)])
async def test_a_closed_office_gives_no_number_and_says_when_it_opens(
    town: Town, time: str, opens: str | None
) -> None:
    with pytest.raises(Closed) as refused:
        await walk_in(town, time)
    assert refused.value.facts["opens_at"] == (clock(opens) if opens else None)


async def test_numbers_are_given_a_little_before_opening(town: Town) -> None:
    assert (await walk_in(town, "07:30")).number == "B001"


async def test_on_a_closed_day_there_is_no_number(town: Town) -> None:
    await Closure.create(
        municipality=town.municipality,
        office=town.offices["rathaus"],
        starts_at=local(MONDAY, "00:00"),
        ends_at=local(MONDAY.replace(day=24), "00:00"),
        reason="Betriebsausflug",
    )
    with pytest.raises(Closed):
        await walk_in(town, "09:00")
    assert (await walk_in(town, "09:00", office="nord")).number == "B001"


async def test_an_office_may_serve_appointments_only(town: Town) -> None:
    office = town.offices["rathaus"]
    office.walk_ins = False
    await office.save()
    with pytest.raises(Closed):
        await walk_in(town, "09:00")
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    assert (await queue.check_in(appointment.code, clock("08:50"))).number == "A001"


async def test_what_the_office_does_not_do_is_refused(town: Town) -> None:
    office, ausweis = town.offices["rathaus"].id, town.services["ausweis"].id
    for lines in ([], [Line(999_999)], [Line(ausweis, 6)], [Line(ausweis, 0)]):
        with pytest.raises(Invalid):
            await queue.draw_number(office, lines, Channel.KIOSK, clock("09:00"))
    with pytest.raises(NotFound):
        await queue.draw_number(999_999, [Line(ausweis)], Channel.KIOSK, clock("09:00"))


async def test_a_refused_draw_uses_up_no_number(town: Town) -> None:
    with pytest.raises(Invalid):
        await walk_in(town, "09:00", count=9)
    assert (await walk_in(town, "09:00")).number == "B001"


async def test_midnight_of_the_office_begins_the_day(town: Town) -> None:
    drawn = await walk_in(town, "08:00")
    day = await Ticket.get(id=drawn.id).select_related("office_day")
    assert day.office_day.date == clock("08:00").astimezone(ZONE).date()
