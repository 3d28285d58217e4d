"""What tours cost to run: ways, time, vehicles, overtime."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.finding import Fact, Finding, Rule
from scheduler.tours.problem import Plan, Problem, Tour
from scheduler.tours.rules.law import worked
from scheduler.tours.rules.physics import legs

Facts = dict[str, Fact]

WAY = Rule("kilometres", "{vehicle} drives {km} km on {day}")
TIME = Rule("hours", "{crew} are out with {vehicle} for {minutes} min on {day}")
VEHICLE_DAY = Rule("vehicle day", "{vehicle} goes out on {day}")
OVERTIME = Rule("overtime", "{crew} work {minutes} min longer than normal on {day}")


def way(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Each kilometre costs."""
    for tour in plan.tours:
        length = metres(problem, tour)
        if cost := problem.costs.kilometre * length / 1000:
            facts: Facts = {"vehicle": problem.vehicle(tour.vehicle).name, "day": str(tour.day)}
            yield Finding(WAY, cost, {**facts, "km": length / 1000})


def time(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Each person's hour between leaving and returning costs, breaks included."""
    for tour in plan.tours:
        vehicle, minutes = problem.vehicle(tour.vehicle), tour.returns - tour.leaves
        if cost := problem.costs.hour * vehicle.crew * minutes / 60:
            facts: Facts = {"vehicle": vehicle.name, "crew": vehicle.crew, "day": str(tour.day)}
            yield Finding(TIME, cost, {**facts, "minutes": minutes})


def vehicle_day(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Each day that a vehicle goes out costs."""
    for tour in plan.tours:
        if problem.costs.day:
            facts: Facts = {"vehicle": problem.vehicle(tour.vehicle).name, "day": str(tour.day)}
            yield Finding(VEHICLE_DAY, float(problem.costs.day), facts)


def overtime(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Each person's hour of work beyond the vehicle's normal day costs more."""
    for tour in plan.tours:
        vehicle = problem.vehicle(tour.vehicle)
        minutes = worked(tour) - vehicle.normal
        if minutes > 0 and problem.costs.overtime:
            facts: Facts = {"crew": vehicle.crew, "minutes": minutes, "day": str(tour.day)}
            yield Finding(OVERTIME, problem.costs.overtime * vehicle.crew * minutes / 60, facts)


def metres(problem: Problem, tour: Tour) -> int:
    """Return how far a tour drives."""
    return sum(problem.roads.metres[one][other] for _, _, one, other in legs(problem, tour))
