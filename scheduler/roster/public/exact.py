"""The smallest instances whole, by CP-SAT, which closes the gap that columns leave there."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.public.graph import Limits
from scheduler.roster.public.numbers import Numbers
from scheduler.roster.public.pricing import Rows

CELLS = 150
"""How many people times days are small enough to be solved whole."""

Cells = dict[tuple[int, int], cp_model.IntVar]


def exact(
    numbers: Numbers,
    seconds: float,
    seed: int,
    tell: Callable[[Rows, float], None],
    workers: int = 2,
) -> None:
    """Tell the best roster [person, day] found in time, and a bound for all."""
    model = cp_model.CpModel()
    works = [_person(model, numbers, limits) for limits in numbers.limits]
    cost: list[cp_model.LinearExprT] = [int(numbers.base.sum())]
    for person, cells in enumerate(works):
        cost += [int(numbers.wishes[person][cell]) * cell_is for cell, cell_is in cells.items()]
    for cell in product(range(numbers.instance.days), range(len(numbers.lengths))):
        there = [cells[cell] for cells in works if cell in cells]
        wanted = int(numbers.wanted[cell])
        short = model.new_int_var(0, wanted, "")
        spare = model.new_int_var(0, numbers.people, "")
        model.add(sum(there) + short - spare == wanted)
        cost += [int(numbers.under[cell]) * short, int(numbers.over[cell]) * spare]
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    if solver.solve(model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        rows = np.full((numbers.people, numbers.instance.days), -1, np.int8)
        for person, cells in enumerate(works):
            for (day, shift), cell_is in cells.items():
                if solver.value(cell_is):
                    rows[person, day] = shift
        tell(rows, solver.best_objective_bound)


def _person(model: cp_model.CpModel, numbers: Numbers, limits: Limits) -> Cells:
    """Add one person's laws; return what they may work."""
    days, shifts = limits.open.shape
    cells = {
        (day, shift): model.new_bool_var("")
        for day, shift in product(range(days), range(shifts))
        if limits.open[day, shift]
    }
    at_work = [model.new_bool_var("") for _ in range(days)]
    for day, works in enumerate(at_work):
        model.add_exactly_one(
            [cells[day, shift] for shift in range(shifts) if (day, shift) in cells] + [~works]
        )
    for shift in range(shifts):
        model.add(sum(is_ for (_, one), is_ in cells.items() if one == shift) <= limits.caps[shift])
    minutes = sum(int(numbers.lengths[shift]) * is_ for (_, shift), is_ in cells.items())
    model.add_linear_constraint(minutes, limits.least, limits.most)
    for (day, earlier), is_ in cells.items():
        for later in np.flatnonzero(~numbers.allowed[earlier]).tolist():
            if (day + 1, later) in cells:
                model.add_bool_or(~is_, ~cells[day + 1, later])
    _runs(model, at_work, limits)
    if limits.weekends is not None:
        model.add(sum(_weekends(model, at_work)) <= limits.weekends)
    return cells


def _runs(model: cp_model.CpModel, at_work: list[cp_model.IntVar], limits: Limits) -> None:
    """No run too long, and none too short that lies wholly inside the horizon."""
    days = len(at_work)
    for day in range(days - limits.max_run):
        model.add_bool_or(~works for works in at_work[day : day + limits.max_run + 1])
    for length in range(1, limits.min_run):
        for day in range(1, days - length):
            inner = [~works for works in at_work[day : day + length]]
            model.add_bool_or(at_work[day - 1], *inner, at_work[day + length])
    for length in range(1, limits.min_rest):
        for day in range(1, days - length):
            rest = at_work[day : day + length]
            model.add_bool_or(~at_work[day - 1], *rest, ~at_work[day + length])


def _weekends(model: cp_model.CpModel, at_work: list[cp_model.IntVar]) -> list[cp_model.IntVar]:
    weekends = []
    for saturday in range(5, len(at_work), 7):
        worked = model.new_bool_var("")
        for works in at_work[saturday : saturday + 2]:
            model.add_implication(works, worked)
        weekends.append(worked)
    return weekends
