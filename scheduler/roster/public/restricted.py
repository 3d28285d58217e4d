"""The restricted master: the best roster that known columns make, by SCIP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.public.master import Column, Master
from scheduler.roster.public.pricing import Rows

WHOLE = {mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.INFEASIBLE}


@dataclass(frozen=True, slots=True)
class Picked:
    """Everybody's row of the best roster found; none if there is none, or none in time.

    `all_seen`: it is the best that the columns make, or they make none.
    """

    rows: dict[int, Rows] | None = None
    all_seen: bool = False


def restricted(master: Master, columns: Sequence[Column], seconds: float, below: float) -> Picked:
    """Pick the best roster found in time that costs less than `below`."""
    numbers = master.numbers
    model = mathopt.Model()
    picked = [(column, model.add_binary_variable()) for column in columns]
    by_person: dict[int, list[mathopt.Variable]] = {person: [] for person in master.people}
    by_cell: dict[tuple[int, int], list[mathopt.Variable]] = {}
    cost: list[mathopt.LinearTerm] = []
    for column, variable in picked:
        by_person[column.person].append(variable)
        cost.append(column.cost * variable)
        for cell in enumerate(column.row.tolist()):
            if cell[1] >= 0:
                by_cell.setdefault(cell, []).append(variable)
    for variables in by_person.values():
        model.add_linear_constraint(mathopt.fast_sum(variables) == 1)
    for day, shift in np.argwhere((numbers.under > 0) | (numbers.over > 0)).tolist():
        if day not in master.days:
            continue
        short, spare = model.add_variable(lb=0.0), model.add_variable(lb=0.0)
        there = mathopt.fast_sum(by_cell.get((day, shift), []))
        model.add_linear_constraint(there + short - spare == float(master.wanted[day, shift]))
        cost.append(int(numbers.under[day, shift]) * short)
        cost.append(int(numbers.over[day, shift]) * spare)
    model.minimize(mathopt.fast_sum(cost))
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=seconds),
        threads=1,
        cutoff_limit=below - 0.5,
        absolute_gap_tolerance=0.9,
        relative_gap_tolerance=0.0,
    )
    try:
        result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=parameters)
    except ValueError as error:  # MathOpt 9.15 in Python has no word for the limit 12, the cutoff
        return Picked(all_seen=str(error) == "12 is not a valid Limit")
    except Exception:  # MathOpt's own error path raises whatever it stumbles over
        return Picked()
    all_seen = result.termination.reason in WHOLE
    if not result.has_primal_feasible_solution():
        return Picked(None, all_seen)
    shares = result.variable_values([variable for _, variable in picked])
    rows = {
        column.person: column.row
        for (column, _), share in zip(picked, shares, strict=True)
        if share > 0.5
    }
    return Picked(rows, all_seen)
