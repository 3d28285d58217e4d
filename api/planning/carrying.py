"""Carrying out a run: read, translate, let a child solve, keep the answer, make a draft of it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tortoise.transactions import in_transaction

from api.planning.answer import Answer, Refused, asked_of, read_answer, write
from api.planning.child import Child, ChildFailed, Work
from api.planning.filling import FillTask, fill_week
from api.planning.problem import problem_of
from api.planning.reading import read_week
from api.planning.solving import Task, pins_within, solve_week
from api.planning.wishes import AFTER, after_of, costs_of, pins_of, shifts_of
from scheduler.watch import Progress
from termin.errors import NotFound, Refusal
from termin.localtime import local_date
from termin.offices import Office
from termin.planning.drafts import make_draft
from termin.planning.plan import PlannedDuty
from termin.planning.rows import PlanDraft, PlanRun, RunState
from termin.planning.runs import Heard, end_run, hear

__all__ = ["FAULT", "Progress", "Tell", "carry_out", "first_open"]

Tell = Callable[[Progress], Awaitable[None]]

logger = logging.getLogger("termin.planning")


async def carry_out(
    run: PlanRun, clock: Callable[[], datetime], tell: Tell | None = None
) -> PlanDraft | None:
    """Work on a run that the caller has taken, to its end; return the draft that came of it.

    None where it was stopped without a plan, failed, or was taken over by another worker; the run
    says why.
    """
    try:
        return await _carry_out(run, clock, tell)
    except Refusal as refusal:
        await end_run(run.id, RunState.FAILED, clock(), fault=refusal.title)
    except ChildFailed as error:
        logger.warning("event=plan-run-failed run=%d reason=%s", run.id, error)
        await end_run(run.id, RunState.FAILED, clock(), fault=FAULT)
    return None


FAULT = "Die Berechnung ist ohne Ergebnis abgebrochen. Bitte starten Sie sie noch einmal."
UNLAWFUL = "Der gefundene Plan hätte eine Regel verletzt, die immer gilt, und wurde verworfen."
REFUSED = "Was festgelegt ist, kann nicht zusammen gelten. Es gibt keinen Plan, der es einhält."


async def _carry_out(
    run: PlanRun, clock: Callable[[], datetime], tell: Tell | None
) -> PlanDraft | None:
    work, task = await _work(run, clock())
    stopped = False

    async def heard(progress: Progress) -> bool:
        nonlocal stopped
        if tell is not None:
            await tell(progress)
        stopped = await hear(run.id, _heard(progress))
        return stopped

    child: Child[Answer | Refused] = Child(work, task)
    answer = await child.run(heard)
    if isinstance(answer, Refused):
        fault = UNLAWFUL if answer.broken else REFUSED
        await end_run(run.id, RunState.FAILED, clock(), answer=write(answer), fault=fault)
        return None
    state = RunState.CANCELLED if stopped else RunState.DONE
    async with in_transaction():  # who sees that it has ended sees its draft
        whole = await end_run(
            run.id,
            state,
            clock(),
            answer=write(answer),
            value=answer.value,
            bound=answer.bound,
            elapsed=answer.seconds,
        )
        return await _draft(run, answer, clock()) if whole else None


async def _draft(run: PlanRun, answer: Answer, now: datetime) -> PlanDraft:
    kept = pins_of(run.wishes)
    pins = [duty for duty in answer.duties if any(duty.holds(pin) for pin in kept)]
    fills = after_of(run.wishes) is not None
    name = await _name(run)
    return await make_draft(run, name, answer.duties, pins, now, answer.shifts, fills=fills)


async def _work(run: PlanRun, now: datetime) -> tuple[Work, Task | FillTask]:
    """Return what the child is to do: a plan of the week, or one that fills a plan's gaps."""
    facts = await read_week(run.municipality_id, run.offices, run.week_from, now)
    translation = problem_of(facts, costs_of(run.wishes))
    before = await _before(run)
    if before is not None:
        await PlanRun.filter(id=run.id).update(problem=before.problem)
        answer = read_answer(before.answer)
        first = first_open(answer.duties, now, facts.offices[0].zone)
        return fill_week, FillTask(translation, answer, first, run.seconds, run.seed)
    await PlanRun.filter(id=run.id).update(problem=write(asked_of(translation)))
    pins = pins_within(pins_of(run.wishes), translation)
    shifts = shifts_of(run.wishes)
    return solve_week, Task(translation, run.seconds, run.seed, pins, shifts)


def first_open(duties: Iterable[PlannedDuty], now: datetime, zone: ZoneInfo) -> date:
    """Return the first date of a plan that can still be changed: today until a duty has begun."""
    today = local_date(now, zone)
    begun = any(duty.on == today and duty.during(zone).start <= now for duty in duties)
    return today + timedelta(days=1) if begun else today


async def _before(run: PlanRun) -> PlanRun | None:
    """Return the run whose plan is to be filled, where that is what this one is for.

    Raises:
        NotFound: there is none any more.
    """
    if AFTER not in run.wishes:
        return None
    draft = await PlanDraft.get_or_none(id=after_of(run.wishes))
    before = None if draft is None else await PlanRun.get_or_none(id=draft.run_id)
    if before is None or not before.answer:
        raise NotFound
    return before


def _heard(progress: Progress) -> Heard:
    return Heard(
        progress.seconds,
        progress.value,
        progress.bound,
        progress.done,
        max(1, progress.parts),
        progress.step,
        progress.steps,
    )


async def _name(run: PlanRun) -> str:
    """Return what the draft is called: its week, its offices, and which attempt it is."""
    names = await Office.filter(id__in=run.offices).order_by("id")
    year, week, _ = run.week_from.isocalendar()
    before = await PlanDraft.filter(
        municipality_id=run.municipality_id, week_from=run.week_from
    ).count()
    told = ", ".join(one.short_name or one.name for one in names)
    return f"Woche {week}/{year}, {told}"[:100] + f" (Entwurf {before + 1})"
