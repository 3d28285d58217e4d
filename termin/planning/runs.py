"""Runs of the solver: asked for, taken by one worker, watched, stopped, and ended.

Times of work (`heard_at`) are the database's own, so that a demo's clock does not rule them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date, datetime, timedelta

from tortoise.transactions import in_transaction

from termin.errors import Invalid, NotFound
from termin.events import PlanRunEnded
from termin.journal import record
from termin.offices.rows import Office, OfficeKind
from termin.planning.rows import PlanRun, RunState
from termin.store import rows_of

SILENCE = timedelta(seconds=30)
"""After so long without a sign of life a run's worker is taken for dead."""

MOST_SECONDS = 600
MOST_OFFICES = 60

_TAKE = """
UPDATE plan_run SET state = 'running', started_at = coalesce(started_at, $1),
  heard_at = clock_timestamp(), elapsed = 0, value = NULL, bound = NULL, parts_done = 0,
  step = 1, steps = 1
WHERE id = (SELECT id FROM plan_run WHERE state = 'queued' AND ($2::bigint IS NULL OR id = $2)
  ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1)
RETURNING id
"""
_HEAR = """
UPDATE plan_run SET heard_at = clock_timestamp(), elapsed = $2, value = $3, bound = $4,
  parts_done = $5, parts = $6, step = $7, steps = $8
WHERE id = $1 AND state = 'running' RETURNING stop
"""
_GIVE_BACK = """
UPDATE plan_run SET state = 'queued' WHERE state = 'running'
  AND heard_at < clock_timestamp() - $1::interval RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants planned: offices, a week, how long to think, and what matters how much.

    `wishes` are JSON values as `api.planning` reads them: weights and pins.
    """

    municipality: int
    offices: tuple[int, ...]
    monday: date
    seconds: float = 30.0
    seed: int = 1
    wishes: Mapping[str, object] = field(default_factory=dict)
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """How far a run is: seconds, cost of the best, what is proven, parts done of all, and step.

    Cost, proof and parts are those of the step.
    """

    seconds: float
    value: float | None
    bound: float | None
    done: int = 0
    parts: int = 1
    step: int = 1
    steps: int = 1


async def ask_for(request: Request, now: datetime) -> PlanRun:
    """Put a run in the queue of the workers.

    Raises:
        Invalid: no office, too many, a bus's stop (its halts are planned as tours), no Monday, or
            a time limit out of bounds.
    """
    wrong: dict[str, str] = {}
    if not 1 <= len(request.offices) <= MOST_OFFICES:
        wrong["dienststellen"] = f"Bitte wählen Sie 1 bis {MOST_OFFICES} Dienststellen."
    elif await Office.filter(id__in=request.offices, kind=OfficeKind.STOP).exists():
        wrong["dienststellen"] = "Haltepunkte eines Fahrzeugs werden unter „Bus“ geplant."
    if request.monday.weekday() != 0:
        wrong["woche"] = "Bitte wählen Sie eine Woche."
    if not 1 <= request.seconds <= MOST_SECONDS:
        wrong["sekunden"] = f"Bitte geben Sie 1 bis {MOST_SECONDS} Sekunden an."
    if wrong:
        raise Invalid(fields=wrong)
    return await PlanRun.create(
        municipality_id=request.municipality,
        offices=sorted(set(request.offices)),
        week_from=request.monday,
        week_to=request.monday + timedelta(days=6),
        seed=request.seed,
        seconds=request.seconds,
        wishes=dict(request.wishes),
        created_at=now,
        requested_by=request.account,
    )


async def take_run(now: datetime, run: int | None = None) -> PlanRun | None:
    """Return the next run in the queue (or this one), now the caller's; None if there is none."""
    rows = await rows_of(_TAKE, now, run)
    return await PlanRun.get(id=rows[0]["id"]) if rows else None


async def hear(run: int, heard: Heard) -> bool:
    """Note how far a run is; return whether it is to end with the best it has.

    Also where it is no longer the caller's: another worker took it for dead.
    """
    rows = await rows_of(_HEAR, run, *astuple(heard))
    return bool(rows[0]["stop"]) if rows else True


async def stop(run: int, now: datetime) -> None:
    """Ask a run to end with the best it has; one that nobody has begun ends at once."""
    async with in_transaction():
        row = await PlanRun.filter(id=run).select_for_update(no_key=True).first()
        if row is None:
            raise NotFound
        if row.state is RunState.QUEUED:
            await _end(row, RunState.CANCELLED, now)
        elif row.state is RunState.RUNNING:
            await PlanRun.filter(id=run).update(stop=True)


async def take_back(run: int, now: datetime) -> None:
    """End a run without a plan, also one that was begun; one that has ended stays as it is.

    Who works on it hears with the next sign of life that it is no longer theirs.
    """
    async with in_transaction():
        row = await PlanRun.filter(id=run).select_for_update(no_key=True).first()
        if row is None:
            raise NotFound
        if row.state in (RunState.QUEUED, RunState.RUNNING):
            await _end(row, RunState.CANCELLED, now)


async def end_run(run: int, state: RunState, now: datetime, **found: object) -> bool:
    """End a running run with what was found; False where it is no longer the caller's."""
    async with in_transaction():
        row = await PlanRun.filter(id=run).select_for_update(no_key=True).first()
        if row is None or row.state is not RunState.RUNNING:
            return False
        await _end(row, state, now, **found)
        return True


async def give_back(run: int) -> None:
    """Put a run that its worker cannot finish back into the queue."""
    await PlanRun.filter(id=run, state=RunState.RUNNING).update(state=RunState.QUEUED)


async def give_back_lost() -> int:
    """Put runs whose worker died back into the queue; return how many."""
    rows = await rows_of(_GIVE_BACK, SILENCE)
    return len(rows)


async def _end(row: PlanRun, state: RunState, now: datetime, **found: object) -> None:
    await PlanRun.filter(id=row.id).update(state=state, ended_at=now, **found)
    await record(row.municipality_id, PlanRunEnded(row.id, state.value), now)
