"""What cannot be otherwise: one place at a time, doors that are closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from scheduler.finding import Fact, Finding, Rule
from scheduler.tours.problem import Break, Plan, Problem, Tour, Visit

Facts = dict[str, Fact]

KNOWN = Rule("known", "{thing} of {day} does not exist", hard=True)
ONE_TOUR = Rule("one tour", "{vehicle} has {tours} tours on {day}", hard=True)
ONCE_A_DAY = Rule("once a day", "{stop} is visited {times} times on {day}", hard=True)
FULL = Rule("full", "{vehicle} has {stops} stops on {day}, {most} at most", hard=True)
EMPTY = Rule("empty", "{vehicle} goes out on {day} without a visit", hard=True)
IN_ORDER = Rule("in order", "{stop} on {day}: {minutes} min are missing to {work}", hard=True)
DRIVING = Rule("driving", "{minutes} min are missing to drive to {place} on {day}", hard=True)
STAY = Rule("stay", "{stop} on {day}: {minutes} min is none of its lengths", hard=True)
OPENING = Rule("opening", "{stop} may not be open from {opens} to {closes} on {day}", hard=True)
EQUIPMENT = Rule("equipment", "{vehicle} lacks {things} for {stop} on {day}", hard=True)
OUT = Rule("out", "{vehicle} is not out on {day} from {leaves} to {returns}", hard=True)
PIN = Rule("pin", "{stop} must be visited on {day}", hard=True)


def known(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Every vehicle and every stop of the plan exists; all other rules rely on it."""
    stops = {one.id for one in problem.stops}
    vehicles = {one.id for one in problem.vehicles}
    for tour in plan.tours:
        names = {visit.stop for visit in tour.visits} - stops | ({tour.vehicle} - vehicles)
        for name in sorted(names):
            yield Finding(KNOWN, None, {"thing": name, "day": str(tour.day)})


