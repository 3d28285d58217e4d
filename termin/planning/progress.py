"""How a run stands, computed from what is stored of it."""

from __future__ import annotations

from dataclasses import dataclass

from termin.planning.rows import PlanRun


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is: a share of its time or its parts, and what the best plan may still lose.

    `gap` is a share of the best plan's cost, None while there is none.
    """

    share: float
    gap: float | None


def standing_of(run: PlanRun) -> Standing:
    """Return how a run stands; parts count where there are several, else time."""
    by_time = run.elapsed / run.seconds if run.seconds else 0.0
    by_parts = run.parts_done / run.parts if run.parts > 1 else 0.0
    share = max(0.0, min(1.0, max(by_time, by_parts)))
    if run.value is None or run.bound is None:
        return Standing(share, None)
    apart = max(0.0, run.value - run.bound)
    return Standing(share, min(1.0, apart / run.value) if run.value > 0 else 0.0)
