"""Carrying out a run for tours: read a unit's month, let a child solve it, draft what it found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import msgspec

from api.planning.child import Child, ChildFailed
from api.planning.patterns import halts_by_pattern
from api.planning.tour_answer import TourAnswer, clash_of, hindrance_of, said_of
from api.planning.tours import halts_of, problem_of
from scheduler.tours.check import check
from scheduler.tours.problem import Horizon, Plan, Problem
from scheduler.watch import Progress, Watch
from termin.errors import NotFound, Refusal
from termin.localtime import local_date
from termin.mobile import HaltPlan, draft_halts, halts_between, plan_of, touched_by
from termin.offices import public_holidays
from termin.offices.mobile import Halt, HaltState, MobileUnit, Stop
from termin.offices.rows import Municipality
from termin.planning.rows import PlanRun, RunState
from termin.planning.runs import Heard, end_run, hear

TOURS = "tours"
"""The kind of a run that plans a unit's month."""

UNIT, FREE = "unit", "free"
"""Keys of `PlanRun.wishes`: which unit, and whether halts that are booked may change too."""

REASONING = 20.0
"""Seconds for finding what cannot hold together, after it is known that something cannot."""

LONG, BRIEF = 10.0, 1.0
"""Seconds for finding what stands in the way of more: usually, and after somebody said stop."""

FAULT = "Die Berechnung ist ohne Ergebnis abgebrochen. Bitte starten Sie sie noch einmal."
IMPOSSIBLE = (
    "Kein erlaubter Plan hält alle Halte, die schon gebucht sind. Bitte sagen Sie zuerst einen ab."
)
NOTHING = "In diesem Monat ist nichts mehr zu planen, oder den Haltepunkten fehlen Koordinaten."

logger = logging.getLogger("termin.planning")


@dataclass(frozen=True, slots=True)
class Task:
    """What the child computes, and how long."""

    problem: Problem
    seconds: float
    seed: int


class NoPlan(Exception):
    """There is no legal plan with these pins."""


def solve_tours(task: Task, watch: Watch) -> TourAnswer:
    """Return the plan of a unit's days, judged by the check, or what cannot hold together.

    Raises:
        NoPlan: there is none, and why was not found in time.
        RuntimeError: what was found breaks a rule: a fault of ours, never shown as a plan.
    """
    # They load the solvers, in a child only.
    from scheduler.tours.conflict import conflict
    from scheduler.tours.explain import obstacles, penalties
    from scheduler.tours.solve import Impossible, solve

    began, stopped = perf_counter(), False

    def heard(progress: Progress) -> bool:
        nonlocal stopped
        stopped = watch(progress) or stopped
        return stopped

    try:
        solution = solve(task.problem, task.seconds, task.seed, heard)
    except Impossible as error:
        found = conflict(task.problem, ("pin",), REASONING)
        if found is None:
            raise NoPlan from error
        return TourAnswer(0.0, 0.0, perf_counter() - began, {}, (), clash=clash_of(found))
    answer = answer_of(task.problem, solution.plan, solution.bound, solution.seconds)
    return replace(
        answer,
        said=tuple(map(said_of, penalties(task.problem, solution.plan))),
        hindrances=tuple(
            map(hindrance_of, obstacles(task.problem, solution.plan, BRIEF if stopped else LONG))
        ),
    )


def answer_of(problem: Problem, plan: Plan, bound: float, seconds: float) -> TourAnswer:
    """Return what a plan comes to, by the check.

    Raises:
        RuntimeError: it breaks a rule.
    """
    verdict = check(problem, plan)
    if not verdict.legal:
        raise RuntimeError("; ".join(str(one) for one in verdict.broken[:3]))
    costs = {name: cost for name, cost in verdict.by_rule().items() if cost}
    return TourAnswer(verdict.cost, min(bound, verdict.cost), seconds, costs, halts_of(plan))


