"""What the child process does: counters, promises, rosters, and what the checks say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic

from api.planning.answer import (
    Answer,
    Refused,
    Said,
    dearest_first,
    lacking_of,
    lost_of,
    open_counters,
    said_of,
)
from api.planning.asking import asking
from api.planning.coverage import cover
from api.planning.crew import FULL_TIME
from api.planning.keeping import kept_roster, unkept
from api.planning.problem import Translation
from api.planning.promises import Mended, keep_promises
from api.planning.roster import OfficeRoster, roster_of
from api.planning.shortfalls import uncovered
from api.planning.staffing import SCALE, Solve, Staffed, Unlawful, staff, told, unmanned
from scheduler.capacity.check import check
from scheduler.capacity.explain import explain
from scheduler.capacity.problem import Plan
from scheduler.finding import Finding, Verdict
from scheduler.roster.choices import Impossible, choices
from scheduler.roster.greedy import first_roster
from scheduler.roster.problem import Problem, Roster
from scheduler.watch import Progress, Solution, Watch
from termin.planning.plan import PlannedDuty
from termin.planning.shifts import PlannedShift

COUNTERS = 0.5
"""So much of the time goes to the counters at most; the rest is the rosters'."""

CREW = 5.0
"""Seconds for a roster from which on it is worth to start processes for it."""

BY_TIME, BY_DAY = (
    frozenset({"short", "left", "sent"}),
    frozenset({"unserved", "waiting", "diversion"}),
)


@dataclass(frozen=True, slots=True)
class Task:
    """A translated week, how long to think, the duties to keep, and processes to think with.

    `shifts` are the working days that `pins` belong to, where they are known.
    """

    translation: Translation
    seconds: float
    seed: int
    pins: tuple[PlannedDuty, ...] = ()
    shifts: tuple[PlannedShift, ...] = ()
    workers: int = 2


def solve_week(task: Task, watch: Watch) -> Answer | Refused:
    """Return the plan of a week, or what keeps it from being one."""
    from scheduler.capacity.solve import plan_counters  # the solvers, which only a child may load

    task = replace(task, translation=asking(task.translation, task.pins))
    steps = _Steps(watch, 1 + len(task.translation.facts.offices))
    counters = plan_counters(
        task.translation.problem,
        seconds=task.seconds * COUNTERS,
        seed=task.seed,
        number_of_workers=task.workers,
        watch=steps,
    )
    return answer_to(task, counters, _Solver(task, steps))


def quickly(problem: Problem, seconds: float) -> Solution[Roster]:
    """Return the first roster that comes to hand, without a search."""
    del seconds
    from scheduler.roster.check import check as judge

    roster = first_roster(problem, choices(problem))
    return Solution(roster, judge(problem, roster).cost, 0.0, 0.0)


class _Steps:
    """Tells how far the step is that is worked on: first counters, then each office's people.

    What was said of a step before is not added: a better roster would not show in the sum where
    keeping promises had changed the counters meanwhile.
    """

    def __init__(self, watch: Watch, steps: int) -> None:
        self.watch, self.steps = watch, steps
        self.began = monotonic()
        self.step = 1
        self.stopped = False

    @property
    def seconds(self) -> float:
        """Seconds since the first step began."""
        return monotonic() - self.began

    def __call__(self, progress: Progress) -> bool:
        now = replace(progress, seconds=self.seconds, step=self.step, steps=self.steps)
        self.stopped = self.stopped or self.watch(now)
        return self.stopped

    def begin_next(self) -> bool:
        """Begin the next step, of which nothing is known; return whether to stop."""
        self.step += 1
        return self(Progress(0.0))


class _Solver:
    """Solves one roster after the other within the time that is left."""

    def __init__(self, task: Task, steps: _Steps) -> None:
        self.task, self.steps = task, steps
        self.left = len(task.translation.facts.offices)

    def __call__(self, problem: Problem, seconds: float) -> Solution[Roster]:
        from scheduler.roster.solve import solve

        del seconds  # shared out anew, since offices before may have needed less
        share = (self.task.seconds - self.steps.seconds) / max(1, self.left) * 0.85
        self.left -= 1
        stopped = self.steps.begin_next()
        nothing = not problem.clerks or not problem.demand
        if stopped or share < 0.2 or nothing:
            return quickly(problem, 0.0)
        workers = self.task.workers if share >= CREW else 0
        return solve(problem, share, self.task.seed, self._told, workers)

    def _told(self, progress: Progress) -> bool:
        """Tell of a roster in the costs of counters; its bounded people are no parts done."""
        value, bound = progress.value, progress.bound
        return self.steps(
            Progress(
                progress.seconds,
                None if value is None else SCALE * value,
                None if bound is None else SCALE * bound,
            )
        )


