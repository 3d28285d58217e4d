"""What a new plan changes against an old one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.tours.check import check
from scheduler.tours.problem import Plan, Problem
from scheduler.tours.rules.expenses import metres
from scheduler.tours.rules.physics import hours, visits


@dataclass(frozen=True, slots=True)
class Change:
    """A stop's visit before and after; the day is None where it is new or falls away."""

    stop: str
    before: date | None
    after: date | None
    opened: int = 0
    opens: int = 0
    minutes_before: int = 0
    minutes: int = 0

    @property
    def kind(self) -> str:
        """Say what happened: added, dropped, moved, longer, shorter, retimed or kept."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "dropped"
        if self.before != self.after:
            return "moved"
        if self.minutes != self.minutes_before:
            return "longer" if self.minutes > self.minutes_before else "shorter"
        return "kept" if self.opens == self.opened else "retimed"

    def __str__(self) -> str:
        """Say it in a sentence."""
        more = self.minutes - self.minutes_before
        begun, begins = hours(self.opened), hours(self.opens)
        lasts = f"{begins}, {self.minutes} min"
        return {
            "added": f"{self.stop}: new on {self.after} ({lasts})",
            "dropped": f"{self.stop}: falls away on {self.before}",
            "moved": f"{self.stop}: from {self.before} to {self.after} ({lasts})",
            "longer": f"{self.stop}: {more} min longer on {self.after}",
            "shorter": f"{self.stop}: {-more} min shorter on {self.after}",
            "retimed": f"{self.stop}: {begun} becomes {begins} on {self.after}",
            "kept": f"{self.stop}: as before on {self.after}",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes of visits, and what more is driven, worked, gone out and paid."""

    changes: tuple[Change, ...]
    kilometres: float
    minutes: int
    vehicle_days: int
    cost: float


def difference(problem: Problem, before: Plan, after: Plan) -> Difference:
    """Compare two plans; of a stop's visits the nearest on other days count as moved."""
    changes = [
        change
        for stop in problem.stops
        for change in _changes(stop.name, _visits(before, stop.id), _visits(after, stop.id))
    ]
    return Difference(
        tuple(changes),
        (_metres(problem, after) - _metres(problem, before)) / 1000,
        _minutes(after) - _minutes(before),
        len(after.tours) - len(before.tours),
        check(problem, after).cost - check(problem, before).cost,
    )


Times = dict[date, tuple[int, int]]


def _visits(plan: Plan, stop: str) -> Times:
    return {
        tour.day: (visit.opens, visit.closes - visit.opens)
        for tour, visit in visits(plan)
        if visit.stop == stop
    }


def _changes(stop: str, before: Times, after: Times) -> Iterator[Change]:
    for day in sorted(before.keys() & after.keys()):
        yield Change(stop, day, day, before[day][0], after[day][0], before[day][1], after[day][1])
    gone, new = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    while gone and new:
        old, now = min(
            ((a, b) for a in gone for b in new), key=lambda pair: abs((pair[0] - pair[1]).days)
        )
        gone.remove(old)
        new.remove(now)
        yield Change(stop, old, now, before[old][0], after[now][0], before[old][1], after[now][1])
    for day in gone:
        yield Change(stop, day, None, opened=before[day][0], minutes_before=before[day][1])
    for day in new:
        yield Change(stop, None, day, opens=after[day][0], minutes=after[day][1])


def _metres(problem: Problem, plan: Plan) -> int:
    return sum(metres(problem, tour) for tour in plan.tours)


def _minutes(plan: Plan) -> int:
    return sum(tour.returns - tour.leaves for tour in plan.tours)
