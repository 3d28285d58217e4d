"""Walks from roster to roster through neighbourhoods whose sizes follow the time they take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from scheduler.roster.public.neighbourhood import Part, few_days, few_people, improve
from scheduler.roster.public.numbers import Floats, Numbers
from scheduler.roster.public.pricer import Pricer
from scheduler.roster.public.pricing import Rows

Make = Callable[[Numbers, np.random.Generator, int], Part]
SECONDS = 0.4
"""How long one neighbourhood should take, at first."""
CELLS = 4000
"""From how many people times days on it should take longer."""


@dataclass(slots=True)
class _Kind:
    make: Make
    size: float


@dataclass(slots=True)
class Search:
    """Takes a roster and makes it cheaper step by step.

    The order of neighbourhoods depends on `rng` alone; their sizes follow the clock. `left`
    tells how many seconds there are still.
    """

    pricer: Pricer
    rng: np.random.Generator
    left: Callable[[], float]
    centre: Floats | None = None
    _kinds: list[_Kind] = field(default_factory=lambda: [_Kind(few_days, 7), _Kind(few_people, 4)])
    _stale: int = 0

    def step(self, rows: Rows) -> Rows | None:
        """Try one neighbourhood; return the roster if it became cheaper."""
        kind = self._kinds[int(self.rng.integers(len(self._kinds)))]
        part = kind.make(self.pricer.numbers, self.rng, int(kind.size))
        began = time.monotonic()
        better = improve(self.pricer, rows, part, self.centre, self.left)
        self._stale = 0 if better is not None else self._stale + 1
        numbers = self.pricer.numbers
        patience = SECONDS * max(1.0, numbers.people * numbers.instance.days / CELLS)
        patience *= 1 + self._stale / 25
        slow = time.monotonic() - began > patience
        kind.size = max(2.0, kind.size * (0.9 if slow else 1.03))
        return better
