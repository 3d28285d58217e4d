"""Rows of municipalities, their offices, counters, hours and closures."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class OfficeKind(StrEnum):
    """Where an office stands."""

    STATIONARY = "stationary"
    STOP = "stop"
    VIRTUAL = "virtual"


class PostKind(StrEnum):
    """What a counter is staffed for at which nobody queues."""

    RECEPTION = "reception"
    PHONE = "phone"


class Municipality(Model):
    """A town with its own data, users, texts and look."""

    id = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=60, unique=True)
    name = fields.CharField(max_length=200)
    land = fields.CharField(max_length=2, description="ISO 3166-2:DE code of the Land, as BY")
    holiday_categories = fields.JSONField[list[str]](
        default=list, description="categories beside 'public', as 'catholic'"
    )
    time_zone = fields.CharField(max_length=60, default="Europe/Berlin")
    accent = fields.CharField(max_length=7, default="#171a2b")
    phone = fields.CharField(max_length=60, default="")
    email = fields.CharField(max_length=254, default="")
    horizon_days = fields.SmallIntField(default=60)
    hold_minutes = fields.SmallIntField(default=10)
    confirm_minutes = fields.SmallIntField(
        default=0, description="time to confirm by the mailed link; 0: no link is asked for"
    )
    catalogue_version = fields.BigIntField(
        default=0, description="grows with every change of services, offices and Lebenslagen"
    )
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "municipality"


class Office(Model):
    """A place, or a virtual one, where citizens are served; has its own time zone."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="offices"
    )
    municipality_id: int
    source = fields.CharField(max_length=20, default="local")
    external_id = fields.CharField(max_length=80, null=True)
    kind = fields.CharEnumField(OfficeKind, max_length=20, default=OfficeKind.STATIONARY)
    name = fields.CharField(max_length=300)
    short_name = fields.CharField(
        max_length=120, default="", description="as staff tell it from others of the same name"
    )
    unit = fields.CharField(max_length=300, default="", description="department it belongs to")
    street = fields.CharField(max_length=200, default="")
    postal_code = fields.CharField(max_length=20, default="")
    city = fields.CharField(max_length=120, default="")
    latitude = fields.FloatField(null=True, description="degrees, WGS 84")
    longitude = fields.FloatField(null=True, description="degrees, WGS 84")
    phone = fields.CharField(max_length=60, default="")
    email = fields.CharField(max_length=254, default="")
    stop_hint = fields.CharField(max_length=200, default="", description="nearest public transport")
    step_free = fields.BooleanField(default=False)
    public = fields.BooleanField(default=True)
    time_zone = fields.CharField(max_length=60, default="Europe/Berlin")
    early_minutes = fields.SmallIntField(default=30, description="check-in opens so long before")
    late_minutes = fields.SmallIntField(default=15, description="later becomes a walk-in")
    walk_ins = fields.BooleanField(default=True)
    queue_rules = fields.JSONField[list[str]](
        default=list, description="names of the order's rules, first to last; empty: the usual"
    )
    promised_minutes = fields.SmallIntField(
        default=60, description="after so long a walk-in's promise is over; 0: none is given"
    )
    appointment_minutes = fields.SmallIntField(
        default=15, description="so long after its time an appointment's promise is over; 0: none"
    )
    walk_in_limit = fields.SmallIntField(null=True, description="walk-in numbers a day at most")
    last_number_minutes = fields.SmallIntField(
        default=0, description="the last walk-in number so long before closing"
    )
    letter_appointments = fields.CharField(max_length=2, default="A")
    letter_walk_ins = fields.CharField(max_length=2, default="B")
    phone_numbers = fields.BooleanField(
        default=False, description="numbers may be drawn on one's own phone, by a code in the house"
    )
    phone_edition = fields.IntField(
        default=1, description="of that code: a new one makes every poster before it worthless"
    )
    printer = fields.CharField(
        max_length=200, default="", description="host:port of an ESC/POS printer for tickets"
    )
    agreement = fields.JSONField[dict[str, object]](
        default=dict, description="on working time, as `termin.offices.agreement`"
    )
    retired_at = fields.DatetimeField(null=True, description="gone from the import it came from")

    class Meta:
        table = "office"
        unique_together = (("municipality", "source", "external_id"),)


class Counter(Model):
    """A desk, video room or phone line at which one person at a time is served."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="counters"
    )
    municipality_id: int
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="counters"
    )
    office_id: int
    name = fields.CharField(max_length=60, description="as called out and shown, as '7' or 'A 2'")
    position = fields.SmallIntField(default=0)
    every_skill = fields.BooleanField(default=True, description="equipped for every service")
    area = fields.CharField(
        max_length=60, default="", description="to which people are sent on, as 'Kasse'"
    )
    takes_new = fields.BooleanField(
        default=True, description="False: calls only those sent to it or to its area"
    )
    post = fields.CharEnumField(
        PostKind, max_length=20, null=True, description="it calls nobody: reception, or phone"
    )
    waiting_room = fields.CharField(
        max_length=60, default="", description="where those called to it wait; empty: the only one"
    )
    retired_at = fields.DatetimeField(null=True)
    skills: fields.ManyToManyRelation[Model] = fields.ManyToManyField(
        "termin.Skill",
        through="counter_skill",
        forward_key="skill_id",
        backward_key="counter_id",
        related_name="counters",
    )

    class Meta:
        table = "counter"
        unique_together = (("office", "name"),)


class OpeningHours(Model):
    """One stretch of a week in which an office is open; several stretches a day are normal."""

    id = fields.BigIntField(primary_key=True)
    municipality_id = fields.BigIntField()
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.CASCADE, related_name="hours"
    )
    office_id: int
    weekday = fields.SmallIntField(description="0 Monday to 6 Sunday")
    opens = fields.SmallIntField(description="minutes after local midnight")
    closes = fields.SmallIntField(description="minutes after local midnight")
    valid_from = fields.DateField(null=True)
    valid_until = fields.DateField(null=True, description="inclusive")

    class Meta:
        table = "opening_hours"


class Closure(Model):
    """A time in which an office, or a whole municipality, is closed; with a reason for citizens."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="closures"
    )
    municipality_id: int
    office: fields.ForeignKeyNullableRelation[Office] = fields.ForeignKeyField(
        "termin.Office", null=True, on_delete=fields.CASCADE, related_name="closures"
    )
    office_id: int | None
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    reason = fields.CharField(max_length=300)
    lifted_at = fields.DatetimeField(
        null=True, description="no longer holds; the row goes when every day is cut anew"
    )
    created_at = fields.DatetimeField(auto_now_add=True)
    created_by = fields.BigIntField(null=True, description="account")

    class Meta:
        table = "closure"
