"""The choice of days, lengths and spacing as a CP-SAT model; ways and hours of a day are relaxed.

Of a day the model knows the round trip and the sum of all work, so it may believe in tours that do
not fit between opening windows. `learn` adds what the day's engine says of such a set of visits:
that it is impossible, or what it costs at least; both hold for every larger set, since a visit less
never costs more (logic-based Benders cuts; Hooker and Ottosson, Mathematical Programming 96, 2003).
So its bound is valid at any time, and once the engine agrees with it, it is the optimum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from scheduler.tours.day import SCALE, Pick
from scheduler.tours.problem import Problem, Stop
from scheduler.tours.slots import Slot

Var = cp_model.IntVar
Expr = cp_model.LinearExpr
total = cp_model.LinearExpr.sum
Key = tuple[int, int]
"""A slot's and a stop's number."""

Choice = dict[int, tuple[Pick, ...]]
"""What is visited, by slot."""

Solved = cp_model.CpSolverSolutionCallback | cp_model.CpSolver


class Master:
    """The model and its variables.

    `stays[slot, stop][k]`: the stop is visited in the slot for its k-th length or longer. `cost` of
    a slot: its expenses in parts of a unit. `ways[slot][one, other]`: it drives from
    a stop to another, counted from 1; the depot is 0.
    """

    def __init__(self, problem: Problem, slots: tuple[Slot, ...]) -> None:
        """Build the model; pins that no slot allows leave it without a solution."""
        self.problem, self.slots = problem, slots
        self.model = cp_model.CpModel()
        self.stays: dict[Key, list[Var]] = {}
        self.ways: list[dict[Key, Var]] = []
        self.late: dict[int, list[Var]] = defaultdict(list)
        self.used: list[Var] = []
        self.cost: list[Var] = []
        self.worked: list[Var] = []
        self.terms: list[Expr] = []
        for slot in slots:
            self._visits(slot)
            self._tour(slot)
        self.visited = {
            (stop, day): [self.stays[slot.number, stop][0] for slot in at if slot.fits[stop]]
            for stop in range(len(problem.stops))
            for day, at in self._by_day().items()
        }
        for literals in self.visited.values():
            self.model.add_at_most_one(literals)
        self._average()
        self._pins()
        for number, stop in enumerate(problem.stops):
            self._late(number, stop)
            self._close(number, stop)
            self._same_week(number, stop)
        self._served()
        self._told()
        self.model.minimize(total(self.cost) + total(self.terms))

    def picks(self, value: Solved, slot: Slot) -> tuple[Pick, ...]:
        """Return what a solution visits in a slot."""
        found = []
        for number, stop in enumerate(self.problem.stops):
            length = sum(
                value.boolean_value(one) for one in self.stays.get((slot.number, number), ())
            )
            if length:
                found.append((stop.id, stop.stays[length - 1].minutes))
        return tuple(found)

    def learn(self, slot: Slot, picks: Iterable[Pick], cost: int | None) -> None:
        """Take from the engine what visits in a slot cost at least; None: that they do not fit."""
        literals = [self._literal(slot, pick) for pick in picks]
        if any(one is None for one in literals):
            return
        true = [one for one in literals if one is not None]
        if cost is None:
            self.model.add_bool_or([~one for one in true])
        else:
            self.model.add(self.cost[slot.number] >= cost).only_enforce_if(true)

    def _literal(self, slot: Slot, pick: Pick) -> Var | None:
        for number, stop in enumerate(self.problem.stops):
            if stop.id == pick[0]:
                index = [one.minutes for one in stop.stays].index(pick[1])
                ladder = self.stays.get((slot.number, number), [])
                return ladder[index] if index < len(ladder) else None
        return None

    def hint(self, chosen: Choice, orders: dict[int, list[str]]) -> None:
        """Suggest visits by slot, and the orders of their stops."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for (slot, number), ladder in self.stays.items():
            lengths = dict(chosen.get(slot, ()))
            minutes = lengths.get(self.problem.stops[number].id, 0)
            for index, literal in enumerate(ladder):
                long = self.problem.stops[number].stays[index].minutes
                self.model.add_hint(literal, int(minutes >= long))
        places = {stop.id: at for at, stop in enumerate(self.problem.stops, 1)}
        for at, used in enumerate(self.used):
            self.model.add_hint(used, int(bool(chosen.get(at))))
            round_trip = [0, *(places[name] for name in orders.get(at, ())), 0]
            driven = set(pairwise(round_trip)) - {(0, 0)}
            for way, literal in self.ways[at].items():
                self.model.add_hint(literal, int(way in driven))

    def _by_day(self) -> dict[date, list[Slot]]:
        found: dict[date, list[Slot]] = defaultdict(list)
        for slot in self.slots:
            found[slot.day].append(slot)
        return found

    def _visits(self, slot: Slot) -> None:
        for stop, fits in enumerate(slot.fits):
            if fits:
                ladder = [self.model.new_bool_var("") for _ in range(fits)]
                for short, long in pairwise(ladder):
                    self.model.add_implication(long, short)
                self.stays[slot.number, stop] = ladder

    def _tour(self, slot: Slot) -> None:
        model, vehicle, roads = self.model, slot.vehicle, self.problem.roads
        used = model.new_bool_var("")
        self.used.append(used)
        places = {
            number + 1: self.problem.stops[number].at
            for number, fits in enumerate(slot.fits)
            if fits
        }
        places[0] = vehicle.depot
        arcs = [(0, 0, ~used)]
        minutes: list[Expr] = []
        metres: list[Expr] = []
        ways: dict[Key, Var] = {}
        for one, here in places.items():
            if one:
                arcs.append((one, one, ~self.stays[slot.number, one - 1][0]))
                model.add_implication(self.stays[slot.number, one - 1][0], used)
            for other, there in places.items():
                if one != other:
                    ways[one, other] = goes = model.new_bool_var("")
                    arcs.append((one, other, goes))
                    minutes.append(roads.minutes[here][there] * goes)
                    metres.append(roads.metres[here][there] * goes)
        self.ways.append(ways)
        model.add_circuit(arcs)
        visited = [self.stays[slot.number, one - 1][0] for one in places if one]
        model.add(total(visited) <= vehicle.most_stops)
        model.add_bool_or([*visited, ~used])
        self._hours(slot, used, total(minutes) + self._work(slot), total(metres))

    def _work(self, slot: Slot) -> Expr:
        """Return the minutes of setting up, being open and tearing down."""
        terms: list[Expr] = []
        for number, stop in enumerate(self.problem.stops):
            before = -slot.vehicle.ready(stop) - slot.vehicle.packed(stop)
            for stay, literal in zip(
                stop.stays, self.stays.get((slot.number, number), ()), strict=False
            ):
                terms.append((stay.minutes - before) * literal)
                before = stay.minutes
        return total(terms)

    def _hours(self, slot: Slot, used: Var, work: Expr, metres: Expr) -> None:
        model, vehicle, costs = self.model, slot.vehicle, self.problem.costs
        most = min(vehicle.until - vehicle.from_, vehicle.most + 45)
        elapsed = model.new_int_var(0, most, "")
        worked = model.new_int_var(0, vehicle.most, "")
        over = model.new_int_var(0, vehicle.most, "")
        six, nine = model.new_bool_var(""), model.new_bool_var("")
        model.add(elapsed <= most * used)
        model.add(elapsed >= work + 30 * six + 15 * nine)
        model.add(worked == elapsed - 30 * six - 15 * nine)
        model.add_implication(nine, six)
        model.add(elapsed <= 360).only_enforce_if(~six)
        model.add(worked <= 540).only_enforce_if(~nine)
        model.add(over >= worked - vehicle.normal)
        people = vehicle.crew * SCALE // 60
        cost = model.new_int_var(0, 1 << 50, "")
        model.add(
            cost
            >= costs.kilometre * (SCALE // 1000) * metres
            + people * costs.hour * elapsed
            + people * costs.overtime * over
            + costs.day * SCALE * used
        )
        self.cost.append(cost)
        self.worked.append(worked)

    def _average(self) -> None:
        days = sum(self.problem.horizon.works(one) for one in self.problem.horizon.days)
        for vehicle in self.problem.vehicles:
            own = [self.worked[slot.number] for slot in self.slots if slot.vehicle is vehicle]
            self.model.add(total(own) <= 480 * days)

    def _pins(self) -> None:
        index = {stop.id: number for number, stop in enumerate(self.problem.stops)}
        for pin in self.problem.pins:
            stop = index[pin.stop]
            self.model.add_bool_or(
                [
                    self.stays[slot.number, stop][0]
                    for slot in self.slots
                    if slot.day == pin.day
                    and slot.fits[stop]
                    and pin.vehicle in (None, slot.vehicle.id)
                ]
            )

    def _late(self, number: int, stop: Stop) -> None:
        most, horizon = stop.most_days_between, self.problem.horizon
        if most is None or not self.problem.costs.late:
            return
        due = (stop.last_visit or horizon.first) + timedelta(days=most)
        for day in horizon.days:
            if day >= due:
                since = [day - timedelta(days=back) for back in range(most)]
                late = self.model.new_bool_var("")
                seen = [one for each in since for one in self.visited.get((number, each), ())]
                self.model.add_bool_or([*seen, late])
                self.late[number].append(late)
                self.terms.append(SCALE * self.problem.costs.late * late)

    def _close(self, number: int, stop: Stop) -> None:
        days = [day for day in self.problem.horizon.days if self.visited.get((number, day))]
        price = SCALE * self.problem.costs.close
        for day in days if stop.last_visit and price else ():
            missing = stop.least_days_between - (day - (stop.last_visit or day)).days
            if missing > 0:
                self.terms += [price * missing * one for one in self.visited[number, day]]
        for first, second in combinations(days, 2):
            missing = stop.least_days_between - (second - first).days
            if missing > 0 and price:
                both = self.model.new_bool_var("")
                visits = total(self.visited[number, first]) + total(self.visited[number, second])
                self.model.add(both >= visits - 1)
                self.terms.append(price * missing * both)

    def _same_week(self, number: int, stop: Stop) -> None:
        if not stop.once_a_week or not self.problem.costs.same_week:
            return
        weeks: dict[date, list[Var]] = defaultdict(list)
        for day in self.problem.horizon.days:
            weeks[day - timedelta(days=day.weekday())] += self.visited.get((number, day), [])
        for literals in weeks.values():
            more = self.model.new_int_var(0, 6, "")
            self.model.add(more >= total(literals) - 1)
            self.terms.append(SCALE * self.problem.costs.same_week * more)

    def _served(self) -> None:
        model, costs = self.model, self.problem.costs
        share = model.new_int_var(0, 1000, "")
        for number, stop in enumerate(self.problem.stops):
            if not stop.wanted:
                continue
            got: list[Expr] = []
            for slot in self.slots:
                before = 0
                for stay, one in zip(
                    stop.stays, self.stays.get((slot.number, number), ()), strict=False
                ):
                    got.append((stay.value - before) * one)
                    before = stay.value
            short = model.new_int_var(0, stop.wanted, "")
            model.add(short >= stop.wanted - total(got))
            model.add(stop.wanted * share <= 1000 * total(got))
            self.terms.append(SCALE * costs.unserved * short)
        self.terms.append(SCALE // 1000 * costs.unfair * (1000 - share))

    def _told(self) -> None:
        """Charge missed promises, and changes against the previous plan."""
        costs, first, last = (
            self.problem.costs,
            self.problem.horizon.first,
            self.problem.horizon.last,
        )
        before = self.problem.previous
        for number, stop in enumerate(self.problem.stops):
            for day in self.problem.promised(stop.id):
                seen = total(self.visited.get((number, day), []))
                self.terms.append(SCALE * costs.promise * (1 - seen))
            if before is None:
                continue
            kept = {day for day in before.dates(stop.id) if first <= day <= last}
            for day in kept | {day for other, day in self.visited if other == number}:
                seen = total(self.visited.get((number, day), []))
                price = SCALE * costs.change
                self.terms.append(price * (1 - seen) if day in kept else price * seen)
