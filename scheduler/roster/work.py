"""What is done with a part: its program is solved, or its shifts first and then its tasks."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

import numpy as np

from scheduler.roster.model import Floats, Model
from scheduler.roster.part import Answer, Part
from scheduler.roster.program import Flags, Program, cut, solved

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
    whole numbers at first: with shifts that are, tasks are too, or nearly. It has no
    hint: a roster to begin with would cost time, and end the search where it is.
    """
    until = monotonic() + part.seconds
    bare = replace(program, whole=np.zeros_like(program.whole))
    corner = solved(bare, replace(part, role="corner", whole=False))
    shifts = _own(program)
    chosen = _shifts(program, shifts, corner, part)
    if chosen is None:
        return solved(program, part)
    fixed = replace(
        program,
        lower=np.where(shifts, np.round(chosen), program.lower),
        upper=np.where(shifts, np.round(chosen), program.upper),
    )
    found = solved(fixed, replace(part, seconds=max(BRIEF, until - monotonic())))
    return replace(found, part=part, bound=corner.value)


def _shifts(program: Program, shifts: Flags, corner: Answer, part: Part) -> Floats | None:
    """Return columns whose shifts are whole numbers, or None if none were found in time."""
    if corner.values is None or corner.prices is None:
        return None
    reduced = program.cost - program.model.worth(corner.prices)
    best: Answer | None = None
    for sure, reach, share in TRIES:
        near = replace(
            program,
            whole=shifts & program.whole,
            lower=np.where(shifts & (corner.values > sure), 1.0, program.lower),
            upper=np.where((reduced > reach) & (program.lower <= 0), 0.0, program.upper),
        )
        found = solved(near, replace(part, seconds=part.seconds * share))
        if found.values is not None and (best is None or found.value < best.value):
            best = found
        if best is not None and best.value - corner.value < ENOUGH:
            break
    return None if best is None else best.values


def _own(program: Program) -> Flags:
    """Return which columns are shifts of the part."""
    shifts = np.zeros(len(program.cost), np.bool_)
    works = np.array([*program.model.works.values()], np.int64)
    shifts[np.intersect1d(works, program.columns)] = True
    return shifts
