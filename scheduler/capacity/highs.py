"""HiGHS, as OR-Tools speaks to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from ortools.math_opt.python import mathopt as mo


class Failed(RuntimeError):
    """HiGHS ended without an answer; on a program built anew, without a hint, it may have one."""


def limits(seconds: float, tolerance: float, seed: int) -> mo.SolveParameters:
    """Return parameters that end after so many seconds, or at a gap of `tolerance` in cost.

    HiGHS makes no jumps for a first plan, which take a twentieth of its time: there is one always.
    """
    params = mo.SolveParameters(
        time_limit=timedelta(seconds=seconds),
        absolute_gap_tolerance=tolerance,
        relative_gap_tolerance=0.0,
        random_seed=seed,
    )
    params.highs.bool_options["mip_heuristic_run_feasibility_jump"] = False
    return params


def solved(
    program: mo.Model, params: mo.SolveParameters, hint: mo.SolutionHint | None = None
) -> mo.SolveResult:
    """Solve with HiGHS.

    Raises:
        Failed: it failed, which its interface tells by raising anything.
    """
    try:
        return mo.solve(
            program,
            mo.SolverType.HIGHS,
            params=params,
            model_params=mo.ModelSolveParameters(solution_hints=[hint] if hint else []),
        )
    except Exception as error:  # the interface's error path raises itself, over what it tells
        raise Failed(f"HiGHS failed: {error.__context__ or error}") from error


@contextmanager
def held(values: Sequence[tuple[mo.Variable, float]]) -> Iterator[None]:
    """Hold variables at values for a while."""
    before = [(variable, variable.lower_bound, variable.upper_bound) for variable, _ in values]
    for variable, value in values:
        variable.lower_bound = variable.upper_bound = value
    try:
        yield
    finally:
        for variable, low, high in before:
            variable.lower_bound, variable.upper_bound = low, high
