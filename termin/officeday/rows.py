"""The row that is an office's day: locked before the day is made scarcer, and its version."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from termin.offices.rows import Municipality, Office


class OfficeDay(Model):
    """One local date of one office; `seq` counts every change of it, without gaps.

    A column `changed_xid xid8` (set by a trigger to the writing transaction) lets followers ask for
    the days that changed since a snapshot; the ORM neither reads nor writes it.
    """

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="office_days"
    )
    municipality_id: int
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.RESTRICT, related_name="days"
    )
    office_id: int
    date = fields.DateField()
    seq = fields.BigIntField(default=0)

    class Meta:
        table = "office_day"
        unique_together = (("office", "date"),)