async def carry_out_tours(run: PlanRun, clock: Callable[[], datetime]) -> int:
    """Work on a run that the caller has taken, to its end; return how many halts were drafted."""
    try:
        return await _carry_out(run, clock)
    except Refusal as refusal:
        await end_run(run.id, RunState.FAILED, clock(), fault=refusal.detail or refusal.title)
    except ChildFailed as error:
        logger.warning("event=plan-run-failed run=%d reason=%s", run.id, error)
        fault = IMPOSSIBLE if str(error).startswith(NoPlan.__name__) else FAULT
        await end_run(run.id, RunState.FAILED, clock(), fault=fault)
    return 0


async def _carry_out(run: PlanRun, clock: Callable[[], datetime]) -> int:
    unit = await MobileUnit.get_or_none(
        id=int(str(run.wishes.get(UNIT, 0))), municipality_id=run.municipality_id
    )
    if unit is None:
        raise NotFound
    first, last = await _span(run, unit, clock())
    free = bool(run.wishes.get(FREE))
    problem = await read_problem(unit, first, last, clock(), free=free)
    if problem is None:
        raise NotFound(NOTHING)
    stopped = False

    async def heard(progress: Progress) -> bool:
        nonlocal stopped
        told = Heard(progress.seconds, progress.value, progress.bound)
        stopped = await hear(run.id, told)
        return stopped

    child: Child[TourAnswer] = Child(solve_tours, Task(problem, run.seconds, run.seed))
    answer = await child.run(heard)
    told = msgspec.json.encode(answer).decode()
    if answer.clash is not None:
        await end_run(run.id, RunState.DONE, clock(), answer=told, elapsed=answer.seconds)
        return 0
    made = await draft_halts(unit, first, last, answer.halts, clock(), replacing=True)
    await end_run(
        run.id,
        RunState.CANCELLED if stopped else RunState.DONE,
        clock(),
        answer=told,
        value=answer.value,
        bound=answer.bound,
        elapsed=answer.seconds,
    )
    return made


async def _span(run: PlanRun, unit: MobileUnit, now: datetime) -> tuple[date, date]:
    """Return the days to plan: those of the run that are still to come."""
    town = await Municipality.get(id=unit.municipality_id)
    today = local_date(now, ZoneInfo(town.time_zone))
    first = max(run.week_from, date.fromordinal(today.toordinal() + 1))
    if first > run.week_to:
        raise NotFound(NOTHING)
    return first, run.week_to


async def read_problem(
    unit: MobileUnit,
    first: date,
    last: date,
    now: datetime,
    *,
    free: bool = False,
    others: Sequence[HaltPlan] = (),
) -> Problem | None:
    """Return the problem of a unit's days as the rows have it; None without any placed stop.

    Halts that somebody has booked are pinned unless all are `free`; `others` as in `problem_of`.
    """
    town = await Municipality.get(id=unit.municipality_id)
    rows = await Stop.filter(
        unit_id=unit.id, office__latitude__isnull=False, office__longitude__isnull=False
    ).select_related("office")
    stops = sorted(rows, key=lambda row: row.id)
    if not stops:
        return None
    holidays = public_holidays(town.land, town.holiday_categories, first, last)
    published = [
        one for one in await halts_between(unit.id, first, last) if one.state is HaltState.PUBLISHED
    ]
    booked = [] if free else [one for one in published if await touched_by(one.id, now)]
    return problem_of(
        unit,
        stops,
        await unit.crew.all().count(),
        Horizon(first, last, frozenset(holidays)),
        last_visits=await _last_visits(unit, first),
        patterns=await halts_by_pattern(unit, first, last),
        published=[plan_of(one) for one in published],
        pinned=list(map(plan_of, booked)),
        others=others,
    )


async def _last_visits(unit: MobileUnit, before: date) -> dict[int, date]:
    found: dict[int, date] = {}
    rows = Halt.filter(unit_id=unit.id, state=HaltState.PUBLISHED, date__lt=before)
    for stop, on in await rows.order_by("date").values_list("stop_id", "date"):
        found[stop] = on
    return found
