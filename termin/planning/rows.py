"""Rows of planning: runs of the solver, and the drafts that come of them."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from termin.offices.rows import Municipality


class RunState(StrEnum):
    """Where a run stands; the moves are in `termin.planning.runs`."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class DraftState(StrEnum):
    """Where a draft stands between plan and public."""

    DRAFT = "draft"
    PUBLISHING = "publishing"
    PUBLISHED = "published"


WEEK = "week"
"""The kind of a run that plans counters and duties; others plan tours."""


class PlanRun(Model):
    """One computation of a plan: what was asked, how far it is, and what came of it.

    `problem` and `answer` are JSON as `api.planning` writes it; the domain never reads them.
    """

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="plan_runs"
    )
    municipality_id: int
    kind = fields.CharField(max_length=20, default=WEEK)
    offices = fields.JSONField[list[int]](default=list)
    week_from = fields.DateField(description="a Monday")
    week_to = fields.DateField(description="inclusive, a Sunday")
    seed = fields.IntField(default=1)
    seconds = fields.FloatField(default=30.0, description="the solver's time limit")
    wishes = fields.JSONField[dict[str, object]](
        default=dict, description="weights that differ from the usual, and pins of a draft"
    )
    state = fields.CharEnumField(RunState, max_length=20, default=RunState.QUEUED)
    stop = fields.BooleanField(default=False, description="somebody asked it to end with its best")
    elapsed = fields.FloatField(default=0.0, description="seconds the solver has run")
    step = fields.IntField(default=1, description="which of the steps is computed")
    steps = fields.IntField(default=1)
    value = fields.FloatField(
        null=True, description="cost of the best so far: of this step, of all once it is done"
    )
    bound = fields.FloatField(null=True, description="what nothing can undercut, likewise")
    parts = fields.IntField(default=1)
    parts_done = fields.IntField(default=0)
    problem = fields.TextField(default="")
    answer = fields.TextField(default="")
    fault = fields.TextField(default="", description="why it failed, for people")
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    heard_at = fields.DatetimeField(null=True, description="last sign of life of its worker")
    ended_at = fields.DatetimeField(null=True)
    requested_by = fields.BigIntField(null=True, description="account; null from the command line")

    class Meta:
        table = "plan_run"


class PlanDraft(Model):
    """A plan of a week that can be looked at, compared and published."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="plan_drafts"
    )
    municipality_id: int
    run: fields.ForeignKeyNullableRelation[PlanRun] = fields.ForeignKeyField(
        "termin.PlanRun", null=True, on_delete=fields.SET_NULL, related_name="drafts"
    )
    run_id: int | None
    name = fields.CharField(max_length=120)
    offices = fields.JSONField[list[int]](default=list)
    week_from = fields.DateField(description="a Monday")
    week_to = fields.DateField(description="inclusive, a Sunday")
    state = fields.CharEnumField(DraftState, max_length=20, default=DraftState.DRAFT)
    plan = fields.TextField(description="the duties, as `termin.planning.plan` reads them")
    pins = fields.TextField(default="[]", description="those that a new run has to keep")
    shifts = fields.TextField(
        default="[]", description="who works from when until when, as `termin.planning.shifts`"
    )
    told = fields.JSONField[dict[str, str]](
        default=dict, description="office and date: what its publication came to"
    )
    fills = fields.BooleanField(
        default=False, description="for somebody who cannot come: changes today, too, if not begun"
    )
    created_at = fields.DatetimeField()
    created_by = fields.BigIntField(null=True, description="account")
    published_at = fields.DatetimeField(null=True)
    published_by = fields.BigIntField(null=True, description="account")

    class Meta:
        table = "plan_draft"
