"""From an order of visits to the minutes of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from scheduler.tours.problem import Break, Problem, Tour, Vehicle, Visit
from scheduler.tours.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Step:
    """A visit to be timed: its stop and place, minutes of work, and when that may begin."""

    stop: str
    at: int
    ready: int
    open_for: int
    packed: int
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Order:
    """Visits in order, when to leave the depot and when to be back.

    A break of `rest` minutes lies on the way to visit number `gap` (the last way: home).
    """

    steps: tuple[Step, ...]
    leaves: int
    returns: int
    rest: int = 0
    gap: int = -1


def timetable(problem: Problem, vehicle: Vehicle, day: date, order: Order) -> Tour:
    """Time an order: as early as can be before the break, as late as can be after it."""
    places = [vehicle.depot, *(step.at for step in order.steps), vehicle.depot]
    ways = [problem.roads.minutes[one][other] for one, other in pairwise(places)]
    split = order.gap if order.rest else len(order.steps)
    starts: list[int] = []
    time = order.leaves
    for step, way in zip(order.steps[:split], ways, strict=False):
        starts.append(max(time + way, step.stretch.earliest))
        time = starts[-1] + step.stretch.minutes
    free, later, late = time, order.returns, list[int]()
    for number in range(len(order.steps) - 1, split - 1, -1):
        step = order.steps[number]
        latest = later - ways[number + 1] - step.stretch.minutes
        late.append(min(latest, step.stretch.latest))
        later = late[-1]
    starts += reversed(late)
    visits = _visits(order, starts, ways)
    breaks: tuple[Break, ...] = ()
    if order.rest:
        begins = max(free, order.returns - 360 - order.rest)
        breaks = (Break(begins, begins + order.rest),)
    return Tour(day, vehicle.id, order.leaves, visits, order.returns, breaks)


def _visits(order: Order, starts: list[int], ways: list[int]) -> tuple[Visit, ...]:
    """Arrive as soon as the way allows, wait there, and leave once packed."""
    visits: list[Visit] = []
    left = order.leaves
    for number, (step, start) in enumerate(zip(order.steps, starts, strict=True)):
        arrives = start if order.rest and number == order.gap else left + ways[number]
        opens = start + step.ready
        closes = opens + step.open_for
        left = closes + step.packed
        visits.append(Visit(step.stop, arrives, opens, closes, left))
    return tuple(visits)
