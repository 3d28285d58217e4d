"""The person at a counter now: the sheet, and what the clerk wants to know before saying hello."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin import journal
from termin.booking.rows import Appointment, Contact
from termin.offices.rows import Counter
from termin.queue import Sheet, sheet_of
from termin.queue.rows import Ticket, TicketState
from termin.queue.stations import still_to_visit


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody was before: at another office with another number, or at another counter."""

    office: str = ""
    number: str = ""
    counter: str = ""


@dataclass(frozen=True, slots=True)
class PersonNow:
    """Somebody called to a counter or served at it; minutes whole."""

    sheet: Sheet
    name: str
    origin: Origin | None
    stations: tuple[str, ...]
    """The areas still to visit, in order."""
    gone: int
    """Minutes since the call, or served in all."""
    over: int
    """Minutes longer than planned."""
    share: int
    """Percent of the planned minutes, 100 at most."""

    @property
    def is_called(self) -> bool:
        """Whether the counter still waits for the person."""
        return self.sheet.state is TicketState.CALLED


async def person_now(ticket: UUID, now: datetime) -> PersonNow:
    """Return what a counter sees of the person called to it."""
    sheet = await sheet_of(ticket)
    row = await Ticket.get(id=ticket).select_related("forwarded_from__office")
    served = sheet.served_until(now)
    gone = served
    if sheet.state is TicketState.CALLED and sheet.called_at:
        gone = max(0.0, (now - sheet.called_at).total_seconds() / 60)
    planned = sheet.minutes
    return PersonNow(
        sheet=sheet,
        name=await _name(sheet.appointment),
        origin=await _origin(sheet, row),
        stations=tuple(await still_to_visit(row)),
        gone=int(gone),
        over=max(0, int(served) - planned) if planned else 0,
        share=min(100, int(100 * served / planned)) if planned else 100,
    )


async def _name(appointment: UUID | None) -> str:
    if appointment is None:
        return ""
    visit = (await Appointment.get(id=appointment)).visit_id
    contact = await Contact.get_or_none(visit_id=visit)
    return contact.name if contact else ""


async def _origin(sheet: Sheet, row: Ticket) -> Origin | None:
    if row.forwarded_from is not None:
        before: Ticket = row.forwarded_from
        return Origin(office=before.office.short_name or before.office.name, number=before.label)
    if sheet.served_minutes is None:
        return None
    arrivals = await journal.of_ticket(sheet.office_day, sheet.id, "ticket-arrived")
    counters = [one.facts["counter"] for one in arrivals]
    earlier = [one for one in counters if one != sheet.counter]
    if not earlier:
        return None
    return Origin(counter=(await Counter.get(id=earlier[-1])).name)
