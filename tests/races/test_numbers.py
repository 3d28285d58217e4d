"""Many draw at once: one wish is one number, and the contingent is what it is."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from tortoise.exceptions import IntegrityError

from termin import queue
from termin.booking import Channel
from termin.booking.rows import Appointment, AppointmentState
from termin.catalogue.lines import Line
from termin.errors import Full
from termin.journal import of_day
from termin.queue.rows import Ticket
from tests.races.unlocked import Deed, at_once, unlock
from tests.termin.queue.hall_town import clock
from tests.town import Town

pytestmark = pytest.mark.races

draws = import_module("termin.queue.draw")
NINE = clock("09:00")
PEOPLE = 12
LIMIT = 5


def draw(town: Town, key: str | None = None, seconds: int = 0) -> Deed:
    """Somebody draws; their request was sent so many seconds after nine."""
    line = Line(town.services["ausweis"].id)
    now = NINE + timedelta(seconds=seconds)
    return queue.draw_number(town.offices["rathaus"].id, [line], Channel.WEB, now, key=key)


async def set_limit(town: Town) -> None:
    town.offices["rathaus"].walk_in_limit = LIMIT
    await town.offices["rathaus"].save()


async def test_one_wish_sent_many_times_is_one_number(town: Town) -> None:
    drawn, clashes = await at_once(*(draw(town, "ein Wunsch") for _ in range(PEOPLE)))
    assert (len(drawn), clashes) == (PEOPLE, [])
    assert {one.number for one in drawn} == {"B001"}
    assert sum(one.secret is not None for one in drawn) == 1
    assert await Ticket.all().count() == 1


async def test_without_the_lock_one_wish_clashes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock(monkeypatch, draws)
    _, clashes = await at_once(draw(town, "ein Wunsch"), draw(town, "ein Wunsch"))
    assert [type(one) for one in clashes] == [IntegrityError]


async def test_no_more_numbers_are_given_than_there_are_and_the_others_are_counted(
    town: Town,
) -> None:
    await set_limit(town)
    drawn, clashes = await at_once(*(draw(town) for _ in range(PEOPLE)))
    assert len(drawn) == LIMIT
    assert {type(one) for one in clashes} == {Full}
    day = (await Ticket.all().first()).office_day_id  # type: ignore[union-attr]
    counted = [one for one in await of_day(day) if one.kind == "turned-away"]
    assert len(counted) == PEOPLE - LIMIT


async def test_without_the_lock_more_are_given(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_limit(town)
    crowd = LIMIT + 3
    unlock(monkeypatch, draws, crowd)
    drawn, _ = await at_once(*(draw(town) for _ in range(crowd)))
    assert len(drawn) > LIMIT


async def test_in_a_rush_the_numbers_stand_in_their_own_order(town: Town) -> None:
    """Whoever had the lock first has the smaller number, and never a later place in line."""
    await at_once(*(draw(town, seconds=(7 * n) % PEOPLE) for n in range(PEOPLE)))
    rows = await Ticket.all().order_by("number")
    times = [row.drawn_at for row in rows]
    assert times == sorted(times)
    view = await queue.queue_of(town.offices["rathaus"].id, clock("09:01"))
    numbers = [place.waiting.number for place in view.waiting]
    assert numbers == sorted(numbers)


async def test_without_the_moment_of_the_lock_some_stand_before_smaller_numbers(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def as_sent(_day: object, now: object) -> object:
        return now

    monkeypatch.setattr(draws, "moment_of", as_sent)
    for seconds in (5, 3, 4):  # requests of a rush, in the order in which they had the lock
        await draw(town, seconds=seconds)
    view = await queue.queue_of(town.offices["rathaus"].id, clock("09:01"))
    assert [place.waiting.number for place in view.waiting] == ["B002", "B003", "B001"]


async def test_an_appointment_given_back_twice_at_once_is_one_number(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await town.book(clock("11:00"))
    drawn, _ = await at_once(
        *(queue.draw_instead(appointment.code, Channel.KIOSK, NINE) for _ in range(4))
    )
    assert len({one.id for one in drawn}) == 1
    assert await Ticket.all().count() == 1
    ticket = await Ticket.get()
    assert ticket.state is queue.TicketState.WAITING
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.CANCELLED
