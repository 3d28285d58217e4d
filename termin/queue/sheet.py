"""The sheet that goes with a person: all that a counter needs to know of one ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from termin.booking.rows import Appointment
from termin.errors import NotFound
from termin.queue.memory import UNDO_SECONDS, undoable_step
from termin.queue.rows import Ticket, TicketLine, TicketState
from termin.queue.states import Step, steps_from
from termin.queue.stint import served_until


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One service on the sheet; `minutes` for all of them together.

    `count` is 0 where the need was found at the counter; `done` is None until told, `because` names
    a reason of `REASONS_NOT_DONE`.
    """

    service: int
    name: str
    count: int
    minutes: int
    done: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ticket as staff see it; `steps` are the moves that make sense now.

    `appointment_starts_at` is the appointment's time also where the person was late; `needs` and
    `language` come from the appointment, empty and None without one. `stations` are the areas still
    to visit. `served_minutes` are those of the counters before, at the end those of all.
    `undo_of` is the step that can be taken back until `undo_until`.
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
    area: str = ""
    for_counter: int | None = None
    stations: tuple[str, ...] = ()
    room: str = ""
    remind_at: datetime | None = None
    parked_at: datetime | None = None
    persons: int = 1
    served_minutes: float | None = None
    priority: bool = False
    undo_until: datetime | None = None
    undo_of: Step | None = None

    @property
    def minutes(self) -> int:
        """The minutes planned for all services together."""
        return sum(line.minutes for line in self.lines)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What can be done now."""
        return steps_from(self.state)

    def served_until(self, now: datetime) -> float:
        """Return the minutes served up to now, at all counters, without the time parked."""
        since = self.arrived_at if self.state is TicketState.SERVING else None
        return served_until(self.served_minutes, since, now)


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
    undo_of = undoable_step(row)
    if undo_of is Step.CONTINUE:
        undo_of = Step.FINISH  # to whoever finished, going on to a station is the same step
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
        area=row.area,
        for_counter=row.for_counter_id,
        stations=tuple(row.stations),
        room=row.room,
        remind_at=row.remind_at,
        parked_at=row.parked_at,
        persons=row.persons,
        served_minutes=row.served_minutes,
        priority=row.priority,
        undo_until=_undo_until(row) if undo_of else None,
        undo_of=undo_of,
    )


def _undo_until(row: Ticket) -> datetime | None:
    return row.stepped_at and row.stepped_at + timedelta(seconds=UNDO_SECONDS)


async def _lines(ticket: UUID) -> tuple[SheetLine, ...]:
    rows = await TicketLine.filter(ticket_id=ticket).order_by("id").select_related("service")
    return tuple(
        SheetLine(row.service_id, row.service.name, row.count, row.minutes, row.done, row.because)
        for row in rows
    )
