"""How a long computation tells how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Plan = TypeVar("Plan")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solver is: seconds since it began, the best cost so far, and what is proven.

    `value` and `bound` are in the problem's cost units, None until there is one. `done` of `parts`
    independent parts are finished. Where steps follow on one another, value, bound and parts are
    those of this `step` of `steps` alone: they do not compare with another step's.
    """

    seconds: float
    value: float | None = None
    bound: float | None = None
    done: int = 0
    parts: int = 1
    step: int = 1
    steps: int = 1

    @property
    def gap(self) -> float | None:
        """What the best plan may still lose, as a fraction of its cost; None while unknown."""
        return None if self.value is None or self.bound is None else gap(self.value, self.bound)


Watch = Callable[[Progress], bool]
"""Called now and then with the progress; answers True to stop with the best found so far."""


def heedless(progress: Progress) -> bool:
    """Watch nothing and never stop."""
    del progress
    return False


@dataclass(frozen=True, slots=True)
class Solution(Generic[Plan]):
    """A plan, its cost, what no plan can undercut, and the seconds it took.

    `value` and `bound` are in the problem's cost units; where more is better (tours), `bound` is
    what no plan can exceed.
    """

    plan: Plan
    value: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """The distance between value and bound, as a fraction of the value."""
        return gap(self.value, self.bound)


def gap(value: float, bound: float) -> float:
    """Return |value - bound| / |value|; 0 where they agree, also at 0, and 1 at most."""
    apart = abs(value - bound)
    if apart <= 1e-9 * max(1.0, abs(value)):
        return 0.0
    return min(1.0, apart / abs(value)) if value else 1.0
