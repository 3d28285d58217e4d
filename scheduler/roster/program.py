"""A part's program, and HiGHS's answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from scheduler.roster.bounds import tolls
from scheduler.roster.model import TIES, Floats, Model
from scheduler.roster.part import Answer, Part

Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

EFFORT = 0.2
"""Such a part of the time HiGHS looks for better rosters beside its tree, four times its own."""


@dataclass(frozen=True)
class Program:
    """What of the model a part is.

    `rows` and `columns` are numbers in the model, `used` says which of its entries lie in both;
    costs, limits and `whole` are by row or column of the whole model.
    """

    model: Model
    rows: Indices
    columns: Indices
    used: Flags
    cost: Floats
    low: Floats
    high: Floats
    lower: Floats
    upper: Floats
    whole: Flags


def cut(model: Model, part: Part) -> Program:
    """Return a part's program."""
    cost = (model.cost if part.costs is None else part.costs).copy()
    low, high = model.low, model.high
    tie = model.row_day == TIES
    free = np.isin(model.column_day, np.array(part.days))
    kept = np.isin(model.row_day, np.array(part.days)) | tie
    if part.prices is not None:
        cost += tolls(model, part.prices)
        kept &= ~tie
    else:
        free |= model.column_day == TIES
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
    return Program(
        model,
        np.unique(model.entry_row[used]),
        np.flatnonzero(free),
        used,
        cost,
        low,
        high,
        model.lower,
        model.upper,
        np.array(model.rows.integer) & part.whole,
    )


def solved(program: Program, part: Part) -> Answer:
    """Return what comes of a part's program; its value and bound count the free columns only."""
    columns, whole = program.columns, program.whole
    hint = None
    if part.hint is not None:
        hint = {at: part.hint[each] for at, each in enumerate(columns) if whole[each]}
    found = _asked(_written(program), part, hint)
    if found is None:
        return Answer(part, None, np.inf, -np.inf)
    told = found.termination.objective_bounds
    if not found.has_primal_feasible_solution():
        return Answer(part, None, np.inf, told.dual_bound)
    values = np.zeros(len(program.cost)) if part.values is None else part.values.copy()
    for variable, value in found.variable_values().items():
        values[columns[variable.id]] = value
    if part.whole:
        values[whole] = np.round(values[whole])
    prices = None if part.whole else _prices(found, program.rows, len(program.low))
    return Answer(part, values, told.primal_bound, told.dual_bound, prices)


def _prices(found: mathopt.SolveResult, rows: Indices, many: int) -> Floats:
    prices = np.zeros(many)
    if found.has_dual_feasible_solution():
        for row, price in found.dual_values().items():
            prices[rows[row.id]] = price
    return prices


def _written(program: Program) -> model_pb2.ModelProto:
    model, cost, columns, rows = program.model, program.cost, program.columns, program.rows
    place = np.zeros(len(cost), dtype=np.int64)
    place[columns] = np.arange(len(columns))
    line = np.zeros(len(program.low), dtype=np.int64)
    line[rows] = np.arange(len(rows))
    at, what, value = (
        line[model.entry_row[program.used]],
        place[model.entry_column[program.used]],
        model.entry[program.used],
    )
    order = np.lexsort((what, at))
    proto = model_pb2.ModelProto()
    variables = proto.variables
    variables.ids.extend(range(len(columns)))
    variables.lower_bounds.extend(program.lower[columns].tolist())
    variables.upper_bounds.extend(program.upper[columns].tolist())
    variables.integers.extend(program.whole[columns].tolist())
    linear = proto.objective.linear_coefficients
    priced = np.flatnonzero(cost[columns])
    linear.ids.extend(priced.tolist())
    linear.values.extend(cost[columns][priced].tolist())
    constraints = proto.linear_constraints
    constraints.ids.extend(range(len(rows)))
    constraints.lower_bounds.extend(program.low[rows].tolist())
    constraints.upper_bounds.extend(program.high[rows].tolist())
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(at[order].tolist())
    matrix.column_ids.extend(what[order].tolist())
    matrix.coefficients.extend(value[order].tolist())
    return proto


def _asked(
    proto: model_pb2.ModelProto, part: Part, hint: Mapping[int, float] | None
) -> mathopt.SolveResult | None:
    """Ask one solver after the other until one has no error."""
    for solver in _solvers(part):
        model = mathopt.Model.from_model_proto(proto)
        told = mathopt.ModelSolveParameters()
        if hint:
            values = {model.get_variable(number): value for number, value in hint.items()}
            told = mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(values)])
        try:
            return mathopt.solve(model, solver, params=_parameters(part, solver), model_params=told)
        except Exception:  # noqa: S112 - MathOpt raises several kinds; the next solver may do
            continue
    return None


def _solvers(part: Part) -> tuple[mathopt.SolverType, ...]:
    """Return HiGHS, and the simplex too where its interior point may give up on a relaxation.

    A corner of a relaxation is the simplex's alone.
    """
    if part.whole:
        return (mathopt.SolverType.HIGHS,)
    if part.role == "corner":
        return (mathopt.SolverType.GLOP,)
    return mathopt.SolverType.HIGHS, mathopt.SolverType.GLOP


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
    if part.role in ("mend", "whole"):
        highs.double_options["mip_heuristic_effort"] = EFFORT
    return mathopt.SolveParameters(
        time_limit=limit,
        relative_gap_tolerance=part.gap if part.whole else None,
        random_seed=part.seed,
        highs=highs,
    )
