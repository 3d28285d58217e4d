"""Rows of the people who work here, what they may do, and the devices that act for an office."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from termin.catalogue.rows import Skill
from termin.offices.rows import Municipality, Office


class Role(StrEnum):
    """What a person or a device is to a municipality."""

    RECEPTION = "reception"
    CLERK = "clerk"
    PHONE_OPERATOR = "phone_operator"
    MANAGER = "manager"
    ADMIN = "admin"
    DEVICE = "device"


class DeviceKind(StrEnum):
    """What an unattended machine does."""

    KIOSK = "kiosk"
    DISPLAY = "display"


class AbsenceKind(StrEnum):
    """Why somebody is away, as coarse as planning needs; never a diagnosis."""

    LEAVE = "leave"
    TRAINING = "training"
    AWAY = "away"
    """Anything else: nobody who plans needs to know what."""


class PreferenceKind(StrEnum):
    """What somebody would like of a day."""

    OFF = "off"
    EARLY = "early"
    LATE = "late"


class Clerk(Model):
    """A person who serves at counters, as the plan sees them."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="clerks"
    )
    municipality_id: int
    office: fields.ForeignKeyNullableRelation[Office] = fields.ForeignKeyField(
        "termin.Office", null=True, on_delete=fields.SET_NULL, related_name="clerks"
    )
    office_id: int | None
    name = fields.CharField(max_length=120)
    every_skill = fields.BooleanField(default=False)
    mentor: fields.ForeignKeyNullableRelation[Clerk] = fields.ForeignKeyField(
        "termin.Clerk",
        null=True,
        on_delete=fields.SET_NULL,
        related_name="trainees",
        description="at whose side they learn",
    )
    mentor_id: int | None
    retired_at = fields.DatetimeField(null=True)
    skills: fields.ManyToManyRelation[Skill] = fields.ManyToManyField(
        "termin.Skill",
        through="clerk_skill",
        forward_key="skill_id",
        backward_key="clerk_id",
        related_name="clerks",
    )

    class Meta:
        table = "clerk"


class Contract(Model):
    """How long a clerk works each week, from a date on; contracts of one clerk never overlap."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="contracts"
    )
    municipality_id: int
    clerk: fields.ForeignKeyRelation[Clerk] = fields.ForeignKeyField(
        "termin.Clerk", on_delete=fields.CASCADE, related_name="contracts"
    )
    clerk_id: int
    minutes_per_week = fields.SmallIntField()
    weekdays = fields.JSONField[list[int]](
        default=list, description="on which they work, 0 is Monday; empty: on any"
    )
    longest_day = fields.SmallIntField(null=True, description="minutes a day at most")
    late_closings = fields.SmallIntField(null=True, description="late days a month at most")
    valid_from = fields.DateField()
    valid_until = fields.DateField(null=True, description="inclusive")

    class Meta:
        table = "contract"


class Absence(Model):
    """A time in which a clerk is not there."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="absences"
    )
    municipality_id: int
    clerk: fields.ForeignKeyRelation[Clerk] = fields.ForeignKeyField(
        "termin.Clerk", on_delete=fields.CASCADE, related_name="absences"
    )
    clerk_id: int
    kind = fields.CharEnumField(AbsenceKind, max_length=20)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "absence"


class Preference(Model):
    """What a clerk would like, of a weekday or of one date; a wish, never a right."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="preferences"
    )
    municipality_id: int
    clerk: fields.ForeignKeyRelation[Clerk] = fields.ForeignKeyField(
        "termin.Clerk", on_delete=fields.CASCADE, related_name="preferences"
    )
    clerk_id: int
    kind = fields.CharEnumField(PreferenceKind, max_length=20)
    weekday = fields.SmallIntField(null=True, description="0 Monday to 6 Sunday, each week")
    date = fields.DateField(null=True, description="or this one day")
    weight = fields.SmallIntField(default=1, description="1 to 5: how much it matters")

    class Meta:
        table = "preference"


class Account(Model):
    """A local sign-in of a person."""

    id = fields.BigIntField(primary_key=True)
    login = fields.CharField(max_length=120, unique=True)
    name = fields.CharField(max_length=120)
    password_hash = fields.CharField(max_length=200, description="argon2id")
    clerk: fields.ForeignKeyNullableRelation[Clerk] = fields.ForeignKeyField(
        "termin.Clerk", null=True, on_delete=fields.SET_NULL, related_name="accounts"
    )
    clerk_id: int | None
    disabled_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "account"


class Grant(Model):
    """A role of an account in one municipality, or only in one office of it."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "termin.Account", on_delete=fields.CASCADE, related_name="grants"
    )
    account_id: int
    role = fields.CharEnumField(Role, max_length=20)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.CASCADE, related_name="grants"
    )
    municipality_id: int
    office: fields.ForeignKeyNullableRelation[Office] = fields.ForeignKeyField(
        "termin.Office", null=True, on_delete=fields.CASCADE, related_name="grants"
    )
    office_id: int | None

    class Meta:
        table = "role_grant"


class SignIn(Model):
    """A sign-in kept by the server; the browser holds only the secret whose hash stands here."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "termin.Account", on_delete=fields.CASCADE, related_name="sign_ins"
    )
    account_id: int
    secret_hash = fields.CharField(max_length=64, unique=True, description="SHA-256, hex")
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    counter_id = fields.BigIntField(null=True, description="the counter chosen at the workstation")

    class Meta:
        table = "sign_in"


class Device(Model):
    """A kiosk or a display that acts for one office with a token of its own."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="devices"
    )
    municipality_id: int
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.CASCADE, related_name="devices"
    )
    office_id: int
    kind = fields.CharEnumField(DeviceKind, max_length=20)
    name = fields.CharField(max_length=120)
    secret_hash = fields.CharField(max_length=64, unique=True, description="SHA-256, hex")
    seen_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    settings = fields.JSONField[dict[str, object]](
        default=dict, description="what a display shows; `api.display.settings` reads it"
    )
    version = fields.IntField(default=0, description="grows with every change of the settings")
    health = fields.JSONField[dict[str, object]](
        default=dict, description="what the machine last said of itself"
    )

    class Meta:
        table = "device"


class Pairing(Model):
    """A screen that shows a code and waits until somebody of the staff says what it is."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.CASCADE, related_name="pairings"
    )
    municipality_id: int
    code = fields.CharField(max_length=12, unique=True, description="as shown; gone after use")
    secret_hash = fields.CharField(max_length=64, unique=True, description="SHA-256, hex")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    device: fields.ForeignKeyNullableRelation[Device] = fields.ForeignKeyField(
        "termin.Device", null=True, on_delete=fields.CASCADE, related_name="pairings"
    )
    device_id: int | None

    class Meta:
        table = "pairing"
