"""Where somebody waits: the waiting room of the counters that can call them."""

from __future__ import annotations

from termin.catalogue import CatalogueView, Line
from termin.offices.rows import Counter
from termin.queue import Sheet


async def room_for(view: CatalogueView, sheet: Sheet) -> str:
    """Return the name of the one room in which a ticket's holder is called; empty if it is open.

    Counters that take nobody new, or lack a skill, call somebody else.
    """
    required = view.required_skills([Line(line.service, 1) for line in sheet.lines])
    counters = await Counter.filter(
        office_id=sheet.office, retired_at=None, takes_new=True
    ).prefetch_related("skills")
    rooms = {
        counter.waiting_room
        for counter in counters
        if counter.every_skill or required <= {skill.pk for skill in counter.skills}
    }
    return rooms.pop() if len(rooms) == 1 else ""
