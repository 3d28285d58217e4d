"""Where a stop can be visited at all: vehicles' days, and the lengths that fit into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.tours.day import Days
from scheduler.tours.problem import Problem, Stop, Vehicle


@dataclass(frozen=True, slots=True)
class Slot:
    """A vehicle's day, and of each stop how many of its lengths fit into it (0: none)."""

    number: int
    vehicle: Vehicle
    day: date
    fits: tuple[int, ...]


def slots_of(problem: Problem, days: Days) -> tuple[Slot, ...]:
    """Return all days of all vehicles on which they may be out."""
    free = [
        (vehicle, day)
        for day in problem.horizon.days
        for vehicle in problem.vehicles
        if problem.horizon.works(day)
        and day.weekday() in vehicle.weekdays
        and day not in vehicle.off
    ]
    return tuple(
        Slot(number, vehicle, day, tuple(_fits(days, vehicle, day, one) for one in problem.stops))
        for number, (vehicle, day) in enumerate(free)
    )


def _fits(days: Days, vehicle: Vehicle, day: date, stop: Stop) -> int:
    """Return how many lengths fit when nothing else is visited; a longer one never fits better."""
    if stop.needs - stop.offers - vehicle.equipment:
        return 0
    for count, stay in enumerate(stop.stays):
        if days.best(vehicle, day, [(stop.id, stay.minutes)]) is None:
            return count
    return len(stop.stays)
