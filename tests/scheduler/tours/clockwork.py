"""The cheapest day by walking through it a quarter of an hour at a time: slow, simple, exact.

Shares nothing with the engine. All minutes must be multiples of 15.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from scheduler.tours.problem import Problem, Vehicle

STEP = 15
State = tuple[int, frozenset[int], int, int, int]
"""Time, stops done, place, minutes rested, when the last rest ended."""


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
        time, done, at, rested, _ = state
        if at == vehicle.depot and len(done) == len(picks):
            return ((time, 0),) if rested == rest else ()
        ends: dict[int, int] = {}
        for then, far in nexts(state):
            if then[0] <= vehicle.until and then[0] - then[4] <= 360:
                for back, more in metres_home(then):
                    ends[back] = min(ends.get(back, 1 << 40), more + far)
        return tuple(ends.items())

    def nexts(state: State) -> Iterator[tuple[State, int]]:
        """Yield what can be done next: wait, rest, serve, drive (resting on the way or not)."""
        time, done, at, rested, awake = state
        if at != vehicle.depot and len(done) < len(picks):
            yield (time + STEP, done, at, rested, awake), 0
        for number, stop in enumerate(stops):
            if number in done:
                continue
            if stop.at != at:
                yield from drives(state, stop.at)
                continue
            opens = time + vehicle.ready(stop)
            closes = opens + picks[number][1]
            if any(one.opens <= opens and closes <= one.closes for one in stop.windows(day)):
                yield (closes + vehicle.packed(stop), done | {number}, at, rested, awake), 0
        if at != vehicle.depot and len(done) == len(picks):
            yield from drives(state, vehicle.depot)

    def drives(state: State, to: int) -> Iterator[tuple[State, int]]:
        time, done, at, rested, awake = state
        way, far = minutes[at][to], metres[at][to]
        yield (time + way, done, to, rested, awake), far
        if rest and not rested:
            for driven in range(0, way + 1, STEP):
                if time + driven - awake <= 360:
                    yield (time + way + rest, done, to, rest, time + driven + rest), far

    first: State = (leaves, frozenset(), vehicle.depot, 0, leaves)
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
