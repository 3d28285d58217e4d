"""Rows of capacity: duties, the segments they are cut into, and claims, which own scarcity."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from termin.capacity.skills import Able
from termin.officeday.rows import OfficeDay
from termin.offices.rows import Counter, Municipality, Office
from termin.staff.rows import Clerk


class DutyState(StrEnum):
    """Where a duty stands between plan and public."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Duty(Model):
    """A clerk at a counter for a stretch of time, and at which office it stands.

    Published duties of one counter, and of one clerk, never overlap (exclusion constraints, also
    across offices; drafts may, so that a draft can be compared with what is published).
    """

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="duties"
    )
    municipality_id: int
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="duties"
    )
    office_id: int
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="duties"
    )
    office_day_id: int
    counter: fields.ForeignKeyRelation[Counter] = fields.ForeignKeyField(
        "termin.Counter", on_delete=fields.RESTRICT, related_name="duties"
    )
    counter_id: int
    clerk: fields.ForeignKeyRelation[Clerk] = fields.ForeignKeyField(
        "termin.Clerk", on_delete=fields.RESTRICT, related_name="duties"
    )
    clerk_id: int
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    state = fields.CharEnumField(DutyState, max_length=20, default=DutyState.DRAFT)
    public_share = fields.SmallIntField(default=100, description="percent of its minutes")
    internal_share = fields.SmallIntField(default=0, description="percent of its minutes")
    walk_in_share = fields.SmallIntField(default=0, description="percent of its minutes")

    class Meta:
        table = "duty"


class Segment(Model):
    """A stretch of a published duty and what it is for (`public`, `internal`, `walk_in`)."""

    id = fields.BigIntField(primary_key=True)
    municipality_id = fields.BigIntField()
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="segments"
    )
    office_day_id: int
    duty: fields.ForeignKeyRelation[Duty] = fields.ForeignKeyField(
        "termin.Duty", on_delete=fields.CASCADE, related_name="segments"
    )
    duty_id: int
    counter_id = fields.BigIntField()
    use = fields.CharField(max_length=20)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "segment"


class Claim(Model):
    """A promise of one counter's planned time to one hold or one appointment.

    Owns scarcity: two claims of one counter never overlap (exclusion constraint, checked at the end
    of each statement). Calling, overrunning and finishing neither read nor change it.
    """

    id = fields.BigIntField(primary_key=True)
    municipality_id = fields.BigIntField()
    office_day: fields.ForeignKeyRelation[OfficeDay] = fields.ForeignKeyField(
        "termin.OfficeDay", on_delete=fields.RESTRICT, related_name="claims"
    )
    office_day_id: int
    duty: fields.ForeignKeyRelation[Duty] = fields.ForeignKeyField(
        "termin.Duty", on_delete=fields.RESTRICT, related_name="claims"
    )
    duty_id: int
    counter: fields.ForeignKeyRelation[Counter] = fields.ForeignKeyField(
        "termin.Counter", on_delete=fields.RESTRICT, related_name="claims"
    )
    counter_id: int
    clerk_id = fields.BigIntField(null=True, description="where a certain person was promised")
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    skills = fields.JSONField[list[int]](
        default=list, description="required of whoever serves, so that it can be re-seated"
    )
    hold_id = fields.UUIDField(null=True)
    appointment_id = fields.UUIDField(null=True)
    expires_at = fields.DatetimeField(null=True, description="of a hold or an unconfirmed booking")

    class Meta:
        table = "claim"


def able_of(one: Counter | Clerk) -> Able:
    """Return what a counter is equipped for, or a clerk has learned; their skills are read."""
    return None if one.every_skill else frozenset(int(skill.pk) for skill in one.skills)
