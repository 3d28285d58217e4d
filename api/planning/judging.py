"""What an edit of halts by hand breaks and costs, judged by the check before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.planning.answer import Said
from api.planning.tour_answer import said_of
from api.planning.touring import read_problem
from api.planning.tours import plan_by
from scheduler.finding import Finding, Verdict
from scheduler.tours.check import check
from scheduler.tours.problem import Plan, Problem
from scheduler.tours.rules.expenses import metres
from termin.mobile import HaltPlan
from termin.offices.mobile import MobileUnit

UNUSUAL = ("opening", "out", "full", "stay")
"""Limits of the computer's own plans, which a person may go beyond; physics and law are not."""

ABOUT = ("stop", "vehicle", "day", "first", "second", "place")
"""Facts that say of what a finding is; two with the same are one at different times."""


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is new, gone, or costs another amount; `cost` is how much more."""

    said: Said
    cost: float
    gone: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an edit does: what it breaks that was not broken, what is unusual, and what it costs.

    `cost` in the points of the plans, `metres` driven and `minutes` of work: more (or less) of it.
    """

    broken: tuple[Said, ...]
    unusual: tuple[Said, ...]
    changes: tuple[Change, ...]
    cost: float
    metres: int
    minutes: int


async def judge(
    unit: MobileUnit,
    days: tuple[date, date],
    before: Sequence[HaltPlan],
    after: Sequence[HaltPlan],
    now: datetime,
) -> Judgement | None:
    """Return what `after` does against `before`; None where no stop has coordinates.

    `days` are first and last of the months in which something is edited.
    """
    problem = await read_problem(unit, *days, now, free=True, others=(*before, *after))
    if problem is None:
        return None
    problem = replace(problem, pins=(), previous=None)
    return judged(problem, plan_by(problem, before), plan_by(problem, after))


def judged(problem: Problem, before: Plan, after: Plan) -> Judgement:
    """Return what a plan does against another."""
    old, new = check(problem, before), check(problem, after)
    fresh = [one for one in new.broken if one not in old.broken]
    return Judgement(
        tuple(said_of(one) for one in fresh if one.rule.name not in UNUSUAL),
        tuple(said_of(one) for one in fresh if one.rule.name in UNUSUAL),
        _changes(old, new),
        new.cost - old.cost,
        _metres(problem, after) - _metres(problem, before),
        _minutes(after) - _minutes(before),
    )


def _changes(old: Verdict, new: Verdict) -> tuple[Change, ...]:
    """Return what costs more or less, what costs most more first."""
    was, becomes = _costs(old), _costs(new)
    found = [
        Change(
            said_of(becomes[key] if key in becomes else was[key]),
            (becomes[key].cost or 0.0 if key in becomes else 0.0)
            - (was[key].cost or 0.0 if key in was else 0.0),
            key not in becomes,
        )
        for key in dict.fromkeys((*becomes, *was))
    ]
    return tuple(sorted((one for one in found if abs(one.cost) >= 0.5), key=lambda one: -one.cost))


def _costs(verdict: Verdict) -> dict[tuple[object, ...], Finding]:
    return {
        (one.rule.name, *(one.facts.get(name) for name in ABOUT)): one
        for one in verdict.findings
        if one.cost is not None
    }


def _metres(problem: Problem, plan: Plan) -> int:
    return sum(metres(problem, tour) for tour in plan.tours)


def _minutes(plan: Plan) -> int:
    return sum(tour.returns - tour.leaves for tour in plan.tours)
