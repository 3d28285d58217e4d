"""Tours of mobile offices: rows become a problem of the scheduler, its plan becomes halts.

No roads are known: ways are the straight line, lengthened by the usual detour of roads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise

from api.distance import Position, metres_between
from scheduler.tours.pattern import Pattern
from scheduler.tours.problem import (
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
from scheduler.tours.roads import Roads
from termin.mobile import HaltPlan
from termin.offices.mobile import MobileUnit, Stop

DETOUR = 1.3
"""Roads are about so much longer than the straight line (Ballou, Rahardja and Sakai 2002)."""

GRID = 5
MINUTES_EACH = 15
"""Of one case at a halt, as of an identity card."""

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
    promised: Mapping[int, Sequence[date]] | None = None,
    published: Sequence[HaltPlan] = (),
    pinned: Sequence[HaltPlan] = (),
) -> Problem:
    """Return the problem of a unit's days.

    `stops` are read with their offices, and all have a position. `promised` are dates that people
    were told by patterns, `published` the plan to stay near to, `pinned` the halts that somebody
    has booked.
    """
    places = [(unit.depot_latitude, unit.depot_longitude), *map(_position, stops)]
    roads = _roads(places, unit.metres_per_minute)
    at = {stop.id: number for number, stop in enumerate(stops, 1)}
    known = [one for one in published if one.stop in at]
    return Problem(
        horizon=horizon,
        stops=tuple(
            _place(stop, at[stop.id], crew, (last_visits or {}).get(stop.id)) for stop in stops
        ),
        vehicles=(_vehicle(unit, crew),),
        roads=roads,
        promises={
            str(stop): _told(dates)
            for stop, dates in (promised or {}).items()
            if stop in at and dates
        },
        pins=tuple(Pin(str(one.stop), one.date, str(unit.id)) for one in pinned if one.stop in at),
        previous=_plan(unit, known, roads, at) if known else None,
    )


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


def _place(stop: Stop, at: int, crew: int, last_visit: date | None) -> Place:
    wanted = max(LEAST_CASES, round(stop.residents * CASES_A_MONTH / 1000))
    return Place(
        id=str(stop.id),
        name=stop.office.short_name or stop.office.name,
        at=at,
        weekdays=dict.fromkeys(range(5), (DOORS,)),
        stays=tuple(
            Stay(minutes, min(minutes // MINUTES_EACH * crew, wanted)) for minutes in LENGTHS
        ),
        needs=frozenset(stop.needs),
        offers=frozenset(stop.offers),
        wanted=wanted,
        most_days_between=MOST_DAYS_BETWEEN,
        least_days_between=LEAST_DAYS_BETWEEN,
        last_visit=last_visit,
        set_up=stop.setup_minutes,
        tear_down=stop.pack_minutes,
    )


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


def _plan(unit: MobileUnit, halts: Sequence[HaltPlan], roads: Roads, at: Mapping[int, int]) -> Plan:
    tours = []
    for day, group in groupby(sorted(halts), key=lambda one: one.date):
        several = list(group)
        ways = [0, *(at[one.stop] for one in several), 0]
        legs = [roads.minutes[one][other] for one, other in pairwise(ways)]
        tours.append(
            Tour(
                day,
                str(unit.id),
                max(0, several[0].arrives - legs[0]),
                tuple(
                    Visit(str(one.stop), one.arrives, one.opens, one.closes, one.leaves)
                    for one in several
                ),
                several[-1].leaves + legs[-1],
            )
        )
    return Plan(tuple(tours))


def _position(stop: Stop) -> Position:
    return stop.office.latitude or 0.0, stop.office.longitude or 0.0
