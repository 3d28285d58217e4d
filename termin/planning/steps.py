"""The history of a plan: who did what and when, in the journal, by the transaction that does it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from termin.events import PlanStepTaken, Recorded
from termin.journal import of_draft, record
from termin.planning.rows import PlanDraft


class Step(StrEnum):
    """What is done with a plan; what `number` counts or names stands beside it."""

    COMPUTED = "computed"
    PINNED = "pinned"
    """Duties that a new computation has to keep: how many."""
    RENAMED = "renamed"
    CALLED_OFF = "called-off"
    """Somebody cannot come: the run that looks for others. Not who, and not why."""
    ORDERED = "ordered"
    """Somebody wants it published."""
    PUBLISHED = "published"
    REFUSED = "refused"
    """It was published but for some days: how many."""
    REPLACED = "replaced"
    """Another plan was published for its week: which."""
    REMOVED = "removed"


async def note(
    draft: PlanDraft, step: Step, account: int | None, now: datetime, number: int | None = None
) -> None:
    """Write a step down; call it in the transaction that takes it. No account: the program."""
    await record(draft.municipality_id, PlanStepTaken(draft.id, step.value, account, number), now)


async def history(draft: PlanDraft) -> tuple[Recorded, ...]:
    """Return the steps of a plan, the newest last."""
    return await of_draft(draft.id)
