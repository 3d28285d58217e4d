"""Rows of booking: visits, holds, appointments, what they are for, and contact data."""

from __future__ import annotations

import uuid
from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from termin.catalogue.rows import Service
from termin.officeday.rows import OfficeDay
from termin.offices.rows import Municipality, Office


class Channel(StrEnum):
    """By which way a booking or a ticket came."""

    WEB = "web"
    PHONE = "phone"
    DESK = "desk"
    KIOSK = "kiosk"
    API = "api"


class AppointmentState(StrEnum):
    """Where an appointment stands; the moves are in `termin.booking.states`."""

    UNCONFIRMED = "unconfirmed"
    BOOKED = "booked"
    ARRIVED = "arrived"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    DISPLACED = "displaced"


class AlternativeState(StrEnum):
    """What became of another time for an appointment whose own fell away."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"


class Visit(Model):
    """One coming of one person or family; holds one appointment or, for a bundle, several."""

    id = fields.UUIDField(primary_key=True, default=uuid.uuid4)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="visits"
    )
    municipality_id: int
    channel = fields.CharEnumField(Channel, max_length=20)
    language = fields.CharField(max_length=12, default="de")
    created_at = fields.DatetimeField()
    appointments: fields.ReverseRelation[Appointment]
    contact: fields.BackwardOneToOneRelation[Contact]

    class Meta:
        table = "visit"


class Hold(Model):
    """A time kept for somebody who is still filling in the form; gone when it ends or expires."""

    id = fields.UUIDField(primary_key=True, default=uuid.uuid4)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="holds"
    )
    municipality_id: int
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="holds"
    )
    office_id: int
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="holds"
    )
    office_day_id: int
    secret_hash = fields.CharField(max_length=64, description="SHA-256, hex")
    channel = fields.CharEnumField(Channel, max_length=20)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    lines = fields.JSONField[list[list[int]]](description="[service, count, minutes in all] each")
    needs = fields.JSONField[list[str]](default=list)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    extensions = fields.SmallIntField(default=0)

    class Meta:
        table = "hold"


class Appointment(Model):
    """A promise to serve somebody at a place and time; never deleted by a transition."""

    id = fields.UUIDField(primary_key=True, default=uuid.uuid4)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="appointments"
    )
    municipality_id: int
    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "termin.Visit", on_delete=fields.CASCADE, related_name="appointments"
    )
    visit_id: uuid.UUID
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="appointments"
    )
    office_id: int
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="appointments"
    )
    office_day_id: int
    code = fields.CharField(max_length=16, unique=True)
    secret_hash = fields.CharField(max_length=64, description="SHA-256, hex")
    state = fields.CharEnumField(AppointmentState, max_length=20)
    channel = fields.CharEnumField(Channel, max_length=20)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    needs = fields.JSONField[list[str]](default=list)
    sequence = fields.IntField(default=0, description="iCalendar SEQUENCE (RFC 5545, 3.8.7.4)")
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    confirm_until = fields.DatetimeField(null=True)
    booked_by = fields.BigIntField(null=True, description="account, where staff booked")
    lines: fields.ReverseRelation[AppointmentLine]

    class Meta:
        table = "appointment"


class AppointmentLine(Model):
    """One service of an appointment, how often, and the minutes planned for it."""

    id = fields.BigIntField(primary_key=True)
    appointment: fields.ForeignKeyRelation[Appointment] = fields.ForeignKeyField(
        "termin.Appointment", on_delete=fields.CASCADE, related_name="lines"
    )
    appointment_id: uuid.UUID
    service: fields.ForeignKeyRelation[Service] = fields.ForeignKeyField(
        "termin.Service", on_delete=fields.RESTRICT, related_name="appointment_lines"
    )
    service_id: int
    count = fields.SmallIntField()
    minutes = fields.SmallIntField(description="for all of them together")
    position = fields.SmallIntField(default=0)

    class Meta:
        table = "appointment_line"
        unique_together = (("appointment", "service"),)


class Alternative(Model):
    """What is kept for the person of an appointment that lost its time, until they answer.

    While `hold` is set the time is kept; it becomes null when that ran out. Without one from the
    start nothing was found. `office`, `starts_at` and `ends_at` say what was offered, `lost_…` what
    fell away. While `sought_at` is null, another time is still to be sought.
    """

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="alternatives"
    )
    municipality_id: int
    appointment: fields.ForeignKeyRelation[Appointment] = fields.ForeignKeyField(
        "termin.Appointment", on_delete=fields.CASCADE, related_name="alternatives"
    )
    appointment_id: uuid.UUID
    hold: fields.ForeignKeyNullableRelation[Hold] = fields.ForeignKeyField(
        "termin.Hold", null=True, on_delete=fields.SET_NULL, related_name="alternatives"
    )
    hold_id: uuid.UUID | None
    office: fields.ForeignKeyNullableRelation[Office] = fields.ForeignKeyField(
        "termin.Office", null=True, on_delete=fields.RESTRICT, related_name="alternatives"
    )
    office_id: int | None
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    until = fields.DatetimeField(null=True, description="so long the time is kept")
    state = fields.CharEnumField(AlternativeState, max_length=20, default=AlternativeState.OPEN)
    reason = fields.CharField(max_length=300, description="why the old time fell away")
    lost_office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="lost_times"
    )
    lost_office_id: int
    lost_at = fields.DatetimeField(description="start of the time that fell away")
    told_at = fields.DatetimeField(null=True, description="when staff noted that they phoned")
    sought_at = fields.DatetimeField(null=True, description="when another time was looked for")
    offers = fields.SmallIntField(default=0, description="how many times the person was offered")
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "alternative"


class Contact(Model):
    """How to reach the person of a visit; a row of its own so that it can be erased alone."""

    visit: fields.OneToOneRelation[Visit] = fields.OneToOneField(
        "termin.Visit", primary_key=True, on_delete=fields.CASCADE, related_name="contact"
    )
    visit_id: uuid.UUID
    municipality_id = fields.BigIntField()
    name = fields.CharField(max_length=200, default="")
    email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=60, default="")

    class Meta:
        table = "contact"
