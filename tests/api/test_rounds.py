"""What a worker does again and again: the days that are over are closed without anybody asking."""

from __future__ import annotations

from datetime import datetime

from api.worker import rounds
from termin.booking.rows import Appointment, AppointmentState
from termin.queue import TicketState
from termin.queue.rows import Ticket
from tests.termin.queue.hall_town import clock, walk_in
from tests.town import MONDAY, Town, local


class Standing:
    """A clock that stands."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


async def closing(at: datetime) -> None:
    """Let a worker do its round at this time."""
    (found,) = (one for one in rounds(Standing(at)) if one.name == "closing")
    await found.walk()


async def test_a_day_that_is_over_is_closed_by_the_worker(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await town.book(clock("09:00"))
    drawn = await walk_in(town, "09:00")
    await closing(clock("18:30"))
    assert (await Ticket.get(id=drawn.id)).state is TicketState.WAITING
    for _ in range(2):
        await closing(local(MONDAY.replace(day=24), "00:05"))
    assert (await Ticket.get(id=drawn.id)).state is TicketState.WITHDRAWN
    assert (await Appointment.get(id=appointment.id)).state is AppointmentState.MISSED
