"""How often the interval that people were told held."""

from __future__ import annotations

from datetime import timedelta

from termin import queue
from termin.queue import Hits, hits_of
from termin.queue.rows import Ticket
from tests.termin.queue.hall_town import call, clock, walk_in
from tests.town import Town


async def test_who_was_called_within_what_they_were_told_counts_as_a_hit(town: Town) -> None:
    await town.duty("1", "ada")
    drawn = [await walk_in(town, "09:00") for _ in range(3)]
    rows = {one.number: await Ticket.get(id=one.id) for one in drawn}
    day = rows["B001"].office_day_id
    assert await hits_of(day) == Hits(0, 0)
    for row in rows.values():
        row.told_low, row.told_high = 0, 10
        await row.save()
    await call(town, "1", "09:10")
    first = await Ticket.get(id=drawn[0].id)
    assert first.first_called_at == clock("09:10")
    await queue.arrive(drawn[0].id, clock("09:11"))
    await queue.finish(drawn[0].id, clock("09:12"))
    await call(town, "1", "09:12")
    assert await hits_of(day) == Hits(told=2, within=1)
    assert (await hits_of(day)).share == 0.5
    assert first.came_at + timedelta(minutes=10) == first.first_called_at
