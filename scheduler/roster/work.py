"""What is done with a part: its program is solved, or its shifts first and then its tasks."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

import numpy as np

from scheduler.roster.model import Floats, Model
from scheduler.roster.part import Answer, Part
from scheduler.roster.program import Program, cut, solved

TRIES = (0.999, 1.0, 0.6), (0.7, 0.5, 0.4)
"""From which value in the corner a shift stays, which reduced cost leaves one out, and which part
of the time that has: first as little as is held, and then more where that was not enough."""
ENOUGH = 2.0
"""So much above its corner a day is good enough, in cost."""
BRIEF = 0.5
"""So many seconds are there for tasks at least."""


def solve_part(model: Model, part: Part) -> Answer:
    """Solve a part; its value and bound count the free columns only."""
    program = cut(model, part)
    if part.role == "near":
        return _shifts_first(program, part)
    return solved(program, part)


def _shifts_first(program: Program, part: Part) -> Answer:
    """Return a day near its relaxation's corner, soon.

    Shifts that somebody surely has in the corner stay, and those that cost much more than what it
    chose are left out (relaxation enforced neighbourhood search, Berthold 2014). Only shifts are
    whole numbers at first: with shifts that are, tasks are too, or nearly. A roster to begin with
    would cost time, and end the search where it is.
    """
    until = monotonic() + part.seconds
    bare = replace(program, whole=np.zeros_like(program.whole))
    corner = solved(bare, replace(part, role="corner", whole=False, hint=None))
    if corner.values is None or corner.prices is None:
        return solved(program, part)
    chosen = _shifts(program, part, corner.values, _reduced(program, corner.prices), corner.value)
    if chosen is None:
        return solved(program, part)
    shifts = _own(program)
    told = np.round(chosen)
    fixed = replace(
        program,
        lower=np.where(shifts, told, program.lower),
        upper=np.where(shifts, told, program.upper),
    )
    left = max(BRIEF, until - monotonic())
    found = solved(fixed, replace(part, seconds=left, hint=None))
    return replace(found, part=part, bound=corner.value)


def _shifts(
    program: Program, part: Part, corner: Floats, reduced: Floats, least: float
) -> Floats | None:
    """Return columns whose shifts are whole numbers, or None if none were found in time."""
    shifts = _own(program)
    best: Answer | None = None
    for sure, reach, share in TRIES:
        near = replace(
            program,
            whole=shifts & program.whole,
            lower=np.where(shifts & (corner > sure), 1.0, program.lower),
            upper=np.where((reduced > reach) & (program.lower <= 0), 0.0, program.upper),
        )
        found = solved(near, replace(part, seconds=part.seconds * share, hint=None))
        if found.values is not None and (best is None or found.value < best.value):
            best = found
        if best is not None and best.value - least < ENOUGH:
            break
    return None if best is None else best.values


def _own(program: Program) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which columns are shifts of the part."""
    shifts = np.zeros(len(program.cost), np.bool_)
    works = np.array([*program.model.works.values()], np.int64)
    shifts[np.intersect1d(works, program.columns)] = True
    return shifts


def _reduced(program: Program, prices: Floats) -> Floats:
    """Return what each column costs beyond what the rows' prices pay for it."""
    model, inside = program.model, np.flatnonzero(program.used)
    paid = prices[model.entry_row[inside]] * model.entry[inside]
    worth = np.bincount(model.entry_column[inside], paid, minlength=len(program.cost))
    return program.cost - worth
