"""How a run stands, computed from what is stored of it."""

from __future__ import annotations

from dataclasses import dataclass

from termin.planning.rows import PlanRun


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is: a share of its time, and what the best of its step may still lose.

    `gap` is a share of the best one's cost, None while there is none.
    """

    share: float
    gap: float | None


def standing_of(run: PlanRun) -> Standing:
    """Return how a run stands; parts do not count, since each step has parts of its own."""
    share = max(0.0, min(1.0, run.elapsed / run.seconds)) if run.seconds else 0.0
    if run.value is None or run.bound is None:
        return Standing(share, None)
    apart = max(0.0, run.value - run.bound)
    return Standing(share, min(1.0, apart / run.value) if run.value > 0 else 0.0)
