"""What became of a published plan: it stands, another came after it, or hands changed its week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from termin.offices.rows import Office
from termin.planning.drafts import published_plan
from termin.planning.plan import read_plan
from termin.planning.publish import Became, key_of
from termin.planning.rows import DraftState, PlanDraft
from termin.planning.succession import successors


@dataclass(frozen=True, slots=True)
class Fate:
    """What came after a published plan.

    `by` are the plans that came after it, by office; `whole` says that no office follows it any
    more; `by_hand` that a day that was published and that no plan replaced is another now.
    """

    by: tuple[tuple[int, PlanDraft], ...] = ()
    whole: bool = False
    by_hand: bool = False

    @property
    def plans(self) -> tuple[PlanDraft, ...]:
        """The plans that came after it, each once."""
        return tuple({plan.id: plan for _, plan in self.by}.values())


async def fates(drafts: Sequence[PlanDraft]) -> dict[int, Fate]:
    """Return what became of those drafts that are published, by id."""
    mine = [one for one in drafts if one.state is DraftState.PUBLISHED]
    if not mine:
        return {}
    others = await PlanDraft.filter(
        municipality_id__in={one.municipality_id for one in mine},
        week_from__in={one.week_from for one in mine},
        state=DraftState.PUBLISHED,
    )
    return {one.id: await _fate(one, others) for one in mine}


async def _fate(draft: PlanDraft, others: Iterable[PlanDraft]) -> Fate:
    found = successors(draft, others)
    left = [office for office in draft.offices if office not in found]
    by_hand = bool(left) and await _changed(draft, left)
    return Fate(tuple(sorted(found.items())), not left, by_hand)


async def _changed(draft: PlanDraft, offices: Sequence[int]) -> bool:
    """Whether a day of these offices that was published is not as it was planned."""
    rows = await Office.filter(id__in=offices)
    standing = await published_plan(rows, draft.week_from, draft.week_to)
    plan = [duty for duty in read_plan(draft.plan) if duty.office in offices]
    days = {duty.key for duty in plan} | set(standing)
    return any(
        {one.duty for one in standing.get(day, ())} != {duty for duty in plan if duty.key == day}
        for day in days
        if draft.told.get(key_of(day)) == Became.DONE
    )
