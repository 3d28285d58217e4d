"""What happens to plans: runs of the solver, and drafts that become public."""

from __future__ import annotations

from dataclasses import dataclass

from termin.events.event import Event


@dataclass(frozen=True)
class PlanRunEnded(Event):
    """A computation of a plan came to its end; `state` is done, cancelled or failed."""

    kind = "plan-run-ended"
    run: int
    state: str


@dataclass(frozen=True)
class PlanStepTaken(Event):
    """Somebody, or the program (no account), did something with a draft; `number` as it needs."""

    kind = "plan-step"
    draft: int
    step: str
    account: int | None
    number: int | None


@dataclass(frozen=True)
class PlanPublished(Event):
    """The day's duties are now those of a draft: what was added, taken back and kept."""

    kind = "plan-published"
    draft: int
    added: tuple[int, ...]
    withdrawn: tuple[int, ...]
    kept: tuple[int, ...]
