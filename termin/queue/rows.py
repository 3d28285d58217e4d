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
    FORWARDED = "forwarded"
    """Sent to another office, where a ticket of its own goes on."""


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
    drawn_at = fields.DatetimeField(description="what the place in line counts from")
    came_at = fields.DatetimeField(description="joined the queue; never changes")
    priority = fields.BooleanField(default=False)
    area = fields.CharField(max_length=60, default="", description="sent to; empty: any by skill")
    for_counter: fields.ForeignKeyNullableRelation[Counter] = fields.ForeignKeyField(
        "termin.Counter", null=True, on_delete=fields.SET_NULL, related_name="awaited_tickets"
    )
    for_counter_id: int | None
    stations = fields.JSONField[list[str]](default=list, description="areas still to visit")
    continued_at = fields.DatetimeField(
        null=True, description="was served before and waits to go on since"
    )
    called_at = fields.DatetimeField(null=True)
    first_called_at = fields.DatetimeField(null=True)
    arrived_at = fields.DatetimeField(null=True, description="came to the counter")
    parked_at = fields.DatetimeField(null=True)
    parked_minutes = fields.FloatField(default=0, description="while served, in all")
    room = fields.CharField(max_length=120, default="", description="where a parked person is")
    remind_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    served_minutes = fields.FloatField(null=True, description="as told at the end")
    persons = fields.SmallIntField(default=1)
    calls = fields.SmallIntField(default=0)
    told_low = fields.SmallIntField(null=True, description="minutes told when joining")
    told_high = fields.SmallIntField(null=True)
    draw_key = fields.CharField(
        max_length=64, null=True, description="one per wish to draw: sent twice, drawn once"
    )
    forwarded_from: fields.ForeignKeyNullableRelation[Ticket] = fields.ForeignKeyField(
        "termin.Ticket", null=True, on_delete=fields.RESTRICT, related_name="forwarded_to"
    )
    forwarded_from_id: uuid.UUID | None
    before = fields.JSONField[dict[str, object] | None](
        null=True, description="how it stood before the last step, to take that back"
    )
    stepped_at = fields.DatetimeField(null=True, description="when the last step was taken")
    counter: fields.ForeignKeyNullableRelation[Counter] = fields.ForeignKeyField(
        "termin.Counter", null=True, on_delete=fields.RESTRICT, related_name="tickets"
    )
    counter_id: int | None
    called_by = fields.BigIntField(null=True, description="account")
    lines: fields.ReverseRelation[TicketLine]

    class Meta:
        table = "ticket"
        unique_together = (("office_day", "letter", "number"), ("office_day", "draw_key"))

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
    count = fields.SmallIntField(default=1, description="0: found to be needed at the counter")
    minutes = fields.IntField()
    done = fields.SmallIntField(null=True, description="how often it was done; null: not told")
    because = fields.CharField(
        max_length=40, default="", description="why it could not be done, by its name"
    )

    class Meta:
        table = "ticket_line"
        unique_together = (("ticket", "service"),)


class Pause(Model):
    """A counter that calls nobody for a few minutes."""

    id = fields.BigIntField(primary_key=True)
    counter: fields.ForeignKeyRelation[Counter] = fields.ForeignKeyField(
        "termin.Counter", on_delete=fields.CASCADE, related_name="pauses"
    )
    counter_id: int
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="pauses"
    )
    office_day_id: int
    account = fields.BigIntField(null=True)
    starts_at = fields.DatetimeField()
    expected_until = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "pause"


class Alarm(Model):
    """Somebody at a desk needs help at once; every other desk of the office is told."""

    id = fields.BigIntField(primary_key=True)
    municipality_id = fields.BigIntField()
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="alarms"
    )
    office_id: int
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="alarms"
    )
    office_day_id: int
    counter: fields.ForeignKeyNullableRelation[Counter] = fields.ForeignKeyField(
        "termin.Counter", null=True, on_delete=fields.SET_NULL, related_name="alarms"
    )
    counter_id: int | None
    place = fields.CharField(max_length=120, default="", description="as 'Schalter 3', 'Empfang'")
    raised_by = fields.BigIntField(null=True, description="account")
    raised_at = fields.DatetimeField()
    answered_by = fields.BigIntField(null=True, description="account of who is on the way")
    answered_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "alarm"


def label(letter: str, number: int) -> str:
    """Return a number as it is shown, printed and called: `B007`."""
    return f"{letter}{number:03d}"
