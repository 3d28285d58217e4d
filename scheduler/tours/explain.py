"""Why a plan is as it is: what it misses and pays, and what stands against each missed wish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from time import perf_counter

from scheduler.finding import Finding, Verdict
from scheduler.tours.check import check
from scheduler.tours.day import Days
from scheduler.tours.demand import Demand, limits, loosened
from scheduler.tours.problem import Plan, Problem
from scheduler.tours.slots import Slot, slots_of

MISSES = ("unserved", "unfair", "late", "promise")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a stop does not get more: the cheapest step that would, or the limits in the way.

    With a step possible, `saves` is what it takes off missed wishes and `costs` what it adds
    elsewhere; else `binding` names the limits of which each alone, given up, would allow one.
    """

    stop: str
    saves: float = 0.0
    costs: float = 0.0
    binding: tuple[Demand, ...] = ()

    def __str__(self) -> str:
        """Say it in a sentence."""
        if self.costs or self.saves:
            more = f"would save {self.saves:g} and cost {self.costs:g} elsewhere"
            return f"{self.stop}: the cheapest way to more {more}."
        if self.binding:
            return f"{self.stop}: in the way is that {' and that '.join(map(str, self.binding))}."
        return f"{self.stop}: no single visit more or longer is possible."


def penalties(problem: Problem, plan: Plan) -> tuple[Finding, ...]:
    """Return all that the plan breaks, misses and pays, what is not allowed first, then by cost.

    `str` of each is its sentence with its cost.
    """
    found = check(problem, plan).findings
    return tuple(sorted(found, key=lambda one: (one.cost is not None, -(one.cost or 0.0))))


def obstacles(problem: Problem, plan: Plan, seconds: float = inf) -> tuple[Obstacle, ...]:
    """Say of each stop that misses a wish why it does not get more, the dearest misses first.

    Stops for which there is no time left are left out.
    """
    ends = perf_counter() + seconds
    missed: dict[str, float] = {}
    for one in check(problem, plan).findings:
        if one.cost and one.rule.name in MISSES:
            name = str(one.facts["stop"])
            missed[name] = missed.get(name, 0.0) + one.cost
    stops = {stop.name: number for number, stop in enumerate(problem.stops)}
    order = sorted(missed, key=lambda name: -missed[name])
    days = Days(problem)
    slots = slots_of(problem, days)
    found = []
    for name in order:
        obstacle = _obstacle(plan, stops[name], days, slots, ends)
        if perf_counter() > ends:
            break
        found.append(obstacle)
    return tuple(found)


def _obstacle(
    plan: Plan, number: int, days: Days, slots: tuple[Slot, ...], ends: float
) -> Obstacle:
    problem = days.problem
    stop = problem.stops[number]
    found = [*_more(plan, number, days, slots, ends)]
    if found:
        before, after = check(problem, plan), min(found, key=lambda one: one.cost)
        saves = _missed(before) - _missed(after)
        return Obstacle(stop.name, saves, after.cost - before.cost + saves)
    binding = []
    for one in limits(problem, {stop.id}):
        if perf_counter() > ends:
            break
        free = Days(loosened(problem, one))
        if any(True for _ in _more(plan, number, free, slots_of(free.problem, free), ends)):
            binding.append(one)
    return Obstacle(stop.name, binding=tuple(binding))


def _more(
    plan: Plan, number: int, days: Days, slots: tuple[Slot, ...], ends: float
) -> Iterator[Verdict]:
    """Yield what the check says of all legal plans with one visit to a stop longer or more."""
    problem = days.problem
    stop = problem.stops[number]
    at = {(slot.vehicle.id, slot.day): slot for slot in slots}
    tours = {(tour.vehicle, tour.day): tour for tour in plan.tours}
    for key, slot in at.items():
        if perf_counter() > ends:
            return
        visits = tours[key].visits if key in tours else ()
        lengths = {visit.stop: visit.closes - visit.opens for visit in visits}
        for stay in stop.stays[: slot.fits[number]]:
            if stay.minutes <= lengths.get(stop.id, 0):
                continue
            picks = {**lengths, stop.id: stay.minutes}
            routed = days.best(slot.vehicle, slot.day, picks.items())
            if routed is not None:
                changed = Plan(tuple({**tours, key: routed.tour}.values()))
                verdict = check(problem, changed)
                if verdict.legal:
                    yield verdict


def _missed(verdict: Verdict) -> float:
    return sum(cost for rule, cost in verdict.by_rule().items() if rule in MISSES)
