"""The sheet that goes with a person: all that a counter needs to know of one ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.booking.rows import Appointment
from termin.errors import NotFound
from termin.queue.rows import Ticket, TicketLine, TicketState
from termin.queue.states import Step, steps_from


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One service on the sheet; `minutes` for all of them together."""

    service: int
    name: str
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ticket as staff see it; `steps` are the moves that make sense now.

    `appointment_starts_at` is the appointment's time also where the person was late; `needs` and
    `language` come from the appointment, empty and None without one.
    """

    id: UUID
    municipality: int
    office: int
    office_day: int
    number: str
    state: TicketState
    lines: tuple[SheetLine, ...]
    drawn_at: datetime
    due_at: datetime | None
    called_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime | None
    calls: int
    counter: int | None
    counter_name: str | None
    called_by: int | None
    appointment: UUID | None
    appointment_starts_at: datetime | None
    needs: tuple[str, ...]
    language: str | None

    @property
    def minutes(self) -> int:
        """The minutes planned for all services together."""
        return sum(line.minutes for line in self.lines)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What can be done now."""
        return steps_from(self.state)


async def sheet_of(ticket: UUID) -> Sheet:
    """Return the sheet of a ticket.

    Raises:
        NotFound: there is none.
    """
    row = await Ticket.get_or_none(id=ticket).select_related("counter")
    if row is None:
        raise NotFound
    appointment = None
    if row.appointment_id is not None:
        appointment = await Appointment.get(id=row.appointment_id).select_related("visit")
    return Sheet(
        id=row.id,
        municipality=row.municipality_id,
        office=row.office_id,
        office_day=row.office_day_id,
        number=row.label,
        state=row.state,
        lines=await _lines(ticket),
        drawn_at=row.drawn_at,
        due_at=row.due_at,
        called_at=row.called_at,
        arrived_at=row.arrived_at,
        ended_at=row.ended_at,
        calls=row.calls,
        counter=row.counter_id,
        counter_name=row.counter.name if row.counter else None,
        called_by=row.called_by,
        appointment=row.appointment_id,
        appointment_starts_at=appointment.starts_at if appointment else None,
        needs=tuple(appointment.needs) if appointment else (),
        language=appointment.visit.language if appointment else None,
    )


async def _lines(ticket: UUID) -> tuple[SheetLine, ...]:
    rows = await TicketLine.filter(ticket_id=ticket).order_by("id").select_related("service")
    return tuple(
        SheetLine(row.service_id, row.service.name, row.count, row.minutes) for row in rows
    )
