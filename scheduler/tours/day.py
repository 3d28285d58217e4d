"""The best order and times of one vehicle's day: exact, for the few stops that a day holds.

Labels grow from the depot over sets of stops (Held and Karp 1962). What a label knows of time is a
stretch of work: its shortest duration, and the earliest and latest start that reach it, which join
in constant time (Vidal et al., Computers & Operations Research 40, 2013). A break of the crew, in
one piece and where the law asks for it, may lie on any way; it splits a tour into two stretches of
at most six hours each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from operator import le

from scheduler.tours.problem import Problem, Stop, Tour, Vehicle, Window
from scheduler.tours.stretch import Stretch, joined
from scheduler.tours.timetable import Order, Step, timetable

SCALE = 3000
"""Costs are counted in parts of a unit, so that metres and minutes of an hour stay whole."""

SIX_HOURS = 360

Pick = tuple[str, int]
"""A stop and the minutes it is open."""


@dataclass(frozen=True, slots=True)
class Routed:
    """A day's best tour and its expenses in parts of a unit."""

    tour: Tour
    cost: int


@dataclass(frozen=True, slots=True)
class Label:
    """A way from the depot through some stops: its steps, metres, and all of its time.

    With a break taken on the way to step number `gap`, `before` is the stretch up to it and `after`
    the one since.
    """

    steps: tuple[Step, ...]
    metres: int
    whole: Stretch
    before: Stretch | None = None
    after: Stretch | None = None
    gap: int = -1


def measure(label: Label) -> tuple[int, ...]:
    """Return numbers of which a better label of the same kind has none greater."""
    whole, before, after = label.whole, label.before, label.after
    own = (label.metres, whole.minutes, whole.earliest + whole.minutes, -whole.latest)
    if before is None or after is None:
        return own
    since = (after.minutes, after.earliest + after.minutes, -after.latest)
    return (*own, before.earliest + before.minutes, *since)


Ranked = list[tuple[tuple[int, ...], Label]]
"""Labels of one kind with their measures, none as good as another in all."""


