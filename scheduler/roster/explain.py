"""Why a roster is as it is: what each rule costs, what cannot hold together, what changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from scheduler.finding import Finding, Verdict
from scheduler.roster.problem import BACK, PAUSE, Problem, Roster, Workday
from scheduler.roster.rules.demand import clock


@dataclass(frozen=True, slots=True)
class Cost:
    """What one rule costs altogether: how often, and its findings, dearest first."""

    rule: str
    cost: float
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        """Say it in a sentence, with the dearest place."""
        return (
            f"{self.rule}: {self.cost:g} in {len(self.findings)} places,"
            f" most of all: {self.findings[0]}"
        )


def costs(verdict: Verdict) -> tuple[Cost, ...]:
    """Return what each rule costs, dearest rule first."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in verdict.findings:
        if one.cost is not None:
            found[one.rule.name].append(one)
    return tuple(
        Cost(
            name,
            sum(one.cost or 0.0 for one in own),
            tuple(sorted(own, key=lambda one: -(one.cost or 0.0))),
        )
        for name, own in sorted(
            found.items(), key=lambda item: -sum(one.cost or 0.0 for one in item[1])
        )
    )


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why somebody cannot be had for a place where people are missing.

    `rule` is a word for the reason: serves, back office, break, skill, absence, weekday, shift,
    pin, no shift, contract, days or free.
    """

    clerk: str
    reason: str
    rule: str = ""


def obstacles(problem: Problem, roster: Roster, day: int, block: int, group: str) -> list[Obstacle]:
    """Return for each clerk why they do not serve `group` in a block: which rule binds.

    One reason each, the firmest first: skill, absence, weekday, pin, hours, days a week, rest, and
    at last what they do instead.
    """
    here = {(one.clerk, one.day): one for one in roster.workdays}
    return [
        Obstacle(clerk.name, found[1], found[0])
        for clerk in problem.clerks
        if (found := _reason(problem, here, clerk.id, day, block, group)) is not None
    ]


def _reason(
    problem: Problem,
    here: dict[tuple[int, int], Workday],
    clerk_id: int,
    day: int,
    block: int,
    group: str,
) -> tuple[str, str] | None:
    clerk = problem.clerk[clerk_id]
    today = here.get((clerk_id, day))
    task = None if today is None else _task(problem, today, block)
    if task == group:
        return None
    if task is not None and group in clerk.skills:
        return {BACK: "back office", PAUSE: "break"}.get(task, "serves"), (
            f"does {task}" if task else "has a break"
        )
    if group not in clerk.skills:
        return "skill", f"has not learnt {group}"
    at = block * problem.block
    if any(
        one.start < at + problem.block and at < one.end
        for one in problem.absences
        if (one.clerk, one.day) == (clerk_id, day)
    ):
        return "absence", "is absent"
    if problem.weekday(day) not in clerk.weekdays:
        return "weekday", "never works on this weekday"
    if today is not None:
        shift = problem.shift[today.shift]
        return "shift", f"works from {clock(shift.start)} to {clock(shift.end)}"
    if any((one.clerk, one.day) == (clerk_id, day) for one in problem.pins):
        return "pin", "is pinned to a free day"
    own = [one for (who, _), one in here.items() if who == clerk_id]
    minutes = sum(problem.shift[one.shift].work for one in own)
    covering = [one for one in problem.shifts if one.worked(block, problem.block) == problem.block]
    shortest = min((one.work for one in covering), default=0)
    if not covering:
        return "no shift", "no shift covers this time"
    if minutes + shortest > problem.owed(clerk) + clerk.flex:
        return "contract", f"has used the contract ({minutes / 60:g} h)"
    if sum(problem.week(one.day) == problem.week(day) for one in own) >= clerk.days_a_week:
        return "days", f"works on {clerk.days_a_week} days of this week already"
    return "free", "has the day off"


def _task(problem: Problem, workday: Workday, block: int) -> str | None:
    """Return what a clerk does in a block; None before and after the shift."""
    at = block - problem.shift[workday.shift].blocks(problem.block).start
    return workday.tasks[at] if 0 <= at < len(workday.tasks) else None


def contradiction(problem: Problem) -> tuple[str, ...]:
    """Return a smallest set of pins, facts and laws that cannot hold together; empty if all can.

    Each is a sentence; to give up any one of them (of the law none, so: any pin or fact) frees the
    rest. Found with assumptions of CP-SAT and made minimal by leaving out one after the other.
    """
    from scheduler.roster.conflict import smallest

    return smallest(problem)


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise for a clerk on a day."""

    clerk: int
    day: int
    sentence: str


def differences(problem: Problem, old: Roster, new: Roster) -> tuple[Change, ...]:
    """Return who works when otherwise in a new roster, by day and clerk."""
    before = {(one.clerk, one.day): one for one in old.workdays}
    after = {(one.clerk, one.day): one for one in new.workdays}
    keys = sorted(
        (key for key in before.keys() | after.keys() if before.get(key) != after.get(key)),
        key=lambda key: (key[1], key[0]),
    )
    return tuple(
        Change(
            who, day, _difference(problem, who, day, before.get((who, day)), after.get((who, day)))
        )
        for who, day in keys
    )


def _difference(
    problem: Problem, clerk: int, day: int, old: Workday | None, new: Workday | None
) -> str:
    name, date = problem.clerk[clerk].name, problem.date(day)
    if old is None or new is None:
        one = new or old
        shift = problem.shift[one.shift] if one else None
        hours = f"{clock(shift.start)} to {clock(shift.end)}" if shift else ""
        return f"{name} {'works' if new else 'no longer works'} on {date}, {hours}"
    if old.shift != new.shift:
        was, now = problem.shift[old.shift], problem.shift[new.shift]
        return (
            f"{name} works from {clock(now.start)} to {clock(now.end)} on {date}"
            f" instead of {clock(was.start)} to {clock(was.end)}"
        )
    first = problem.shift[new.shift].blocks(problem.block).start
    parts = [
        f"{task or 'break'} instead of {was or 'break'} at {clock((first + at) * problem.block)}"
        for at, (was, task) in enumerate(zip(old.tasks, new.tasks, strict=True))
        if was != task
    ]
    return f"{name} on {date}: {', '.join(parts)}"
