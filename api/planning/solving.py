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

BY_TIME, BY_DAY = frozenset({"short", "left", "sent"}), frozenset({"unserved", "waiting", "diversion"})


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

    began = monotonic()
    task = replace(task, translation=asking(task.translation, task.pins))
    counters = plan_counters(
        task.translation.problem,
        seconds=task.seconds * COUNTERS,
        seed=task.seed,
        number_of_workers=task.workers,
        watch=watch,
    )
    return answer_to(task, counters, _Solver(task, counters, watch, began))


def quickly(problem: Problem, seconds: float) -> Solution[Roster]:
    """Return the first roster that comes to hand, without a search."""
    del seconds
    from scheduler.roster.check import check as judge

    roster = first_roster(problem, choices(problem))
    return Solution(roster, judge(problem, roster).cost, 0.0, 0.0)


class _Solver:
    """Solves one roster after the other within the time that is left, and tells of all together."""

    def __init__(self, task: Task, counters: Solution[Plan], watch: Watch, began: float) -> None:
        self.task, self.counters, self.watch, self.began = task, counters, watch, began
        self.left = len(task.translation.facts.offices)
        self.value, self.bound = counters.value, counters.bound
        self.stopped = False

    def __call__(self, problem: Problem, seconds: float) -> Solution[Roster]:
        from scheduler.roster.solve import solve

        del seconds  # shared out anew, since offices before may have needed less
        share = (self.task.seconds - (monotonic() - self.began)) / max(1, self.left) * 0.85
        self.left -= 1
        self.stopped = self.stopped or self._told(Progress(0.0, 0.0, 0.0))
        nothing = not problem.clerks or not problem.demand
        if self.stopped or share < 0.2 or nothing:
            return quickly(problem, 0.0)
        workers = self.task.workers if share >= CREW else 0
        found = solve(problem, share, self.task.seed, self._told, workers)
        self.value += SCALE * found.value
        self.bound += SCALE * found.bound
        return found

    def _told(self, progress: Progress) -> bool:
        value, bound = progress.value or 0.0, progress.bound or 0.0
        self.stopped = self.stopped or self.watch(
            Progress(
                monotonic() - self.began, self.value + SCALE * value, self.bound + SCALE * bound
            )
        )
        return self.stopped


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
