"""Which published plan came after which, for the same week and an office they share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from termin.planning.rows import DraftState, PlanDraft

_NEVER = datetime.min.replace(tzinfo=UTC)


async def published_beside(draft: PlanDraft) -> list[PlanDraft]:
    """Return the other published plans of a draft's week that share an office with it."""
    rows = await PlanDraft.filter(
        municipality_id=draft.municipality_id,
        week_from=draft.week_from,
        state=DraftState.PUBLISHED,
    ).exclude(id=draft.id)
    return [row for row in rows if set(row.offices) & set(draft.offices)]


def successors(draft: PlanDraft, others: Iterable[PlanDraft]) -> dict[int, PlanDraft]:
    """Return by office the published plan that stands in place of this one; none where it does."""
    later = [one for one in others if one.id != draft.id and _turn(one) > _turn(draft)]
    return _last(draft, later)


def predecessors(draft: PlanDraft, others: Iterable[PlanDraft]) -> dict[int, PlanDraft]:
    """Return by office the plan that stood before this one was published."""
    return _last(draft, [one for one in others if one.id != draft.id])


def _last(draft: PlanDraft, others: list[PlanDraft]) -> dict[int, PlanDraft]:
    found: dict[int, PlanDraft] = {}
    for one in sorted(others, key=_turn):
        if one.state is DraftState.PUBLISHED and one.week_from == draft.week_from:
            found |= {office: one for office in one.offices if office in draft.offices}
    return found


def _turn(draft: PlanDraft) -> tuple[datetime, int]:
    return draft.published_at or _NEVER, draft.id
