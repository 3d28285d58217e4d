"""Chance that is the same each time: tables of seeded draws, looked up by a ticket's id.

The same person draws the same luck as long as they wait, so an interval changes when the queue
changes and not because the dice were thrown again.
"""

from __future__ import annotations

from functools import cache
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

RUNS = 32
"""How often a day is played forward."""

_ROWS = 1024

Table = NDArray[np.float64]


@cache
def normal() -> Table:
    """Return draws of a standard normal, a row per id."""
    from statistics import NormalDist

    middle = NormalDist()
    values = np.array([middle.inv_cdf((step + 0.5) / RUNS) for step in range(RUNS)])
    values /= values.std()
    return _shuffled(values, seed=1)


@cache
def uniform(kind: int) -> Table:
    """Return draws between 0 and 1, a row per id; a table of its own for each kind of luck."""
    return _shuffled((np.arange(RUNS) + 0.5) / RUNS, seed=2 + kind)


def row_of(one: UUID) -> int:
    """Return the row that belongs to an id."""
    return one.int % _ROWS


def _shuffled(values: Table, seed: int) -> Table:
    """Every row holds every value once: few runs then tell as much as many (Latin hypercube)."""
    chance = np.random.default_rng(seed)
    return chance.permuted(np.tile(values, (_ROWS, 1)), axis=1)
