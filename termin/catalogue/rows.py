"""Rows of the catalogue: services, where they are offered, what combines, and Lebenslagen."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from termin.offices.rows import Municipality, Office


class Skill(Model):
    """What a counter is equipped for and a clerk has learned; a service needs at most one."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="skills"
    )
    municipality_id: int
    slug = fields.CharField(max_length=60)
    name = fields.CharField(max_length=120)

    class Meta:
        table = "skill"
        unique_together = (("municipality", "slug"),)


class Service(Model):
    """What a citizen can get done.

    Facts come from an import and are overwritten by the next one; `skill` is local planning and is
    never touched by an import.
    """

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="services"
    )
    municipality_id: int
    source = fields.CharField(max_length=20, default="local")
    external_id = fields.CharField(max_length=80)
    name = fields.CharField(max_length=300)
    names = fields.JSONField[dict[str, str]](default=dict, description="language: name")
    description = fields.TextField(default="", description="plain paragraphs")
    keywords = fields.JSONField[list[str]](default=list)
    leika = fields.JSONField[list[str]](default=list, description="14 digits each, prefix-matched")
    minutes = fields.SmallIntField(default=15, description="where an office states none")
    max_count = fields.SmallIntField(default=1, description="how often in one visit")
    documents = fields.JSONField[dict[str, list[str]]](default=dict, description="language: list")
    documents_from = fields.CharField(
        max_length=20, default="", description="source that stated the documents"
    )
    fee = fields.TextField(default="")
    attendance = fields.CharField(max_length=40, default="person")
    online_url = fields.CharField(max_length=1000, default="")
    fully_online = fields.BooleanField(default=False)
    group = fields.CharField(max_length=60, default="")
    legal_deadline = fields.TextField(default="")
    combines_with_all = fields.BooleanField(default=True, description="else only as listed")
    public = fields.BooleanField(default=True)
    on_start_page = fields.BooleanField(default=False)
    skill: fields.ForeignKeyNullableRelation[Skill] = fields.ForeignKeyField(
        "termin.Skill", null=True, on_delete=fields.RESTRICT, related_name="services"
    )
    skill_id: int | None
    retired_at = fields.DatetimeField(null=True, description="gone from the import it came from")

    class Meta:
        table = "service"
        unique_together = (("municipality", "source", "external_id"),)


class ServiceAtOffice(Model):
    """A service as one office offers it; durations belong here.

    `local_minutes` and `local_public` are local planning and win over the imported facts. An import
    writes and retires only rows of its own `source`.
    """

    id = fields.BigIntField(primary_key=True)
    municipality_id = fields.BigIntField()
    source = fields.CharField(max_length=20, default="local")
    service: fields.ForeignKeyRelation[Service] = fields.ForeignKeyField(
        "termin.Service", on_delete=fields.CASCADE, related_name="at_offices"
    )
    service_id: int
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "termin.Office", on_delete=fields.CASCADE, related_name="services"
    )
    office_id: int
    minutes = fields.SmallIntField()
    max_count = fields.SmallIntField(null=True)
    public = fields.BooleanField(default=True)
    bookable = fields.BooleanField(default=True)
    local_minutes = fields.SmallIntField(null=True)
    stations = fields.JSONField[list[str]](
        default=list, description="areas to visit after the counter, in order, as 'Kasse'"
    )
    local_public = fields.BooleanField(null=True)
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "service_at_office"
        unique_together = (("service", "office"),)

    @property
    def planned_minutes(self) -> int:
        """Minutes one piece of this service takes at this office."""
        return int(self.minutes if self.local_minutes is None else self.local_minutes)

    @property
    def offered(self) -> bool:
        """Whether citizens may book it here."""
        shown = self.local_public if self.local_public is not None else self.public
        return shown and self.bookable and self.retired_at is None


class Combination(Model):
    """Two services that may share one visit (stored once for each direction)."""

    id = fields.BigIntField(primary_key=True)
    municipality_id = fields.BigIntField()
    source = fields.CharField(max_length=20, default="local")
    service: fields.ForeignKeyRelation[Service] = fields.ForeignKeyField(
        "termin.Service", on_delete=fields.CASCADE, related_name="combinations"
    )
    service_id: int
    other: fields.ForeignKeyRelation[Service] = fields.ForeignKeyField(
        "termin.Service", on_delete=fields.CASCADE, related_name="combined_by"
    )
    other_id: int

    class Meta:
        table = "combination"
        unique_together = (("service", "other"),)


class Lebenslage(Model):
    """A situation of life, as the birth of a child, with the services it may need."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="lebenslagen"
    )
    municipality_id: int
    source = fields.CharField(max_length=20, default="local")
    external_id = fields.CharField(max_length=80)
    name = fields.CharField(max_length=200)
    names = fields.JSONField[dict[str, str]](default=dict)
    notes = fields.TextField(default="")
    partners = fields.JSONField[list[str]](default=list)
    deadlines = fields.JSONField[list[str]](default=list)
    retired_at = fields.DatetimeField(null=True, description="gone from the import it came from")

    class Meta:
        table = "lebenslage"
        unique_together = (("municipality", "external_id"),)


class LebenslageStep(Model):
    """One service of a Lebenslage, in its place in the order."""

    id = fields.BigIntField(primary_key=True)
    lebenslage: fields.ForeignKeyRelation[Lebenslage] = fields.ForeignKeyField(
        "termin.Lebenslage", on_delete=fields.CASCADE, related_name="steps"
    )
    lebenslage_id: int
    service: fields.ForeignKeyRelation[Service] = fields.ForeignKeyField(
        "termin.Service", on_delete=fields.CASCADE, related_name="lebenslage_steps"
    )
    service_id: int
    position = fields.SmallIntField()
    required = fields.BooleanField(default=False)

    class Meta:
        table = "lebenslage_step"
        unique_together = (("lebenslage", "service"),)
