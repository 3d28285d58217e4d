"""The small town living by the real clock, as a real server needs it."""

from __future__ import annotations

from datetime import UTC, datetime

from termin import queue
from termin.booking import Channel
from termin.catalogue import Line
from termin.offices.rows import OpeningHours
from termin.queue import Drawn, Sheet
from tests.town import Town


async def open_day_and_night(town: Town) -> None:
    """Let the Rathaus be open at whatever hour the tests run."""
    await OpeningHours.all().delete()
    for weekday in range(7):
        await OpeningHours.create(
            municipality_id=town.municipality.id,
            office=town.offices["rathaus"],
            weekday=weekday,
            opens=0,
            closes=24 * 60,
        )


async def draw(town: Town) -> Drawn:
    """Somebody draws a number at the Rathaus, now."""
    line = Line(town.services["ausweis"].id)
    office = town.offices["rathaus"].id
    return await queue.draw_number(office, [line], Channel.KIOSK, datetime.now(UTC))


async def call(town: Town, counter: str) -> Sheet:
    """A counter calls the next, now."""
    return await queue.call_next(town.counters[counter].id, None, datetime.now(UTC))
