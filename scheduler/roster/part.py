"""A part of the program: some days free, the others as they are; and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.roster.model import Floats


@dataclass(frozen=True)
class Part:
    """What to solve and what for: `days` are free, other columns stay at `values` (or at zero).

    Where `clerks` are named, only theirs are free.

    With `prices` (one for each row) the rows between days cost instead of binding, so that the
    answers' bounds add up to one of the whole. `costs` replace those of the columns. `hint` is a
    roster to begin with, as column values. `whole` is False for the relaxation.
    """

    role: str
    days: tuple[int, ...]
    seconds: float
    clerks: frozenset[int] | None = None
    values: Floats | None = None
    prices: Floats | None = None
    costs: Floats | None = None
    hint: Floats | None = None
    whole: bool = True
    gap: float = 1e-4
    seed: int = 0

    @property
    def key(self) -> tuple[str, tuple[int, ...], frozenset[int] | None]:
        """What tells it from others that are solved at the same time."""
        return self.role, self.days, self.clerks


@dataclass(frozen=True)
class Answer:
    """What came of a part: its columns (None if there is no answer), value, bound and prices."""

    part: Part
    values: Floats | None
    value: float
    bound: float
    prices: Floats | None = None
