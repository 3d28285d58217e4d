"""Rows of offices that drive: the unit, where it may stop, its patterns, and its halts."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from termin.offices.rows import Municipality, Office


class UnitKind(StrEnum):
    """What carries the office."""

    BUS = "bus"
    SUITCASE = "suitcase"


class OnHoliday(StrEnum):
    """What becomes of a day of a pattern on which there is a public holiday."""

    LEAVE_OUT = "leave-out"
    NEXT_WORKDAY = "next-workday"


class HaltState(StrEnum):
    """Where a halt stands between plan and public."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    """Another halt at the same stop on the same day has taken its place."""


GONE = (HaltState.CANCELLED, HaltState.REPLACED)
"""Halts that were public and do not take place."""


class MobileUnit(Model):
    """A bus or a suitcase with which clerks visit places that have no office."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="mobile_units"
    )
    municipality_id: int
    name = fields.CharField(max_length=120)
    kind = fields.CharEnumField(UnitKind, max_length=20, default=UnitKind.BUS)
    equipment = fields.JSONField[list[str]](default=list, description="what it has on board")
    depot_name = fields.CharField(max_length=200, default="")
    depot_latitude = fields.FloatField(description="degrees, WGS 84")
    depot_longitude = fields.FloatField(description="degrees, WGS 84")
    day_minutes = fields.SmallIntField(default=540, description="away from the depot at most")
    metres_per_minute = fields.SmallIntField(
        default=600, description="straight ahead, where no roads are known; 600 is 36 km/h"
    )
    public_share = fields.SmallIntField(default=60, description="percent of a halt's minutes")
    internal_share = fields.SmallIntField(default=10, description="percent of a halt's minutes")
    walk_in_share = fields.SmallIntField(default=30, description="percent of a halt's minutes")
    retired_at = fields.DatetimeField(null=True)
    crew: fields.ReverseRelation[CrewMember]
    stops: fields.ReverseRelation[Stop]

    class Meta:
        table = "mobile_unit"
        unique_together = (("municipality", "name"),)


class CrewMember(Model):
    """A clerk who goes along; the first sits at a stop's first counter."""

    id = fields.BigIntField(primary_key=True)
    unit: fields.ForeignKeyRelation[MobileUnit] = fields.ForeignKeyField(
        "termin.MobileUnit", on_delete=fields.CASCADE, related_name="crew"
    )
    unit_id: int
    clerk: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "termin.Clerk", on_delete=fields.RESTRICT, related_name="crews"
    )
    clerk_id: int
    position = fields.SmallIntField(default=0)

    class Meta:
        table = "crew_member"
        unique_together = (("unit", "clerk"),)


class Stop(Model):
    """A place where a unit may stand; its office has the position, the services and a counter."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="stops"
    )
    municipality_id: int
    unit: fields.ForeignKeyRelation[MobileUnit] = fields.ForeignKeyField(
        "termin.MobileUnit", on_delete=fields.RESTRICT, related_name="stops"
    )
    unit_id: int
    office: fields.OneToOneRelation[Office] = fields.OneToOneField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="stop"
    )
    office_id: int
    needs = fields.JSONField[list[str]](
        default=list, description="equipment without which nothing can be done here"
    )
    offers = fields.JSONField[list[str]](
        default=list, description="equipment that stands here, and need not come along"
    )
    setup_minutes = fields.SmallIntField(default=15, description="from arriving to opening")
    pack_minutes = fields.SmallIntField(default=10, description="from closing to leaving")
    residents = fields.IntField(default=0, description="people for whom this is the nearest office")

    class Meta:
        table = "stop"


class TourPattern(Model):
    """Days that come again by a rule of RFC 5545, and which stops are visited on each."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="tour_patterns"
    )
    municipality_id: int
    unit: fields.ForeignKeyRelation[MobileUnit] = fields.ForeignKeyField(
        "termin.MobileUnit", on_delete=fields.CASCADE, related_name="patterns"
    )
    unit_id: int
    name = fields.CharField(max_length=120)
    rule = fields.CharField(max_length=300, description="RRULE, as FREQ=MONTHLY;BYDAY=1MO")
    starts_on = fields.DateField(description="DTSTART: intervals count from here")
    ends_on = fields.DateField(null=True, description="inclusive")
    left_out = fields.JSONField[list[str]](default=list, description="EXDATE, ISO 8601 dates")
    added = fields.JSONField[list[str]](default=list, description="RDATE, ISO 8601 dates")
    on_holiday = fields.CharEnumField(OnHoliday, max_length=20, default=OnHoliday.LEAVE_OUT)
    legs: fields.ReverseRelation[PatternStop]

    class Meta:
        table = "tour_pattern"


class PatternStop(Model):
    """One stop of a pattern's day, in order; minutes after local midnight."""

    id = fields.BigIntField(primary_key=True)
    pattern: fields.ForeignKeyRelation[TourPattern] = fields.ForeignKeyField(
        "termin.TourPattern", on_delete=fields.CASCADE, related_name="legs"
    )
    pattern_id: int
    stop: fields.ForeignKeyRelation[Stop] = fields.ForeignKeyField(
        "termin.Stop", on_delete=fields.RESTRICT, related_name="legs"
    )
    stop_id: int
    arrives = fields.SmallIntField()
    opens = fields.SmallIntField()
    closes = fields.SmallIntField()
    leaves = fields.SmallIntField()

    class Meta:
        table = "pattern_stop"
        unique_together = (("pattern", "arrives"),)


class Halt(Model):
    """One stand of a unit at a stop on a date; while published, it is the stop's opening hours.

    Published halts of one unit never overlap (exclusion constraint); drafts may.
    """

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="halts"
    )
    municipality_id: int
    unit: fields.ForeignKeyRelation[MobileUnit] = fields.ForeignKeyField(
        "termin.MobileUnit", on_delete=fields.RESTRICT, related_name="halts"
    )
    unit_id: int
    stop: fields.ForeignKeyRelation[Stop] = fields.ForeignKeyField(
        "termin.Stop", on_delete=fields.RESTRICT, related_name="halts"
    )
    stop_id: int
    date = fields.DateField(description="in the stop's own time")
    arrives_at = fields.DatetimeField()
    opens_at = fields.DatetimeField()
    closes_at = fields.DatetimeField()
    leaves_at = fields.DatetimeField()
    state = fields.CharEnumField(HaltState, max_length=20, default=HaltState.DRAFT)
    reason = fields.CharField(
        max_length=300, default="", description="why it was cancelled, for citizens"
    )
    dropped = fields.BooleanField(
        default=False, description="published, and falls when the drafts around it are published"
    )
    changed_at = fields.DatetimeField()

    class Meta:
        table = "halt"
