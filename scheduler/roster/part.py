"""A part of the program, solved by HiGHS: some days free, the others as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from scheduler.roster.model import TIES, Floats, Model

Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

EFFORT = 0.2
"""Such a part of the time HiGHS looks for better rosters beside its tree, four times its own."""


@dataclass(frozen=True)
class Part:
    """What to solve and what for: `days` are free, other columns stay at `values` (or at zero).

    Where `clerks` are named, only theirs are free.

    With `prices` (one for each row) the rows between days cost instead of binding, so that the
    answers' bounds add up to one of the whole. `costs` replace those of the columns. `hint` is a
    roster to begin with, as column values. `whole` is False for the relaxation.
    """

    role: str
    days: tuple[int, ...]
    seconds: float
    clerks: frozenset[int] | None = None
    values: Floats | None = None
    prices: Floats | None = None
    costs: Floats | None = None
    hint: Floats | None = None
    whole: bool = True
    gap: float = 1e-4
    seed: int = 0

    @property
    def key(self) -> tuple[str, tuple[int, ...], frozenset[int] | None]:
        """What tells it from others that are solved at the same time."""
        return self.role, self.days, self.clerks


@dataclass(frozen=True)
class Answer:
    """What came of a part: its columns (None if there is no answer), value, bound and prices."""

    part: Part
    values: Floats | None
    value: float
    bound: float
    prices: Floats | None = None


def solve_part(model: Model, part: Part) -> Answer:
    """Solve a part; its value and bound count the free columns only."""
    whole = np.array(model.rows.integer) & part.whole
    cost = (model.cost if part.costs is None else part.costs).copy()
    low, high = model.low, model.high
    tie = model.row_day == TIES
    free = np.isin(model.column_day, np.array(part.days))
    kept = np.isin(model.row_day, np.array(part.days)) | tie
    if part.prices is not None:
        paid = part.prices[model.entry_row] * model.entry
        change = np.bincount(model.entry_column, paid, minlength=len(cost))
        cost -= np.where(model.column_day == TIES, 0.0, change)
    if part.prices is None:
        free |= model.column_day == TIES
    else:
        kept &= ~tie
    if part.clerks is not None:
        own = np.array([-1, *part.clerks])
        free &= np.isin(model.column_clerk, own)
    inside = free[model.entry_column]
    if part.values is not None:
        outside = ~inside
        there = np.bincount(
            model.entry_row[outside],
            model.entry[outside] * part.values[model.entry_column[outside]],
            minlength=len(low),
        )
        low, high = low - there, high - there
    used = inside & kept[model.entry_row]
    rows = np.unique(model.entry_row[used])
    columns = np.flatnonzero(free)
    program = _program(model, cost, low, high, rows, columns, used, whole)
    hint = None
    if part.hint is not None:
        hint = {at: part.hint[each] for at, each in enumerate(columns) if whole[each]}
    found = _solved(program, part, hint)
    if found is None:
        return Answer(part, None, np.inf, -np.inf)
    told = found.termination.objective_bounds
    if not found.has_primal_feasible_solution():
        return Answer(part, None, np.inf, told.dual_bound)
    values = np.zeros(len(cost)) if part.values is None else part.values.copy()
    for variable, value in found.variable_values().items():
        values[columns[variable.id]] = value
    if part.whole:
        values[whole] = np.round(values[whole])
    prices = None if part.whole else _prices(found, rows, len(low))
    return Answer(part, values, told.primal_bound, told.dual_bound, prices)


def _prices(found: mathopt.SolveResult, rows: Indices, many: int) -> Floats:
    prices = np.zeros(many)
    if found.has_dual_feasible_solution():
        for row, price in found.dual_values().items():
            prices[rows[row.id]] = price
    return prices


def _program(
    model: Model,
    cost: Floats,
    low: Floats,
    high: Floats,
    rows: Indices,
    columns: Indices,
    used: Flags,
    whole: Flags,
) -> model_pb2.ModelProto:
    place = np.zeros(len(cost), dtype=np.int64)
    place[columns] = np.arange(len(columns))
    line = np.zeros(len(low), dtype=np.int64)
    line[rows] = np.arange(len(rows))
    at, what, value = (
        line[model.entry_row[used]],
        place[model.entry_column[used]],
        model.entry[used],
    )
    order = np.lexsort((what, at))
    program = model_pb2.ModelProto()
    variables = program.variables
    variables.ids.extend(range(len(columns)))
    variables.lower_bounds.extend(model.lower[columns].tolist())
    variables.upper_bounds.extend(model.upper[columns].tolist())
    variables.integers.extend(whole[columns].tolist())
    linear = program.objective.linear_coefficients
    priced = np.flatnonzero(cost[columns])
    linear.ids.extend(priced.tolist())
    linear.values.extend(cost[columns][priced].tolist())
    constraints = program.linear_constraints
    constraints.ids.extend(range(len(rows)))
    constraints.lower_bounds.extend(low[rows].tolist())
    constraints.upper_bounds.extend(high[rows].tolist())
    matrix = program.linear_constraint_matrix
    matrix.row_ids.extend(at[order].tolist())
    matrix.column_ids.extend(what[order].tolist())
    matrix.coefficients.extend(value[order].tolist())
    return program


def _solved(
    program: model_pb2.ModelProto, part: Part, hint: Mapping[int, float] | None
) -> mathopt.SolveResult | None:
    """Solve by HiGHS; where its interior point gives up on a relaxation, by the simplex."""
    for solver in (mathopt.SolverType.HIGHS, *((mathopt.SolverType.GLOP,) * (not part.whole))):
        model = mathopt.Model.from_model_proto(program)
        told = mathopt.ModelSolveParameters()
        if hint:
            values = {model.get_variable(number): value for number, value in hint.items()}
            told = mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(values)])
        try:
            return mathopt.solve(model, solver, params=_parameters(part, solver), model_params=told)
        except Exception:  # noqa: S112 - MathOpt raises several kinds; the next solver may do
            continue
    return None


def _parameters(part: Part, solver: mathopt.SolverType) -> mathopt.SolveParameters:
    limit = timedelta(seconds=max(0.05, part.seconds))
    if solver is not mathopt.SolverType.HIGHS:
        return mathopt.SolveParameters(time_limit=limit)
    highs = highs_pb2.HighsOptionsProto()
    if not part.whole:
        # Prices need no corner: what is off by little costs little of the bound.
        highs.string_options["solver"] = "ipm"
        highs.string_options["run_crossover"] = "off"
    elif part.role == "bound":
        # Nobody wants its roster: all the time is for the bound.
        highs.double_options["mip_heuristic_effort"] = 0.0
        highs.bool_options["mip_allow_restart"] = False
    if part.role in ("near", "mend"):
        # As it is built: what HiGHS finds at the root is better.
        highs.string_options["presolve"] = "off"
    if part.role in ("mend", "whole"):
        highs.double_options["mip_heuristic_effort"] = EFFORT
    return mathopt.SolveParameters(
        time_limit=limit,
        relative_gap_tolerance=part.gap if part.whole else None,
        random_seed=part.seed,
        highs=highs,
    )
