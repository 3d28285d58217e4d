"""The small town on a Monday morning, for tests of the queue."""

from __future__ import annotations

from datetime import datetime

from display.board import Board, fold
from termin import queue
from termin.booking import Channel
from termin.booking.rows import Appointment
from termin.catalogue.lines import Line
from termin.events import Recorded
from termin.journal import of_day
from termin.officeday import OfficeDay
from termin.queue import Drawn, Sheet, TicketState
from termin.queue.rows import Ticket
from termin.queue.states import AT_COUNTER
from tests.town import MONDAY, Town, local


def clock(time: str) -> datetime:
    """Monday at this time in Berlin."""
    return local(MONDAY, time)


async def walk_in(
    town: Town, time: str, service: str = "ausweis", office: str = "rathaus", count: int = 1
) -> Drawn:
    """Somebody draws a number."""
    line = Line(town.services[service].id, count)
    return await queue.draw_number(town.offices[office].id, [line], Channel.KIOSK, clock(time))


async def call(town: Town, counter: str, time: str, account: int | None = None) -> Sheet:
    """A counter calls the next."""
    return await queue.call_next(town.counters[counter].id, account, clock(time))


async def booked(town: Town, start: str, service: str = "ausweis") -> Appointment:
    """Somebody has an appointment at the Rathaus, which needs a published duty."""
    return await town.book(clock(start), service=service)


async def serving(town: Town, counter: str, time: str, service: str = "ausweis") -> Sheet:
    """Somebody walks in, is called at once, and is at the counter."""
    await walk_in(town, time, service)
    sheet = await call(town, counter, time)
    return await queue.arrive(sheet.id, clock(time))


async def told(day: int) -> list[Recorded]:
    """What the journal says of the queue's people on a day, in order."""
    return [event for event in await of_day(day) if event.kind.startswith("ticket-")]


async def check_board(day: int) -> None:
    """See that the board, which knows only events, shows what the rows say."""
    row = await OfficeDay.get(id=day)
    board = fold(Board(row.office_id, row.date), await of_day(day))
    tickets = await Ticket.filter(office_day_id=day)
    at_counters = {
        (str(one.id), one.counter_id, one.called_at, one.state is TicketState.SERVING)
        for one in tickets
        if one.state in AT_COUNTER
    }
    shown = {(one.ticket, one.counter_id, one.since, one.arrived) for one in board.calls}
    assert shown == at_counters
    since = [one.since for one in board.calls]
    assert since == sorted(since, reverse=True), "newest first"
    waiting = {str(one.id) for one in tickets if one.state is TicketState.WAITING}
    assert board.queue == waiting
