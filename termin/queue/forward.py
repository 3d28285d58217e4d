"""Sending somebody on: to a counter or an area of this office."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from termin.errors import Invalid
from termin.events import TicketForwarded
from termin.offices.rows import Counter
from termin.queue.rows import Ticket
from termin.queue.sheet import Sheet, sheet_of
from termin.queue.states import Step
from termin.queue.step import opened, take
from termin.queue.stint import leave_counter


async def forward(
    ticket: UUID, now: datetime, *, area: str = "", counter: int | None = None
) -> Sheet:
    """Send the person on to a counter or to an area, where they wait with the same number.

    Who was served goes on before those who are new; who was not keeps their place in line. A
    station of theirs that lies in the area they are sent to is thereby visited.

    Raises:
        NotFound: there is no such ticket.
        Invalid: neither or both are named, or the office has no such counter or area.
        WrongState: the person neither waits, is called nor served.
        TryAgain: the day is too busy; nothing was changed.
    """
    if bool(area) == (counter is not None):
        raise Invalid(fields={"area": "Bitte wählen Sie einen Schalter oder einen Bereich."})
    async with opened(ticket, now) as (day, row, moment):
        entered = await _area(row, area, counter)
        await take(row, Step.FORWARD, moment)
        leave_counter(row, moment)
        row.area, row.for_counter_id = area, counter
        row.stations = [station for station in row.stations if station != entered]
        await day.record(TicketForwarded(row.id, row.label, area, counter, None), moment)
    return await sheet_of(ticket)


async def _area(ticket: Ticket, area: str, counter: int | None) -> str:
    """Return the area that the person comes to."""
    counters = await Counter.filter(office_id=ticket.office_id, retired_at=None)
    if counter is None:
        if all(one.area != area for one in counters):
            raise Invalid(fields={"area": "Diesen Bereich gibt es in der Dienststelle nicht."})
        return area
    found = next((one for one in counters if one.id == counter), None)
    if found is None:
        raise Invalid(fields={"counter": "Diesen Schalter gibt es in der Dienststelle nicht."})
    return found.area
