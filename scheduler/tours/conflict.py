"""Which demands cannot hold together, and which one, given up, would free the rest.

CP-SAT names assumptions that suffice for a contradiction; leaving out one demand after the other
while the contradiction lasts makes the set minimal (deletion; Chinneck and Dravnieks, ORSA Journal
on Computing 3, 1991). Whether a set holds is asked of master and engine together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from time import perf_counter

from ortools.sat.python import cp_model

from scheduler.tours.day import Days
from scheduler.tours.demand import WISHES, Demand, demanding, limits, wishes
from scheduler.tours.lessons import alike, core_of
from scheduler.tours.master import Master
from scheduler.tours.problem import Costs, Problem
from scheduler.tours.slots import slots_of


@dataclass(frozen=True, slots=True)
class Conflict:
    """Demands that cannot all hold, none of them superfluous.

    Giving up any of them ends this conflict; the `cures` are those that leave no other behind.
    Where there are none, giving up all of `together` frees the rest. Where no demand is a limit,
    law and physics stand against them by themselves.
    """

    demands: tuple[Demand, ...]
    cures: tuple[Demand, ...]
    together: tuple[Demand, ...] = ()

    def __str__(self) -> str:
        """Say what collides, and what would help."""
        said = "; ".join(one.said for one in self.demands)
        ways = "; or ".join(one.cure for one in self.cures)
        ways = ways or "; and ".join(one.cure for one in self.together)
        return f"These cannot hold together: {said}." + (f" To free them: {ways}." if ways else "")


def conflict(
    problem: Problem, kinds: Collection[str] = ("pin",), seconds: float = 20.0
) -> Conflict | None:
    """Return a smallest conflict of the wishes of these kinds (pin, promise, wait); None: none.

    What cannot be decided within the time counts as possible, so that no false conflict is told.
    """
    ends = perf_counter() + seconds
    asked = [*wishes(problem, kinds)]
    around = [*limits(problem, {one.who for one in asked})]
    everything = [*asked, *around]
    core = _assumed(problem, asked, around)
    if core is None:
        if _holds(problem, everything, ends):
            return None
        core = everything
    core = _smallest(problem, core, ends)
    cures = [one for one in core if _holds(problem, _but(everything, [one]), ends)]
    together = [] if cures else _correction(problem, everything, core, ends)
    return Conflict(tuple(core), tuple(cures), tuple(together))


def _smallest(problem: Problem, core: list[Demand], ends: float) -> list[Demand]:
    """Leave out demands, limits first, as long as the rest cannot hold."""
    for demand in sorted(core, key=lambda one: one.kind in WISHES):
        fewer = _but(core, [demand])
        if not _holds(problem, fewer, ends):
            core = fewer
    return core


def _correction(
    problem: Problem, everything: list[Demand], core: list[Demand], ends: float
) -> list[Demand]:
    """Give up a wish of one conflict after the other until the rest holds; take none in vain."""
    given_up: list[Demand] = []
    while core:
        given_up.append(next((one for one in reversed(core) if one.kind in WISHES), core[-1]))
        rest = _but(everything, given_up)
        core = [] if _holds(problem, rest, ends) else _smallest(problem, rest, ends)
    for one in given_up[:-1]:
        fewer = _but(given_up, [one])
        if _holds(problem, _but(everything, fewer), ends):
            given_up = fewer
    return given_up


def _but(demands: list[Demand], without: list[Demand]) -> list[Demand]:
    return [one for one in demands if all(one is not other for other in without)]


def _assumed(problem: Problem, asked: list[Demand], around: list[Demand]) -> list[Demand] | None:
    """Return wishes that the master alone, which knows no opening times, finds contradictory."""
    free = demanding(problem, [*asked, *around])
    bare = Problem(free.horizon, free.stops, free.vehicles, free.roads, Costs(late=1))
    if not bare.stops:
        return None
    master = Master(bare, slots_of(bare, Days(bare)))
    literals = {}
    for demand in asked:
        literal = master.model.new_bool_var("")
        literals[literal.index] = demand
        _require(master, demand, literal)
        master.model.add_assumption(literal)
    master.model.clear_objective()  # type: ignore[no-untyped-call]
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 5
    if solver.solve(master.model) != cp_model.INFEASIBLE:
        return None
    found = solver.sufficient_assumptions_for_infeasibility()
    return [literals[index] for index in found] + around if found else None


def _holds(problem: Problem, held: list[Demand], ends: float) -> bool:
    """Say whether these demands can hold, asking master and engine in turn."""
    free = demanding(problem, held)
    if not free.stops:
        return True
    bare = Problem(free.horizon, free.stops, free.vehicles, free.roads, Costs(late=1))
    days = Days(bare)
    slots = slots_of(bare, days)
    master = Master(bare, slots)
    for demand in held:
        if demand.kind in WISHES:
            _require(master, demand, None)
    ladders = [one for ladder in master.stays.values() for one in ladder]
    master.model.minimize(cp_model.LinearExpr.sum(ladders))
    while (left := ends - perf_counter()) > 0:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = left
        status = solver.solve(master.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return status != cp_model.INFEASIBLE
        mistaken = False
        for slot in slots:
            picks = master.picks(solver, slot)
            if picks and days.best(slot.vehicle, slot.day, picks) is None:
                core, mistaken = core_of(days, slot, picks), True
                for other in alike(days, slots, slot, core):
                    master.learn(other, core, None)
        if not mistaken:
            return True
    return True


def _require(master: Master, demand: Demand, literal: cp_model.IntVar | None) -> None:
    """Make a wish hard, if the literal is true."""
    stop = [one.id for one in master.problem.stops].index(demand.who)
    if demand.kind == "wait":
        for late in master.late.get(stop, ()):
            master.model.add_bool_or([~late, *([~literal] if literal is not None else [])])
        return
    seen = [
        master.stays[slot.number, stop][0]
        for slot in master.slots
        if slot.day == demand.day and slot.fits[stop] and demand.vehicle in (None, slot.vehicle.id)
    ]
    master.model.add_bool_or([*seen, *([~literal] if literal is not None else [])])
