"""The moment of a step: what happens in order has times in order."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from termin import queue
from termin.booking import Channel
from termin.catalogue.lines import Line
from termin.queue import TicketState
from termin.queue.moment import MOST, later
from termin.queue.rows import Ticket
from tests.termin.queue.hall_town import call, clock, walk_in
from tests.town import Town

SECOND = timedelta(seconds=1)


async def test_who_has_the_lock_first_stands_first_though_they_came_later(town: Town) -> None:
    office, line = town.offices["rathaus"].id, Line(town.services["ausweis"].id)
    nine = clock("09:00")
    for seconds in (5, 2, 4, 1):  # as their requests came in; the lock was had in this order
        await queue.draw_number(office, [line], Channel.KIOSK, nine + seconds * SECOND)
    rows = await Ticket.all().order_by("number")
    assert [row.drawn_at for row in rows] == [nine + 5 * SECOND] * 4
    called = [(await call(town, counter, "09:01")).number for counter in ("1", "2", "3")]
    assert called == ["B001", "B002", "B003"]


async def test_nobody_is_called_before_they_came(town: Town) -> None:
    office, line = town.offices["rathaus"].id, Line(town.services["ausweis"].id)
    await queue.draw_number(office, [line], Channel.KIOSK, clock("09:00") + 2 * SECOND)
    sheet = await call(town, "1", "09:00")
    assert sheet.called_at == sheet.drawn_at == clock("09:00") + 2 * SECOND


async def test_one_wrong_clock_does_not_move_the_day(town: Town) -> None:
    await walk_in(town, "12:00")  # a machine three hours ahead
    drawn = await walk_in(town, "09:00")
    assert drawn.drawn_at == clock("09:00")
    assert drawn.state is TicketState.WAITING


@given(st.timedeltas(-2 * MOST, 2 * MOST))
def test_the_moment_is_the_later_of_two_that_are_near(ahead: timedelta) -> None:
    now = clock("09:00")
    moment = later(now, now + ahead)
    assert moment == (now + ahead if timedelta(0) < ahead < MOST else now)
    assert later(now, None) == now
