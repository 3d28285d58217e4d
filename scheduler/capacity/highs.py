"""HiGHS, as OR-Tools speaks to it."""

from __future__ import annotations

from ortools.math_opt.python import mathopt as mo


def solved(
    program: mo.Model, params: mo.SolveParameters, hint: mo.SolutionHint | None = None
) -> mo.SolveResult | None:
    """Solve with HiGHS; None where it fails, which its interface tells by raising anything."""
    try:
        return mo.solve(
            program,
            mo.SolverType.HIGHS,
            params=params,
            model_params=mo.ModelSolveParameters(solution_hints=[hint] if hint else []),
        )
    except Exception:  # the interface's error path raises itself
        return None