def one_tour(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A vehicle is out once a day at most."""
    for (day, vehicle), times in Counter((one.day, one.vehicle) for one in plan.tours).items():
        if times > 1:
            facts: Facts = {
                "vehicle": problem.vehicle(vehicle).name,
                "tours": times,
                "day": str(day),
            }
            yield Finding(ONE_TOUR, None, facts)


def once_a_day(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A stop is visited once a day at most, by whichever vehicle."""
    visits = Counter((tour.day, visit.stop) for tour in plan.tours for visit in tour.visits)
    for (day, stop), times in visits.items():
        if times > 1:
            facts: Facts = {"stop": problem.stop(stop).name, "times": times, "day": str(day)}
            yield Finding(ONCE_A_DAY, None, facts)


def empty(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Nobody drives around for nothing."""
    for tour in plan.tours:
        if not tour.visits:
            facts: Facts = {"vehicle": problem.vehicle(tour.vehicle).name, "day": str(tour.day)}
            yield Finding(EMPTY, None, facts)


def full(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A vehicle has no more stops a day than it may."""
    for tour in plan.tours:
        vehicle = problem.vehicle(tour.vehicle)
        if len(tour.visits) > vehicle.most_stops:
            facts: Facts = {"vehicle": vehicle.name, "day": str(tour.day)}
            counts: Facts = {"stops": len(tour.visits), "most": vehicle.most_stops}
            yield Finding(FULL, None, {**facts, **counts})


def in_order(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Arriving, setting up, opening, closing, tearing down and leaving follow each other."""
    for tour in plan.tours:
        vehicle = problem.vehicle(tour.vehicle)
        for visit in tour.visits:
            stop = problem.stop(visit.stop)
            for work, has, needs in (
                ("set up", visit.opens - visit.arrives, vehicle.ready(stop)),
                ("open", visit.closes - visit.opens, 1),
                ("tear down", visit.leaves - visit.closes, vehicle.packed(stop)),
            ):
                if has < needs:
                    facts: Facts = {"stop": stop.name, "day": str(tour.day), "work": work}
                    yield Finding(IN_ORDER, None, {**facts, "minutes": needs - has})


def driving(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Between two places there is time to drive, breaks on the way not counted."""
    for tour in plan.tours:
        for start, end, one, other in legs(problem, tour):
            resting = sum(overlap(start, end, rest) for rest in tour.breaks)
            missing = problem.roads.minutes[one][other] - (end - start - resting)
            if missing > 0:
                facts: Facts = {"minutes": missing, "place": name_of(problem, other)}
                yield Finding(DRIVING, None, {**facts, "day": str(tour.day)})


def stay(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A visit has one of the lengths of its stop."""
    for tour, visit in visits(plan):
        stop, minutes = problem.stop(visit.stop), visit.closes - visit.opens
        if minutes not in {one.minutes for one in stop.stays}:
            facts: Facts = {"stop": stop.name, "day": str(tour.day), "minutes": minutes}
            yield Finding(STAY, None, facts)


def opening(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A stop is open to the public within one of its windows of that day."""
    for tour, visit in visits(plan):
        stop = problem.stop(visit.stop)
        windows = stop.windows(tour.day)
        if not any(one.opens <= visit.opens and visit.closes <= one.closes for one in windows):
            facts: Facts = {"stop": stop.name, "day": str(tour.day)}
            times: Facts = {"opens": hours(visit.opens), "closes": hours(visit.closes)}
            yield Finding(OPENING, None, {**facts, **times})


def equipment(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """What a stop needs, the vehicle has on board or the place offers."""
    for tour, visit in visits(plan):
        stop, vehicle = problem.stop(visit.stop), problem.vehicle(tour.vehicle)
        if missing := stop.needs - stop.offers - vehicle.equipment:
            facts: Facts = {"vehicle": vehicle.name, "stop": stop.name, "day": str(tour.day)}
            yield Finding(EQUIPMENT, None, {**facts, "things": ", ".join(sorted(missing))})


def out(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A vehicle is out on its days and within its hours only."""
    for tour in plan.tours:
        vehicle = problem.vehicle(tour.vehicle)
        ready = tour.day.weekday() in vehicle.weekdays and tour.day not in vehicle.off
        if not (ready and vehicle.from_ <= tour.leaves <= tour.returns <= vehicle.until):
            facts: Facts = {"vehicle": vehicle.name, "day": str(tour.day)}
            times: Facts = {"leaves": hours(tour.leaves), "returns": hours(tour.returns)}
            yield Finding(OUT, None, {**facts, **times})


def pin(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Whoever fixed a visit finds it in the plan."""
    found = {(visit.stop, tour.day, tour.vehicle) for tour, visit in visits(plan)}
    found |= {(stop, day, "") for stop, day, _ in found}
    for one in problem.pins:
        if (one.stop, one.day, one.vehicle or "") not in found:
            yield Finding(PIN, None, {"stop": problem.stop(one.stop).name, "day": str(one.day)})


def visits(plan: Plan) -> Iterator[tuple[Tour, Visit]]:
    """Yield every visit with its tour."""
    for tour in plan.tours:
        for visit in tour.visits:
            yield tour, visit


def legs(problem: Problem, tour: Tour) -> Iterator[tuple[int, int, int, int]]:
    """Yield of each way of a tour: when it may begin, when it must end, from and to which place."""
    depot = problem.vehicle(tour.vehicle).depot
    places = [depot, *(problem.stop(visit.stop).at for visit in tour.visits), depot]
    starts = [tour.leaves, *(visit.leaves for visit in tour.visits)]
    ends = [*(visit.arrives for visit in tour.visits), tour.returns]
    for start, end, (one, other) in zip(starts, ends, pairwise(places), strict=True):
        yield start, end, one, other


def overlap(start: int, end: int, rest: Break) -> int:
    """Return how many minutes of a break lie between start and end."""
    return max(0, min(end, rest.ends) - max(start, rest.starts))


def name_of(problem: Problem, place: int) -> str:
    """Return the name of the stop or depot at a place of the roads."""
    names = [stop.name for stop in problem.stops if stop.at == place]
    return names[0] if names else "the depot"


def hours(minutes: int) -> str:
    """Write minutes after midnight as a time of day."""
    return f"{minutes // 60}:{minutes % 60:02d}"
