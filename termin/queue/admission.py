"""Who walks in and gets a number, and who does not and is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from termin.errors import Closed
from termin.localtime import local_date
from termin.offices.openings import opening_of
from termin.offices.rows import Office
from termin.queue.opening import check_last_number, check_limit, check_open
from termin.queue.rows import Ticket, TicketState


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why somebody who walks in gets no number: closed, late or full, and how it is said."""

    why: str
    refusal: Closed


async def rejection(office: int, office_day: int, now: datetime) -> Rejection | None:
    """Return why nobody can walk in at an office now; None if they can.

    Under the day's lock the answer stays true for the next number.
    """
    found = await Office.get(id=office)
    if not found.walk_ins:
        refusal = Closed("Diese Dienststelle bedient nur mit Termin.", opens_at=None)
        return Rejection("closed", refusal)
    today = local_date(now, ZoneInfo(found.time_zone))
    opening = await opening_of(found.id, today)
    try:
        check_open(opening, now, found.early_minutes)
    except Closed as refusal:
        return Rejection("closed", refusal)
    try:
        check_last_number(opening, now, found.last_number_minutes)
    except Closed as refusal:
        return Rejection("late", refusal)
    try:
        given = await walk_in_numbers(office_day) if found.walk_in_limit is not None else 0
        check_limit(given, found.walk_in_limit)
    except Closed as refusal:
        return Rejection("full", refusal)
    return None


async def walk_in_numbers(office_day: int) -> int:
    """Return how many walk-in numbers of a day are taken.

    A number given back is free again; who came with an appointment, or was sent by another office,
    takes none.
    """
    return (
        await Ticket.filter(office_day_id=office_day, appointment_id=None, forwarded_from_id=None)
        .exclude(state=TicketState.WITHDRAWN)
        .count()
    )
