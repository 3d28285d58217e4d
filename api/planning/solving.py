"""What the child process does: solve, keep promises, name, and have the check say what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.planning.answer import (
    Answer,
    Said,
    dearest_first,
    lacking_of,
    lost_of,
    open_counters,
    said_of,
)
from api.planning.coverage import cover
from api.planning.naming import name_duties
from api.planning.problem import Translation
from api.planning.promises import Mended, keep_promises
from api.planning.shortfalls import missed_wishes, uncovered
from scheduler.capacity.check import check
from scheduler.capacity.explain import explain
from scheduler.capacity.problem import Plan
from scheduler.finding import Finding, Verdict
from scheduler.watch import Solution, Watch
from termin.planning.plan import PlannedDuty

WISH = 5.0
"""What a missed wish costs, for each unit of its weight."""


BY_TIME, BY_DAY = frozenset({"short", "sent"}), frozenset({"unserved", "waiting", "diversion"})


class WrongPlan(Exception):
    """The solver's plan breaks a rule of the check: a fault of ours, never shown as a plan."""


@dataclass(frozen=True, slots=True)
class Task:
    """A translated week, how long to think, the duties to keep, and processes to think with."""

    translation: Translation
    seconds: float
    seed: int
    pins: tuple[PlannedDuty, ...] = ()
    workers: int = 2


def solve_week(task: Task, watch: Watch) -> Answer:
    """Return the plan of a week.

    Raises:
        WrongPlan: what was found breaks a rule.
    """
    from scheduler.capacity.solve import plan_counters  # the solvers, which only a child may load

    solution = plan_counters(
        task.translation.problem,
        seconds=task.seconds,
        seed=task.seed,
        number_of_workers=task.workers,
        watch=watch,
    )
    return answer_to(task, solution)


def answer_to(task: Task, solution: Solution[Plan]) -> Answer:
    """Return what a solver's plan comes to: with promises kept, in names, judged by the check.

    Raises:
        WrongPlan: it breaks a rule.
    """
    translation = task.translation
    covered = cover(translation, solution.plan)
    mended = keep_promises(translation, covered.plan)
    served = cover(translation, mended.plan, mended.needs, exchange=False)
    verdict = check(mended.problem, mended.plan)
    if not verdict.legal:
        raise WrongPlan("; ".join(str(one) for one in verdict.broken[:3]))
    named = name_duties(translation, mended.plan, task.pins, served.needs)
    wishes = _wishes(translation, named.duties)
    value = verdict.cost + sum(one.cost or 0.0 for one in wishes)
    return Answer(
        value=value,
        bound=min(solution.bound, value),
        seconds=solution.seconds,
        open=open_counters(mended.problem, mended.plan),
        duties=list(named.duties),
        said=sorted([*said_of(_reasons(mended, verdict)), *wishes], key=dearest_first),
        lost=lost_of(mended.lost),
        lacking=lacking_of(translation, named, uncovered(translation, named.duties)),
        opened=mended.opened,
        changed=mended.changed,
    )


def _reasons(mended: Mended, verdict: Verdict) -> list[Finding]:
    """Return why a plan costs what it costs: where work waits with what stands in the way of more.

    What the check sums up by day is left out where the explanation says it by time of day.
    """
    told = [one for one in explain(mended.problem, mended.plan) if one.rule.name in BY_TIME]
    return told + [one for one in verdict.findings if one.rule.name not in BY_DAY]


def _wishes(translation: Translation, duties: Sequence[PlannedDuty]) -> list[Said]:
    """Return which wishes are missed, as the rule of rosters that says so."""
    names = {
        clerk.id: clerk.name for office in translation.facts.offices for clerk in office.clerks
    }
    return [
        Said(
            "wish", {"clerk": names[who], "day": on.isoformat(), "want": kind.value}, WISH * weight
        )
        for (who, on, kind), weight in missed_wishes(translation.facts, duties).items()
    ]


def pins_within(pins: Sequence[PlannedDuty], translation: Translation) -> tuple[PlannedDuty, ...]:
    """Return the pins that the week still allows: counter and clerk are there, and it is open."""
    offices = {office.id: office for office in translation.facts.offices}
    found = []
    for pin in pins:
        office = offices.get(pin.office)
        if office is None or not office.open.get(pin.on):
            continue
        counter = any(one.id == pin.counter for one in office.counters)
        clerk = next((one for one in office.clerks if one.id == pin.clerk), None)
        if counter and clerk is not None and clerk.free(pin.on, pin.start, pin.end):
            found.append(pin)
    return tuple(found)
