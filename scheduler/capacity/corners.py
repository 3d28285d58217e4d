"""Better plans by small programs: one corner of a day free, all else held.

Large neighbourhood search (Shaw 1998). A corner is a few hours at one office, at two, or at all of
the district; people may be sent elsewhere everywhere and at any time.
"""

from __future__ import annotations

import random
import time

from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.highs import held, limits, solved
from scheduler.capacity.model import Model
from scheduler.capacity.part import Part, counters_of, hint, told

WHOLE = 60.0
"""So many whole numbers are free in a corner at first: fewer where that takes too long."""
LEAST = 10.0
"""But never fewer than these."""
LONGEST = 1.0
"""So many seconds a corner may take."""
LARGER, SMALLER = 1.15, 0.85
"""So the next corner grows after one that took less than half of that, or shrinks."""


def corners(model: Model, part: Part, until: float, tolerance: float, seed: int) -> Part:
    """Return the part with one corner after the other as cheap as it can be, until `until`.

    `until` is in seconds of `time.monotonic`; `tolerance` is in cost, as the part's gap.
    """
    choice = random.Random(seed)  # noqa: S311 - a search, not a secret
    sizes: dict[int, float] = {}
    while part.gap > tolerance and (left := until - time.monotonic()) > 0.1:
        offices = choice.choice([1, min(2, len(model.sites)), len(model.sites)])
        size = sizes.get(offices, WHOLE)
        free = _corner(model, choice, offices, size)
        seconds = min(LONGEST, left)
        begun = time.monotonic()
        part, ended = _solved(model, part, free, seconds, tolerance, choice.randrange(10_000))
        if not ended:
            sizes[offices] = max(LEAST, SMALLER * size)
        elif time.monotonic() - begun < seconds / 2:
            sizes[offices] = LARGER * size
    return part


def _corner(
    model: Model, choice: random.Random, offices: int, size: float
) -> set[tuple[int, int, int]]:
    """Return the counters, by site, group and block, of a few blocks of so many offices."""
    sites = frozenset(choice.sample(list(model.sites), offices))
    here = [key for key in model.counters if key[0] in sites]
    blocks = model.problem.blocks
    long = min(blocks, max(1, round(size * blocks / max(1, len(here)))))
    first = choice.randint(0, blocks - long)
    return {key for key in here if first <= key[2] < first + long}


def _solved(
    model: Model,
    part: Part,
    free: set[tuple[int, int, int]],
    seconds: float,
    tolerance: float,
    seed: int,
) -> tuple[Part, bool]:
    """Return the part, better where that corner can be; and whether HiGHS came to an end."""
    known = counters_of(part)
    rest = [(each, known[key]) for key, each in model.counters.items() if key not in free]
    params = limits(seconds, tolerance / 10, seed)
    with held(rest):
        answer = solved(model.program, params, hint(model, part))
    ended = answer.termination.reason == mo.TerminationReason.OPTIMAL
    if not answer.has_primal_feasible_solution() or answer.objective_value() >= part.value:
        return part, ended
    return part.or_better(told(model, answer)), ended
