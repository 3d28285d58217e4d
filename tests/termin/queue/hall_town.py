"""The small town on a Monday morning, for tests of the queue."""

from __future__ import annotations

from datetime import datetime

from termin import queue
from termin.booking import Channel
from termin.booking.rows import Appointment
from termin.catalogue.lines import Line
from termin.queue import Drawn, Sheet
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