def answer_to(task: Task, solution: Solution[Plan], solve: Solve = quickly) -> Answer | Refused:
    """Return what a plan of counters comes to: promises kept, in names, judged by the checks."""
    began = monotonic()
    translation = task.translation
    covered = cover(translation, solution.plan)
    mended = keep_promises(translation, covered.plan)
    served = cover(translation, mended.plan, mended.needs, exchange=False)
    verdict = check(mended.problem, mended.plan)
    if not verdict.legal:
        return Refused(said_of(verdict.broken), broken=True)
    asked = [
        roster_of(
            translation, site, mended.plan, served.needs, mended.needs, task.pins, task.shifts
        )
        for site in range(len(translation.facts.offices))
    ]
    staffed: list[Staffed] = []
    for one in asked:
        if one.unworkable:
            return Refused(_unworkable(one))
        try:
            staffed.append(staff(one, solve, task.seconds / len(asked)))
        except Unlawful as error:
            return Refused(said_of(error.broken), broken=True)
        except Impossible:
            return Refused(said_of(_clash(one.problem)))
    duties = [duty for one in staffed for duty in one.duties]
    value = verdict.cost + sum(one.value for one in staffed)
    findings = [finding for one in staffed for finding in told(one, alone=len(staffed) == 1)]
    return Answer(
        value=value,
        bound=min(solution.bound + sum(one.bound for one in staffed), value),
        seconds=solution.seconds + monotonic() - began,
        open=open_counters(mended.problem, mended.plan),
        duties=sorted(duties),
        shifts=[shift for one in staffed for shift in one.shifts],
        said=sorted(said_of([*_reasons(mended, verdict), *findings]), key=dearest_first),
        notes=_notes(translation),
        lost=lost_of(unkept(translation, duties)),
        lacking=lacking_of(
            [
                *(one for office in staffed for one in unmanned(office)),
                *uncovered(translation, duties),
            ]
        ),
        opened=mended.opened,
        changed=mended.changed,
        rosters=[kept_roster(one) for one in staffed],
    )


def _clash(problem: Problem) -> Sequence[Finding]:
    from scheduler.roster.conflict import clash

    return clash(problem)


def _unworkable(asked: OfficeRoster) -> list[Said]:
    names = {clerk.id: clerk.name for clerk in asked.office.clerks}
    return [
        Said(
            "pin",
            {
                "clerk": names[pin.clerk],
                "day": pin.on.isoformat(),
                "shift": f"{_clock(pin.start)}–{_clock(pin.end)}",
            },
        )
        for pin in asked.unworkable
    ]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _notes(translation: Translation) -> list[Said]:
    """Return what had to be assumed of the people of the week."""
    found = []
    clerks = [clerk for office in translation.facts.offices for clerk in office.clerks]
    if short := [clerk for clerk in clerks if clerk.past.short]:
        found.append(Said("short past", {"people": len(short), "all": len(clerks)}))
    if unknown := [clerk for clerk in clerks if clerk.minutes is None]:
        found.append(Said("no contract", {"people": len(unknown), "hours": FULL_TIME / 60}))
    return found


def _reasons(mended: Mended, verdict: Verdict) -> list[Finding]:
    """Return why a plan costs what it costs: where work waits with what stands in the way of more.

    What the check sums up by day is left out where the explanation says it by time of day.
    """
    told = [one for one in explain(mended.problem, mended.plan) if one.rule.name in BY_TIME]
    return told + [one for one in verdict.findings if one.rule.name not in BY_DAY]


def pins_within(pins: Sequence[PlannedDuty], translation: Translation) -> tuple[PlannedDuty, ...]:
    """Return the pins that the week can still be asked to keep: counter and clerk are there.

    Whether the clerk can come is for the rules to say, which name what stands in the way.
    """
    offices = {office.id: office for office in translation.facts.offices}
    found = []
    for pin in pins:
        office = offices.get(pin.office)
        if office is None or not office.open.get(pin.on):
            continue
        counters = {one.id for one in office.counters}
        counters |= {post.counter.id for post in office.posts}
        if pin.counter in counters and any(one.id == pin.clerk for one in office.clerks):
            found.append(pin)
    return tuple(found)
