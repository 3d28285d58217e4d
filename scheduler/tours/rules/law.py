"""What labour law asks of a vehicle's crew, who are out together (Arbeitszeitgesetz)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scheduler.finding import Fact, Finding, Rule
from scheduler.tours.problem import REST, Plan, Problem, Tour

Facts = dict[str, Fact]

MOST_WITHOUT = 360
"""Minutes of work in a row, and in a day without a break (ArbZG § 4)."""

SUNDAY = Rule("sunday", "{vehicle} works on {day}, a Sunday or holiday", "ArbZG § 9", hard=True)
DAY = Rule("day", "{vehicle} works {minutes} min on {day}, {most} at most", "ArbZG § 3", hard=True)
AVERAGE = Rule(
    "average", "{vehicle} works {minutes} min in {days} working days", "ArbZG § 3", hard=True
)
BREAKS = Rule("breaks", "{minutes} min of break are missing on {day}", "ArbZG § 4", hard=True)
PART = Rule("part of a break", "a break of {minutes} min on {day}", "ArbZG § 4", hard=True)
FREE = Rule(
    "free break", "the break at {time} on {day} is not free of work", "ArbZG § 4", hard=True
)
STRETCH = Rule("stretch", "{minutes} min without a break on {day}", "ArbZG § 4", hard=True)
NIGHT = Rule("rest", "{vehicle} rests {minutes} min before {day}", "ArbZG § 5", hard=True)


def sunday(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Nobody works on Sundays and holidays, or outside the horizon."""
    for tour in plan.tours:
        if not problem.horizon.works(tour.day):
            facts: Facts = {"vehicle": problem.vehicle(tour.vehicle).name, "day": str(tour.day)}
            yield Finding(SUNDAY, None, facts)


def day(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A day has ten hours of work at most, driving and waiting included, or the vehicle's fewer."""
    for tour in plan.tours:
        vehicle = problem.vehicle(tour.vehicle)
        if worked(tour) > vehicle.most:
            facts: Facts = {"vehicle": vehicle.name, "day": str(tour.day), "minutes": worked(tour)}
            yield Finding(DAY, None, {**facts, "most": vehicle.most})


def average(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Over the horizon work averages eight hours a working day; Saturdays are working days.

    The law looks at 24 weeks; a shorter horizon is judged by itself, which is on the safe side.
    """
    days = sum(problem.horizon.works(one) for one in problem.horizon.days)
    for vehicle in problem.vehicles:
        minutes = sum(worked(tour) for tour in plan.tours if tour.vehicle == vehicle.id)
        if minutes > 480 * days:
            facts: Facts = {"vehicle": vehicle.name, "minutes": minutes, "days": days}
            yield Finding(AVERAGE, None, facts)


def breaks(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """More than six hours of work ask for 30 minutes of break, more than nine for 45."""
    del problem
    for tour in plan.tours:
        needs = 45 if worked(tour) > 540 else 30 if worked(tour) > MOST_WITHOUT else 0
        if (missing := needs - resting(tour)) > 0:
            yield Finding(BREAKS, None, {"minutes": missing, "day": str(tour.day)})


def part(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """What is shorter than 15 minutes is no break."""
    del problem
    for tour in plan.tours:
        for one in tour.breaks:
            if one.ends - one.starts < 15:
                facts: Facts = {"minutes": one.ends - one.starts, "day": str(tour.day)}
                yield Finding(PART, None, facts)


def free(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A break lies within the tour, apart from others, and not from setting up to torn down."""
    for tour in plan.tours:
        vehicle = problem.vehicle(tour.vehicle)
        busy = [
            (
                visit.opens - vehicle.ready(problem.stop(visit.stop)),
                visit.closes + vehicle.packed(problem.stop(visit.stop)),
            )
            for visit in tour.visits
        ]
        for number, one in enumerate(tour.breaks):
            taken = busy + [(other.starts, other.ends) for other in tour.breaks[:number]]
            inside = tour.leaves <= one.starts and one.ends <= tour.returns
            if not inside or any(a < one.ends and one.starts < b for a, b in taken):
                time = f"{one.starts // 60}:{one.starts % 60:02d}"
                yield Finding(FREE, None, {"time": time, "day": str(tour.day)})


def stretch(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Nobody works longer than six hours without a break."""
    del problem
    for tour in plan.tours:
        rests = sorted(tour.breaks, key=lambda one: one.starts)
        starts = [tour.leaves, *(one.ends for one in rests)]
        ends = [*(one.starts for one in rests), tour.returns]
        longest = max(end - start for start, end in zip(starts, ends, strict=True))
        if longest > MOST_WITHOUT:
            yield Finding(STRETCH, None, {"minutes": longest, "day": str(tour.day)})


def night(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Eleven hours lie between two days' work of a vehicle's crew."""
    for vehicle in problem.vehicles:
        own = sorted(
            (one for one in plan.tours if one.vehicle == vehicle.id), key=lambda one: one.day
        )
        for before, after in pairwise(own):
            rest = 1440 * (after.day - before.day).days + after.leaves - before.returns
            if after.day > before.day and rest < REST:
                facts: Facts = {"vehicle": vehicle.name, "minutes": rest, "day": str(after.day)}
                yield Finding(NIGHT, None, facts)


def worked(tour: Tour) -> int:
    """Return the minutes between leaving and returning without the breaks."""
    return tour.returns - tour.leaves - resting(tour)


def resting(tour: Tour) -> int:
    """Return the minutes of all breaks."""
    return sum(one.ends - one.starts for one in tour.breaks)
