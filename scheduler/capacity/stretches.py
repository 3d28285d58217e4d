"""What a program of fractions overlooks: a counter opens whole, or not at all.

Two fifths of a counter all day serve what comes, and are set up for next to nothing. But from the
start of a block to the end of a slot, a *stretch*, each counter that serves was open in the first
block or was set up later, and serves no more than what it can from then on. With x of them, of C
minutes each at most, D minutes of work leave D - C x waiting, and where x is whole at least
r (n - x), with n = ceil(D / C) and r = D - C (n - 1): mixed-integer rounding (Nemhauser and Wolsey
1990) of lot sizes with start-ups (van Hoesel, Wagelmans and Wolsey 1994). Solvers combine too few
rows to find it where the stretch is long.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.highs import solved
from scheduler.capacity.model import Model

Floats = NDArray[np.float64]
Values = Mapping[mo.Variable, float]

ROUNDS = 4
"""So many times at most stretches are looked for."""
MISSING = 0.5
"""So many minutes have to wait more than the program says for a stretch to be worth a row."""
EACH = 8
"""So many stretches of a queue at a time."""
BINDS = 1e-7
"""With a price beyond this a row binds."""


class Stretch(NamedTuple):
    """From the start of a block to the end of a slot of one queue."""

    site: int
    group: int
    first: int
    last: int


def add(model: Model, stretches: Iterable[Stretch]) -> list[mo.LinearConstraint]:
    """Give the program a row for each stretch; return the rows."""
    return [_row(model, stretch) for stretch in stretches]


def relaxed(model: Model, until: float) -> tuple[mo.SolveResult, list[Stretch]]:
    """Return the best plan in fractions, and the stretches that bind in it.

    New stretches are looked for until `until` (of `time.monotonic`). The program is as before then.

    Raises:
        Failed: HiGHS failed, after GLOP had.
    """
    whole = [*model.counters.values()]
    for each in whole:
        each.integer = False
    rows: dict[Stretch, mo.LinearConstraint] = {}
    try:
        found = _tightened(model, rows, until)
        if found is None:
            return solved(model.program, mo.SolveParameters()), []
        prices = found.dual_values() if found.has_dual_feasible_solution() else {}
        binding = [one for one, row in rows.items() if abs(prices.get(row, 0.0)) > BINDS]
        return found, binding
    finally:
        for row in rows.values():
            model.program.delete_linear_constraint(row)
        for each in whole:
            each.integer = True


def _tightened(
    model: Model, rows: dict[Stretch, mo.LinearConstraint], until: float
) -> mo.SolveResult | None:
    """Solve, add rows that the answer breaks, and so on; None if not even the first solve works."""
    found: mo.SolveResult | None = None
    try:
        with mo.IncrementalSolver(model.program, mo.SolverType.GLOP) as solver:
            for number in range(ROUNDS + 1):
                answer = solver.solve()
                if answer.termination.reason != mo.TerminationReason.OPTIMAL:
                    break
                found = answer
                if number == ROUNDS or time.monotonic() > until:
                    break
                broken = [one for one in _broken(model, found.variable_values()) if one not in rows]
                if not broken:
                    break
                rows.update(zip(broken, add(model, broken), strict=True))
    except Exception:  # GLOP's interface raises several kinds; what was found is good all the same
        return found
    return found


def _broken(model: Model, values: Values) -> list[Stretch]:
    """Return the stretches that a plan in fractions breaks most."""
    found = []
    for site, group in sorted({key[:2] for key in model.left}):
        found += sorted(_of_queue(model, site, group, values), reverse=True)
    taken: Counter[tuple[int, int]] = Counter()
    chosen = []
    for _, stretch in found:
        taken[stretch[:2]] += 1
        if taken[stretch[:2]] <= EACH:
            chosen.append(stretch)
    return chosen


def _of_queue(
    model: Model, site: int, group: int, values: Values
) -> Iterator[tuple[float, Stretch]]:
    """Return for each slot that ends a broken stretch the one broken most, and by how many minutes.

    Arrays are by block (first of the stretch), by block of a set-up, and by slot (last).
    """
    problem = model.problem
    slots, blocks = range(problem.slots), range(problem.blocks)
    demand = np.array(problem.sites[site].demand[model.day][group], float)
    open_ = np.array([values[model.counters[site, group, block]] for block in blocks])
    setups = np.array(
        [sum(values[one] for one in model.setups[site, group, block]) for block in blocks]
    )
    left = np.array([values[model.left[site, group, slot]] for slot in slots])
    sent = np.array(
        [sum(share * values[way] for share, way in model.sent[site, group, slot]) for slot in slots]
    )
    can = _can(problem.minutes, problem.block, problem.blocks, problem.slots)
    come, gone = _sums(demand, problem.block, can), _sums(sent, problem.block, can)
    many, rest = rounded(come, can)
    later = np.triu(np.ones((problem.blocks, problem.blocks)), 1) * setups
    served = rest * open_[:, None]
    served += np.einsum("ab,abs->as", later, np.minimum(rest[:, None, :], can[None, :, :]))
    short = np.where(can > 0, rest * many - served - gone - left, 0.0)
    for slot in np.flatnonzero(short.max(axis=0) > MISSING):
        first = int(short[:, slot].argmax())
        yield float(short[first, slot]), Stretch(site, group, first, int(slot))


def rounded(come: Floats, can: Floats) -> tuple[Floats, Floats]:
    """Return how many counters serve what comes, if each can serve so much, and what is the last's.

    Zero where nothing comes or nothing can be served.
    """
    usable = (can > 0) & (come > 0)
    many = np.ceil(np.where(usable, come, 0.0) / np.where(usable, can, 1.0) - 1e-9)
    return many, np.where(usable, come - can * (many - 1), 0.0)


def _can(minutes: float, block: int, blocks: int, slots: int) -> Floats:
    """Return what a counter can serve from the start of each block to the end of each slot."""
    long: Floats = np.arange(1.0, slots + 1) - block * np.arange(blocks)[:, None]
    return minutes * long.clip(min=0.0)


def _sums(each: Floats, block: int, can: Floats) -> Floats:
    """Return sums from the start of each block to the end of each slot; zero before that."""
    upto = np.concatenate(([0.0], each.cumsum()))
    begin = upto[block * np.arange(len(can))]
    return np.where(can > 0, upto[1:] - begin[:, None], 0.0)


def _row(model: Model, stretch: Stretch) -> mo.LinearConstraint:
    """Give the program the row of a stretch: what waits, what was sent and who serves suffice."""
    problem, (site, group, first, last) = model.problem, stretch
    slots = range(first * problem.block, last + 1)
    demand = problem.sites[site].demand[model.day][group]
    can = [problem.minutes * (last + 1 - block * problem.block) for block in range(problem.blocks)]
    many, rest = rounded(np.array(sum(demand[slot] for slot in slots)), np.array(can[first]))
    terms: list[mo.LinearTerm | mo.Variable] = [model.left[site, group, last]]
    terms += [share * way for slot in slots for share, way in model.sent[site, group, slot]]
    terms.append(float(rest) * model.counters[site, group, first])
    for block in range(first + 1, last // problem.block + 1):
        terms += _each(min(float(rest), can[block]), model.setups[site, group, block])
    return model.program.add_linear_constraint(mo.fast_sum(terms) >= float(rest * many))


def _each(price: float, variables: Sequence[mo.Variable]) -> list[mo.LinearTerm]:
    return [price * one for one in variables]
