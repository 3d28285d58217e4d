"""Is a plan of tours legal, and what does it cost? Judged without any solver, fast."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.finding import Finding, Verdict
from scheduler.tours.problem import Plan, Problem
from scheduler.tours.rules import expenses, law, physics, wishes

Check = Callable[[Problem, Plan], Iterator[Finding]]

HARD: tuple[Check, ...] = (
    physics.one_tour,
    physics.once_a_day,
    physics.empty,
    physics.full,
    physics.in_order,
    physics.driving,
    physics.stay,
    physics.opening,
    physics.equipment,
    physics.out,
    physics.pin,
    law.sunday,
    law.day,
    law.average,
    law.breaks,
    law.part,
    law.free,
    law.stretch,
    law.night,
)
SOFT: tuple[Check, ...] = (
    wishes.unserved,
    wishes.unfair,
    wishes.late,
    wishes.close,
    wishes.same_week,
    wishes.promise,
    wishes.change,
    expenses.way,
    expenses.time,
    expenses.vehicle_day,
    expenses.overtime,
)


def check(problem: Problem, plan: Plan) -> Verdict:
    """Return what all rules say; a plan with unknown vehicles or stops is judged no further."""
    strangers = Verdict.of(physics.known(problem, plan))
    if strangers.findings:
        return strangers
    return Verdict.of(*(rule(problem, plan) for rule in HARD + SOFT))
