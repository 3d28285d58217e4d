"""Tours of mobile offices: rows become a problem of the scheduler, its plan becomes halts.

No roads are known: ways are the straight line, lengthened by the usual detour of roads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from api.distance import Position, metres_between
from scheduler.tours.pattern import Pattern
from scheduler.tours.problem import (
    Costs,
    Horizon,
    Pin,
    Plan,
    Problem,
    Stay,
    Tour,
    Vehicle,
    Visit,
    Window,
)
from scheduler.tours.problem import Stop as Place
from scheduler.tours.rests import rested
from scheduler.tours.roads import Roads
from termin.mobile import HaltPlan
from termin.offices.mobile import MobileUnit, Stop

DETOUR = 1.3
"""Roads are about so much longer than the straight line (Ballou, Rahardja and Sakai 2002)."""

GRID = 5
MINUTES_EACH = 15
"""Of one case at a halt, as of an identity card."""

COSTS = Costs(unserved=Costs().unserved // MINUTES_EACH)
"""Prices of the scheduler; what a stop wants and gets is counted in minutes, not in cases."""

LENGTHS = (60, 90, 120, 150, 180, 240)
CASES_A_MONTH = 12
"""Of a thousand people for whom a stop is the nearest office."""

LEAST_CASES = 4
FROM, LATEST = 420, 1140
DOORS = Window(480, 1080)
"""When villages find it fitting, Monday to Friday."""

MOST_DAYS_BETWEEN, LEAST_DAYS_BETWEEN = 31, 5


def problem_of(
    unit: MobileUnit,
    stops: Sequence[Stop],
    crew: int,
    horizon: Horizon,
    *,
    last_visits: Mapping[int, date] | None = None,
    patterns: Sequence[HaltPlan] = (),
    published: Sequence[HaltPlan] = (),
    pinned: Sequence[HaltPlan] = (),
    others: Sequence[HaltPlan] = (),
) -> Problem:
    """Return the problem of a unit's days, in which what is worth something are counter minutes.

    `stops` are read with their offices, and all have a position. `patterns` are the halts whose
    dates people were told, `published` the plan to stay near to, `pinned` the halts that somebody
    has booked. A stop wants what its residents need, and no less than the hours that patterns or
    published halts give it now. It knows the usual lengths and those of all halts named here.
    """
    places = [(unit.depot_latitude, unit.depot_longitude), *map(_position, stops)]
    roads = _roads(places, unit.metres_per_minute)
    at = {stop.id: number for number, stop in enumerate(stops, 1)}
    known = [one for one in published if one.stop in at]
    told = [one for one in patterns if one.stop in at]
    lengths = {stop.id: set(LENGTHS) for stop in stops}
    for one in (*known, *told, *(one for one in others if one.stop in at)):
        lengths[one.stop].add(one.minutes)
    patterns_of, now_of = _by_stop(told), _by_stop(known)
    now_open = {
        stop.id: max(
            sum(one.minutes for one in found.get(stop.id, ())) for found in (patterns_of, now_of)
        )
        for stop in stops
    }
    problem = Problem(
        horizon=horizon,
        stops=tuple(
            replace(
                _place(
                    stop,
                    at[stop.id],
                    crew,
                    sorted(lengths[stop.id]),
                    now_open[stop.id],
                ),
                last_visit=(last_visits or {}).get(stop.id),
            )
            for stop in stops
        ),
        vehicles=(_vehicle(unit, crew),),
        roads=roads,
        costs=COSTS,
        promises={
            str(stop): _told([one.date for one in halts]) for stop, halts in patterns_of.items()
        },
        pins=tuple(Pin(str(one.stop), one.date, str(unit.id)) for one in pinned if one.stop in at),
    )
    return replace(problem, previous=plan_by(problem, known)) if known else problem


def plan_by(problem: Problem, halts: Iterable[HaltPlan]) -> Plan:
    """Return the halts of a problem's one unit as a plan, with the breaks that its days need.

    Halts at stops that the problem does not know are left out.
    """
    (vehicle,) = problem.vehicles
    at = {stop.id: stop.at for stop in problem.stops}
    known = sorted(one for one in halts if str(one.stop) in at)
    tours = []
    for day, group in groupby(known, key=lambda one: one.date):
        several = list(group)
        out = problem.roads.minutes[vehicle.depot][at[str(several[0].stop)]]
        home = problem.roads.minutes[at[str(several[-1].stop)]][vehicle.depot]
        tour = Tour(
            day,
            vehicle.id,
            max(0, several[0].arrives - out),
            tuple(
                Visit(str(one.stop), one.arrives, one.opens, one.closes, one.leaves)
                for one in several
            ),
            several[-1].leaves + home,
        )
        tours.append(rested(problem, tour))
    return Plan(tuple(tours))


def halts_of(plan: Plan) -> tuple[HaltPlan, ...]:
    """Return a plan as halts, with the doors on the grid of 5 minutes."""
    return tuple(
        sorted(
            HaltPlan(
                tour.day,
                visit.arrives,
                -(-visit.opens // GRID) * GRID,
                visit.closes // GRID * GRID,
                visit.leaves,
                int(visit.stop),
            )
            for tour in plan.tours
            for visit in tour.visits
        )
    )


def _by_stop(halts: Iterable[HaltPlan]) -> dict[int, list[HaltPlan]]:
    found: dict[int, list[HaltPlan]] = {}
    for one in halts:
        found.setdefault(one.stop, []).append(one)
    return found


def _place(stop: Stop, at: int, crew: int, lengths: Sequence[int], now_open: int) -> Place:
    cases = max(LEAST_CASES, round(stop.residents * CASES_A_MONTH / 1000))
    wanted = max(cases * MINUTES_EACH, now_open * crew)
    return Place(
        id=str(stop.id),
        name=name_of(stop),
        at=at,
        weekdays=dict.fromkeys(range(5), (DOORS,)),
        stays=tuple(Stay(minutes, min(minutes * crew, wanted)) for minutes in lengths),
        needs=frozenset(stop.needs),
        offers=frozenset(stop.offers),
        wanted=wanted,
        most_days_between=MOST_DAYS_BETWEEN,
        least_days_between=LEAST_DAYS_BETWEEN,
        set_up=stop.setup_minutes,
        tear_down=stop.pack_minutes,
    )


def name_of(stop: Stop) -> str:
    """Return how staff call a stop (read with its office), without the name of the bus before."""
    told = stop.office.short_name or stop.office.name
    return told.removeprefix("Bus ").strip() or told


def _vehicle(unit: MobileUnit, crew: int) -> Vehicle:
    return Vehicle(
        id=str(unit.id),
        name=unit.name,
        depot=0,
        equipment=frozenset(unit.equipment),
        crew=max(1, crew),
        from_=FROM,
        until=min(LATEST, FROM + unit.day_minutes + 60),
    )


def _roads(places: Sequence[Position], pace: int) -> Roads:
    metres = [[round(DETOUR * metres_between(a, b)) for b in places] for a in places]
    minutes = [[-(-one // pace) for one in row] for row in metres]
    return Roads.shortest(minutes, metres)


def _told(dates: Sequence[date]) -> Pattern:
    """Return dates as a pattern that has exactly these."""
    first, *others = sorted(dates)
    return Pattern("FREQ=DAILY;COUNT=1", first, extra_dates=frozenset(others))


def _position(stop: Stop) -> Position:
    return stop.office.latitude or 0.0, stop.office.longitude or 0.0
