"""Drawing a number: which one, for what, and when there is none."""

from __future__ import annotations

import pytest

from termin import queue
from termin.booking import Channel
from termin.catalogue.lines import Line
from termin.errors import Closed, Full, Invalid, NotFound
from termin.journal import of_day
from termin.offices.rows import Closure, OpeningHours
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
    assert first.wait == Wait(0, 5)
    for wait, planned in ((second.wait, 20), (third.wait, 40)):
        assert wait is not None
        assert wait.low < planned < wait.high


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


async def draw(
    town: Town, time: str, key: str | None = None, office: str = "rathaus"
) -> queue.Drawn:
    """Draw with a key."""
    line = Line(town.services["ausweis"].id)
    return await queue.draw_number(
        town.offices[office].id, [line], Channel.WEB, clock(time), key=key
    )


async def test_the_same_key_is_the_same_ticket(town: Town) -> None:
    first = await draw(town, "09:00", "einmal")
    again = await draw(town, "09:01", "einmal")
    assert (again.id, again.number, again.secret) == (first.id, "B001", None)
    other = await draw(town, "09:02", "zweimal")
    assert (other.number, other.secret is None) == ("B002", False)
    assert (await draw(town, "09:03", "einmal", office="nord")).secret


async def test_a_key_whose_number_was_drawn_is_not_refused_when_the_office_closes(
    town: Town,
) -> None:
    first = await draw(town, "17:59", "einmal")
    assert (await draw(town, "18:01", "einmal")).id == first.id


@pytest.mark.parametrize("key", ["", "x" * 65])
async def test_a_key_of_no_use_is_refused(town: Town, key: str) -> None:
    with pytest.raises(Invalid):
        await draw(town, "09:00", key)


async def set_office(town: Town, **values: object) -> None:
    await town.offices["rathaus"].update_from_dict(values).save()


async def turned_away(town: Town) -> list[tuple[str, str]]:
    view = await queue.queue_of(town.offices["rathaus"].id, clock("09:00"))
    events = await of_day(view.office_day)
    return [(one.facts["why"], one.facts["channel"]) for one in events if one.kind == "turned-away"]


async def test_the_contingent_ends_and_a_number_given_back_is_free_again(town: Town) -> None:
    await set_office(town, walk_in_limit=2)
    first = await walk_in(town, "09:00")
    await walk_in(town, "09:00")
    for _ in range(2):
        with pytest.raises(Full) as refused:
            await walk_in(town, "09:01")
    assert refused.value.facts["limit"] == 2
    await queue.withdraw(first.id, clock("09:02"))
    assert (await walk_in(town, "09:03")).number == "B003"
    assert await turned_away(town) == [("full", "kiosk")] * 2


async def test_appointments_and_people_sent_take_no_walk_in_number(town: Town) -> None:
    await set_office(town, walk_in_limit=1)
    await town.duty("1", "ada")
    appointment = await booked(town, "09:00")
    late = await queue.check_in(appointment.code, clock("09:20"))
    assert late.number == "B001"
    sent = await walk_in(town, "09:20", office="nord")
    await queue.send(sent.id, town.offices["rathaus"].id, clock("09:21"))
    assert (await walk_in(town, "09:22")).number == "B003"


async def test_the_last_number_is_given_some_time_before_closing(town: Town) -> None:
    await set_office(town, last_number_minutes=30)
    assert (await walk_in(town, "17:29")).number == "B001"
    with pytest.raises(Full):
        await walk_in(town, "17:30")
    with pytest.raises(Closed) as refused:
        await walk_in(town, "18:00")
    assert type(refused.value) is Closed
    assert await turned_away(town) == [("late", "kiosk"), ("closed", "kiosk")]


async def test_before_the_break_one_hears_when_it_goes_on(town: Town) -> None:
    await set_office(town, last_number_minutes=30)
    await OpeningHours.filter(office_id=town.offices["rathaus"].id).update(closes=12 * 60)
    await OpeningHours.create(
        municipality_id=town.municipality.id,
        office=town.offices["rathaus"],
        weekday=0,
        opens=14 * 60,
        closes=18 * 60,
    )
    with pytest.raises(Closed) as refused:
        await walk_in(town, "11:45")
    assert refused.value.facts["opens_at"] == clock("14:00")
    assert not isinstance(refused.value, Full)


async def test_everybody_turned_away_is_counted_with_what_they_came_for(town: Town) -> None:
    await set_office(town, walk_ins=False)
    with pytest.raises(Closed):
        await walk_in(town, "09:00", "pass")
    view = await queue.queue_of(town.offices["rathaus"].id, clock("09:00"))
    (event,) = await of_day(view.office_day)
    assert (event.kind, event.facts) == (
        "turned-away",
        {"why": "closed", "channel": "kiosk", "services": [town.services["pass"].id]},
    )
    assert not await Ticket.all().exists()


async def test_an_office_has_letters_of_its_own(town: Town) -> None:
    await set_office(town, letter_walk_ins="W", letter_appointments="T")
    await town.duty("1", "ada")
    on_time, late = await booked(town, "09:00"), await booked(town, "09:30")
    assert (await walk_in(town, "08:55")).number == "W001"
    assert (await queue.check_in(on_time.code, clock("08:50"))).number == "T001"
    assert (await queue.check_in(late.code, clock("09:50"))).number == "W002"


async def test_what_was_told_when_joining_is_kept(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    assert drawn.wait is None, "nobody serves"
    row = await Ticket.get(id=drawn.id)
    assert (row.told_low, row.told_high) == (None, None)
    await town.duty("1", "ada")
    for _ in range(2):
        drawn = await walk_in(town, "09:01", "pass")
    assert drawn.wait is not None
    row = await Ticket.get(id=drawn.id)
    assert (row.told_low, row.told_high) == (drawn.wait.low, drawn.wait.high)


async def test_priority_is_given_at_the_desk(town: Town) -> None:
    await walk_in(town, "09:00")
    drawn = await queue.draw_number(
        town.offices["rathaus"].id,
        [Line(town.services["ausweis"].id)],
        Channel.DESK,
        clock("09:01"),
        priority=True,
    )
    assert drawn.ahead == 0
    assert (await queue.sheet_of(drawn.id)).priority
