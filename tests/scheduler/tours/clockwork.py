"""The cheapest day by walking through it a quarter of an hour at a time: slow, simple, exact.

Shares nothing with the engine. All minutes must be multiples of 15.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from scheduler.tours.problem import Problem, Vehicle

STEP = 15
State = tuple[int, frozenset[int], int, int, int, int, int]
"""Time, stops done, place, place driven to, minutes left of it, minutes rested, last rest's end."""


def cheapest(
    problem: Problem, vehicle: Vehicle, day: date, picks: tuple[tuple[str, int], ...]
) -> float | None:
    """Return the least expenses of a legal tour with at most one break of 30 or 45 minutes."""
    found = [
        cost
        for leaves in range(vehicle.from_, vehicle.until + 1, STEP)
        for rest in (0, 30, 45)
        for cost in _day(problem, vehicle, day, picks, leaves, rest)
    ]
    return min(found, default=None)


def _day(
    problem: Problem,
    vehicle: Vehicle,
    day: date,
    picks: tuple[tuple[str, int], ...],
    leaves: int,
    rest: int,
) -> Iterator[float]:
    stops = [problem.stop(name) for name, _ in picks]
    minutes, metres = problem.roads.minutes, problem.roads.metres

    @cache
    def metres_home(state: State) -> tuple[tuple[int, int], ...]:
        """Return (time of return, metres) of all ends reachable from a state, the best of each."""
        time, done, at, to, left, rested, awake = state
        if time > vehicle.until or time - awake > 360:
            return ()
        if to < 0 and at == vehicle.depot and len(done) == len(picks):
            return ((time, 0),) if rested == rest else ()
        ends: dict[int, int] = {}

        def go(then: State, far: int) -> None:
            for back, more in metres_home(then):
                ends[back] = min(ends.get(back, 1 << 40), more + far)

        if rest and not rested:
            go((time + rest, done, at, to, left, rest, time + rest), 0)
        if to >= 0:
            if left:
                go((time + STEP, done, at, to, left - STEP, rested, awake), 0)
            else:
                go((time, done, to, -1, 0, rested, awake), metres[at][to])
            return tuple(ends.items())
        if at != vehicle.depot and len(done) < len(picks):
            go((time + STEP, done, at, -1, 0, rested, awake), 0)
        for number, stop in enumerate(stops):
            if number in done:
                continue
            if stop.at != at:
                go((time, done, at, stop.at, minutes[at][stop.at], rested, awake), 0)
                continue
            opens = time + vehicle.ready(stop)
            closes = opens + picks[number][1]
            if any(one.opens <= opens and closes <= one.closes for one in stop.windows(day)):
                after = closes + vehicle.packed(stop)
                if after - awake <= 360:
                    go((after, done | {number}, at, -1, 0, rested, awake), 0)
        if at != vehicle.depot and len(done) == len(picks):
            go((time, done, at, vehicle.depot, minutes[at][vehicle.depot], rested, awake), 0)
        return tuple(ends.items())

    first: State = (leaves, frozenset(), vehicle.depot, -1, 0, 0, leaves)
    for back, far in metres_home(first):
        elapsed = back - leaves
        worked = elapsed - rest
        needs = 45 if worked > 540 else 30 if worked > 360 else 0
        if rest >= needs and worked <= vehicle.most:
            costs = problem.costs
            over = max(0, worked - vehicle.normal)
            people = vehicle.crew / 60
            yield (
                costs.kilometre * far / 1000
                + people * (costs.hour * elapsed + costs.overtime * over)
                + costs.day
            )
