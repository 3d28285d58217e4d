"""Rounds between the master and the day's engine, until they agree or time is up."""

from __future__ import annotations

from itertools import count
from math import inf
from random import Random
from time import perf_counter

from ortools.sat.python import cp_model

from scheduler.tours.check import check
from scheduler.tours.day import SCALE, Days, Pick, Routed
from scheduler.tours.improve import improved
from scheduler.tours.lessons import alike, core_of
from scheduler.tours.master import Choice, Master
from scheduler.tours.problem import Plan, Problem
from scheduler.tours.slots import Slot, slots_of
from scheduler.watch import Progress, Watch


class Search:
    """The best plan so far, its cost by the check, and what no plan can undercut.

    `proven` says that the bound is reached, or that there is no plan at all.
    """

    def __init__(
        self,
        problem: Problem,
        seconds: float,
        seed: int,
        workers: int,
        deterministic: float | None,
        steps: int | None = None,
    ) -> None:
        """Prepare the master; nothing is searched yet."""
        self.problem, self.seconds, self.seed = problem, seconds, seed
        self.workers, self.deterministic, self.steps = workers, deterministic, steps
        self.began = perf_counter()
        self.days = Days(problem)
        self.slots = slots_of(problem, self.days)
        self.master = Master(problem, self.slots)
        self.plan: Plan | None = None
        self.choice: Choice = {}
        self.value, self.bound = inf, 0.0
        self.proven = self.stopped = False
        self.solver = cp_model.CpSolver()
        self.lessons: list[tuple[Slot, tuple[Pick, ...], int | None]] = []
        self.taught: set[tuple[int, tuple[Pick, ...]]] = set()

    @property
    def past(self) -> float:
        """Return the seconds since the beginning."""
        return perf_counter() - self.began

    def told(self, watch: Watch) -> bool:
        """Tell the watch how far it is, and return whether it says stop."""
        value = None if self.plan is None else self.value
        return watch(Progress(self.past, value, self.bound)) or self.past > self.seconds

    def stop(self) -> None:
        """End the search with what was found; may be called from another thread."""
        self.stopped = True
        self.solver.stop_search()

    def know(self, plan: Plan) -> None:
        """Take a plan to improve on, as it is and with its days' tours made anew."""
        self.offer(plan, self._chosen(plan))
        self.consider(self._chosen(plan))

    def run(self) -> None:
        """Let master and engine take turns."""
        self.consider(self._pinned())
        self.consider(self._promised())
        self._downhill(self.seconds / 2)
        while not (self.stopped or self.proven):
            left = self.seconds - self.past
            if left <= 0:
                return
            self._round(left)

    def consider(self, choice: Choice) -> None:
        """Make the tours of a choice, shortened where the engine must, and keep a better plan."""
        fitting: Choice = {}
        for number, picks in choice.items():
            slot, shorter = self.slots[number], picks
            while shorter and self.days.best(slot.vehicle, slot.day, shorter) is None:
                shorter = self._less(slot, shorter)
            if shorter:
                fitting[number] = shorter
        tours = [
            routed.tour
            for number, picks in sorted(fitting.items())
            if (routed := self._best(number, picks)) is not None
        ]
        self.offer(Plan(tuple(tours)), fitting)

    def offer(self, plan: Plan, choice: Choice) -> None:
        """Keep a plan if it is legal and better than the best so far."""
        verdict = check(self.problem, plan)
        if verdict.legal and verdict.cost < self.value - 1e-9:
            self.plan, self.choice, self.value = plan, choice, verdict.cost

    def cost(self, choice: Choice) -> float | None:
        """Return what a choice costs by the check, None where it is impossible or not legal."""
        tours = []
        for number, picks in sorted(choice.items()):
            routed = self._best(number, picks)
            if routed is None:
                return None
            tours.append(routed.tour)
        verdict = check(self.problem, Plan(tuple(tours)))
        return verdict.cost if verdict.legal else None

    def _downhill(self, seconds: float) -> None:
        """Take small steps from the best plan so far, for some seconds at most, or so many."""
        if self.plan is None:
            return
        ends, taken = self.past + seconds, count(1)

        def tired() -> bool:
            over = self.past > ends if self.steps is None else next(taken) > self.steps
            return self.stopped or over

        better = improved(
            self.problem,
            self.slots,
            self.choice,
            self.cost,
            Random(self.seed),  # noqa: S311  # no secret
            tired,
        )
        self.consider(better)

    def _round(self, left: float) -> None:
        """Solve the master as it is now, then teach it what the engine found."""
        self.solver = solver = cp_model.CpSolver()
        solver.parameters.random_seed = self.seed
        solver.parameters.num_workers = self.workers
        solver.parameters.linearization_level = 2  # circuits' cuts lift the bound
        solver.parameters.max_time_in_seconds = left
        if self.deterministic is not None:
            solver.parameters.max_deterministic_time = self.deterministic
        self.master.hint(self.choice, self._orders())
        if self.stopped:
            return
        status = solver.solve(self.master.model, _Listener(self))
        if status == cp_model.INFEASIBLE:
            self.proven = True
            return
        if status == cp_model.MODEL_INVALID:
            raise AssertionError(self.master.model.validate())
        self.bound = max(self.bound, solver.best_objective_bound / SCALE)
        self.proven = self.value <= self.bound + 0.5 / SCALE
        if not self._teach() and status != cp_model.OPTIMAL:
            self.stopped = True

    def hear(self, choice: Choice, costs: dict[int, int]) -> None:
        """Take a solution of the master: make its tours, and note where it was mistaken."""
        self.consider(choice)
        for number, picks in choice.items():
            routed = self._best(number, picks)
            if routed is None or routed.cost > costs[number]:
                slot = self.slots[number]
                core = picks if routed else core_of(self.days, slot, picks)
                self.lessons.append((slot, core, routed.cost if routed else None))

    def _orders(self) -> dict[int, list[str]]:
        """Return the orders of the best plan's stops by slot."""
        tours = self.plan.tours if self.plan else ()
        at = {(slot.vehicle.id, slot.day): slot.number for slot in self.slots}
        return {at[tour.vehicle, tour.day]: [visit.stop for visit in tour.visits] for tour in tours}

    def _teach(self) -> bool:
        """Give the master all lessons, for every slot of their kind; say whether any was new."""
        new = False
        for slot, picks, cost in self.lessons:
            for other in alike(self.days, self.slots, slot, picks):
                key = (other.number, tuple(sorted(picks)))
                if key not in self.taught:
                    self.taught.add(key)
                    self.master.learn(other, picks, cost)
                    new = True
        self.lessons = []
        return new

    def _less(self, slot: Slot, picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
        """Shorten the longest visit, or leave out the last that nobody pinned."""
        stops = {name: self.problem.stop(name) for name, _ in picks}
        shorter = {
            name: max((one.minutes for one in stops[name].stays if one.minutes < stay), default=0)
            for name, stay in picks
        }
        name, _ = max(picks, key=lambda pick: (shorter[pick[0]], pick))
        if shorter[name]:
            return tuple((one, shorter[one] if one == name else stay) for one, stay in picks)
        pinned = {pin.stop for pin in self.problem.pins if pin.day == slot.day}
        last = max(range(len(picks)), key=lambda at: (picks[at][0] not in pinned, at))
        return (*picks[:last], *picks[last + 1 :])

    def _best(self, number: int, picks: tuple[Pick, ...]) -> Routed | None:
        slot = self.slots[number]
        return self.days.best(slot.vehicle, slot.day, picks)

    def _chosen(self, plan: Plan) -> Choice:
        """Return a plan's visits by slot, as far as they can be."""
        at = {(slot.vehicle.id, slot.day): slot for slot in self.slots}
        index = {stop.id: number for number, stop in enumerate(self.problem.stops)}
        chosen: Choice = {}
        for tour in plan.tours:
            slot = at.get((tour.vehicle, tour.day))
            if slot is None:
                continue
            for visit in tour.visits:
                number = index.get(visit.stop)
                if number is None or not slot.fits[number]:
                    continue
                fitting = self.problem.stops[number].stays[: slot.fits[number]]
                near = min(fitting, key=lambda one: abs(one.minutes - visit.closes + visit.opens))
                chosen[slot.number] = (*chosen.get(slot.number, ()), (visit.stop, near.minutes))
        return chosen

    def _promised(self) -> Choice:
        """Return the pins and the promised visits, as short as can be."""
        chosen = self._pinned()
        for number, stop in enumerate(self.problem.stops):
            for day in self.problem.promised(stop.id):
                on = [slot for slot in self.slots if slot.day == day]
                if any(stop.id == name for slot in on for name, _ in chosen.get(slot.number, ())):
                    continue
                for slot in on:
                    if slot.fits[number]:
                        pick = (stop.id, stop.stays[0].minutes)
                        chosen[slot.number] = (*chosen.get(slot.number, ()), pick)
                        break
        return chosen

    def _pinned(self) -> Choice:
        """Return the pins alone, each in the first slot that allows it, as short as can be."""
        chosen: Choice = {}
        index = {stop.id: number for number, stop in enumerate(self.problem.stops)}
        for pin in self.problem.pins:
            number = index[pin.stop]
            for slot in self.slots:
                fits = slot.day == pin.day and slot.fits[number]
                if fits and pin.vehicle in (None, slot.vehicle.id):
                    pick = (pin.stop, self.problem.stops[number].stays[0].minutes)
                    chosen[slot.number] = tuple({*chosen.get(slot.number, ()), pick})
                    break
        return chosen


class _Listener(cp_model.CpSolverSolutionCallback):
    """Hands each solution of the master to the search."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        self.search = search

    def on_solution_callback(self) -> None:
        """Read what is visited and what the master believes it to cost."""
        if self.search.stopped:
            self.stop_search()
        master = self.search.master
        choice, costs = {}, {}
        for slot in master.slots:
            if picks := master.picks(self, slot):
                choice[slot.number] = picks
                costs[slot.number] = self.value(master.cost[slot.number])
        self.search.bound = max(self.search.bound, self.best_objective_bound / SCALE)
        self.search.hear(choice, costs)