@dataclass(slots=True)
class Days:
    """Finds the best tours of a problem's days, and remembers them."""

    problem: Problem
    known: dict[tuple[object, ...], tuple[Order, int] | None] = field(default_factory=dict)

    def best(self, vehicle: Vehicle, day: date, picks: Iterable[Pick]) -> Routed | None:
        """Return the cheapest legal tour that visits the picks on a day, or None."""
        chosen = tuple(sorted(picks))
        if len(chosen) > vehicle.most_stops:
            return None
        kind = (vehicle.id, chosen, self.kind(day, (name for name, _ in chosen)))
        if kind not in self.known:
            self.known[kind] = self._search(vehicle, day, chosen)
        found = self.known[kind]
        if found is None:
            return None
        return Routed(timetable(self.problem, vehicle, day, found[0]), found[1])

    def kind(self, day: date, stops: Iterable[str]) -> tuple[tuple[Window, ...], ...]:
        """Return what tells days apart for some stops: their windows."""
        return tuple(self.problem.stop(name).windows(day) for name in stops)

    def cost(self, vehicle: Vehicle, metres: int, elapsed: int, rest: int) -> int:
        """Return the expenses of a tour in parts of a unit."""
        costs = self.problem.costs
        overtime = max(0, elapsed - rest - vehicle.normal)
        people = vehicle.crew * SCALE // 60
        return (
            costs.kilometre * metres * (SCALE // 1000)
            + people * (costs.hour * elapsed + costs.overtime * overtime)
            + costs.day * SCALE
        )

    def _search(
        self, vehicle: Vehicle, day: date, picks: tuple[Pick, ...]
    ) -> tuple[Order, int] | None:
        found = [
            (cost, order)
            for rest in (0, 30, 45)
            for order, cost in _orders(self, vehicle, day, picks, rest)
        ]
        if not found:
            return None
        cost, order = min(found, key=lambda one: (one[0], one[1].rest, one[1].leaves))
        return order, cost


def _orders(
    days: Days, vehicle: Vehicle, day: date, picks: tuple[Pick, ...], rest: int
) -> Iterator[tuple[Order, int]]:
    """Yield orders that are legal with a break of `rest` minutes, and what they cost."""
    stops = [days.problem.stop(name) for name, _ in picks]
    needs = _least(days.problem, vehicle, stops, [minutes for _, minutes in picks])
    longest = min(vehicle.until - vehicle.from_, _most_work(vehicle, rest) + rest)
    if sum(needs) + rest > longest:
        return
    options = [
        _options(stop, vehicle, day, stay) for stop, (_, stay) in zip(stops, picks, strict=True)
    ]
    begin = Label((), 0, Stretch(0, vehicle.from_, vehicle.until))
    layer: dict[tuple[int, int, bool], Ranked] = {(0, -1, False): [(measure(begin), begin)]}
    for _ in picks:
        following: dict[tuple[int, int, bool], Ranked] = {}
        for (done, _last, _), labels in layer.items():
            for number, choices in enumerate(options):
                if done >> number & 1:
                    continue
                then = done | 1 << number
                left = longest - sum(n for at, n in enumerate(needs) if not then >> at & 1)
                for (_, label), step in product(labels, choices):
                    for longer in _extended(days.problem, vehicle, label, step, rest):
                        pending = rest if longer.before is None else 0
                        if longer.whole.minutes + pending <= left:
                            key = (then, number, longer.before is not None)
                            _keep(following.setdefault(key, []), longer)
        layer = following
    for labels in layer.values():
        for _, label in labels:
            for whole in _extended(days.problem, vehicle, label, None, rest):
                if (order := _ended(vehicle, whole, rest)) is not None:
                    elapsed = whole.whole.minutes
                    yield order, days.cost(vehicle, whole.metres, elapsed, rest)


def _most_work(vehicle: Vehicle, rest: int) -> int:
    """Return the most minutes of work with a break of `rest` minutes (ArbZG §§ 3, 4)."""
    return {0: min(SIX_HOURS, vehicle.most), 30: min(540, vehicle.most)}.get(rest, vehicle.most)


def _least(problem: Problem, vehicle: Vehicle, stops: list[Stop], stays: list[int]) -> list[int]:
    """Return what each visit takes at least, with the quickest way there; last the way home."""
    minutes = problem.roads.minutes
    places = [vehicle.depot, *(stop.at for stop in stops)]
    needs = []
    for number, (stop, stay) in enumerate(zip(stops, stays, strict=True), 1):
        before = [one for at, one in enumerate(places) if at != number]
        way = min(minutes[one][stop.at] for one in before)
        needs.append(way + vehicle.ready(stop) + stay + vehicle.packed(stop))
    return [*needs, min(minutes[one][vehicle.depot] for one in places[1:])]


def _options(stop: Stop, vehicle: Vehicle, day: date, stay: int) -> list[Step]:
    """Return the visit once for each window in which it fits."""
    ready, packed = vehicle.ready(stop), vehicle.packed(stop)
    return [
        Step(
            stop.id,
            stop.at,
            ready,
            stay,
            packed,
            Stretch(ready + stay + packed, window.opens - ready, window.closes - stay - ready),
        )
        for window in stop.windows(day)
        if window.closes - window.opens >= stay
    ]


def _extended(
    problem: Problem, vehicle: Vehicle, label: Label, step: Step | None, rest: int
) -> Iterator[Label]:
    """Yield a label gone on to a step, or back to the depot; without and with the break there."""
    here = label.steps[-1].at if label.steps else vehicle.depot
    there = step.at if step else vehicle.depot
    piece = step.stretch if step else Stretch(0, vehicle.from_, vehicle.until)
    steps = (*label.steps, step) if step else label.steps
    minutes = problem.roads.minutes[here][there]
    metres = label.metres + problem.roads.metres[here][there]
    whole = joined(label.whole, piece, minutes)
    if not rest and whole and whole.minutes > SIX_HOURS:
        return
    after = joined(label.after, piece, minutes) if label.after else None
    if whole and (label.before is None or (after and after.minutes <= SIX_HOURS)):
        yield Label(steps, metres, whole, label.before, after, label.gap)
    if rest and label.before is None and label.whole.minutes <= SIX_HOURS:
        whole = joined(label.whole, piece, minutes + rest)
        if whole and piece.minutes <= SIX_HOURS:
            yield Label(steps, metres, whole, label.whole, piece, len(label.steps))


def _ended(vehicle: Vehicle, label: Label, rest: int) -> Order | None:
    """Return a way home as an order, if it is legal with its break."""
    whole, worked = label.whole, label.whole.minutes - rest
    if worked > _most_work(vehicle, rest):
        return None
    first, last = whole.earliest, whole.latest
    if rest:
        if label.before is None or label.after is None or worked > 2 * SIX_HOURS:
            return None
        first = max(first, label.before.earliest + label.before.minutes - SIX_HOURS)
        last = min(last, label.after.latest + SIX_HOURS - whole.minutes)
    if first > last:
        return None
    return Order(label.steps, first, first + whole.minutes, rest, label.gap)


def _keep(labels: Ranked, new: Label) -> None:
    """Add a label unless one is as good in all; drop those it is as good as in all."""
    own = measure(new)
    for one, _ in labels:
        if all(map(le, one, own)):
            return
    labels[:] = [one for one in labels if not all(map(le, own, one[0]))]
    labels.append((own, new))
