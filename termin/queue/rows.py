"""Rows of the queue: ticket series and tickets."""

from __future__ import annotations

import uuid
from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from termin.booking.rows import Appointment, Channel
from termin.catalogue.rows import Service
from termin.officeday.rows import OfficeDay
from termin.offices.rows import Counter, Municipality, Office


class TicketState(StrEnum):
    """Where a ticket stands; the moves are in `termin.queue.states`."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    FINISHED = "finished"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class TicketSeries(Model):
    """The last number given for one letter of one office's day; numbers have no gaps."""

    id = fields.BigIntField(primary_key=True)
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="series"
    )
    office_day_id: int
    letter = fields.CharField(max_length=2)
    last_number = fields.IntField(default=0)

    class Meta:
        table = "ticket_series"
        unique_together = (("office_day", "letter"),)


class Ticket(Model):
    """A place in an office's queue; with an appointment, or of somebody who walked in."""

    id = fields.UUIDField(primary_key=True, default=uuid.uuid4)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="tickets"
    )
    municipality_id: int
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="tickets"
    )
    office_id: int
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="tickets"
    )
    office_day_id: int
    letter = fields.CharField(max_length=2)
    number = fields.IntField()
    secret_hash = fields.CharField(max_length=64, description="SHA-256, hex")
    state = fields.CharEnumField(TicketState, max_length=20, default=TicketState.WAITING)
    channel = fields.CharEnumField(Channel, max_length=20)
    appointment: fields.ForeignKeyNullableRelation[Appointment] = fields.ForeignKeyField(
        "termin.Appointment", null=True, on_delete=fields.RESTRICT, related_name="tickets"
    )
    appointment_id: uuid.UUID | None
    due_at = fields.DatetimeField(null=True, description="the appointment's start, if on time")
    drawn_at = fields.DatetimeField()
    called_at = fields.DatetimeField(null=True)
    arrived_at = fields.DatetimeField(null=True, description="came to the counter")
    ended_at = fields.DatetimeField(null=True)
    calls = fields.SmallIntField(default=0)
    counter: fields.ForeignKeyNullableRelation[Counter] = fields.ForeignKeyField(
        "termin.Counter", null=True, on_delete=fields.RESTRICT, related_name="tickets"
    )
    counter_id: int | None
    called_by = fields.BigIntField(null=True, description="account")
    lines: fields.ReverseRelation[TicketLine]

    class Meta:
        table = "ticket"
        unique_together = (("office_day", "letter", "number"),)

    @property
    def label(self) -> str:
        """The number as shown and called."""
        return label(self.letter, self.number)


class TicketLine(Model):
    """One service a ticket is for; `minutes` are planned for all of them together."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "termin.Ticket", on_delete=fields.CASCADE, related_name="lines"
    )
    ticket_id: uuid.UUID
    service: fields.ForeignKeyRelation[Service] = fields.ForeignKeyField(
        "termin.Service", on_delete=fields.RESTRICT, related_name="ticket_lines"
    )
    service_id: int
    count = fields.SmallIntField(default=1)
    minutes = fields.SmallIntField()

    class Meta:
        table = "ticket_line"
        unique_together = (("ticket", "service"),)


def label(letter: str, number: int) -> str:
    """Return a number as it is shown, printed and called: `B007`."""
    return f"{letter}{number:03d}"
