"""Hours that plans of the last weeks left over or took too many: a contract holds on average."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from api.planning.answer import read_answer
from scheduler.roster import wire
from termin.planning.rows import DraftState, PlanDraft, PlanRun

WEEKS = 4
"""So many weeks before the plan are made up for."""


async def balances(municipality: int, monday: date) -> dict[int, int]:
    """Return for each clerk the minutes of the contract that published weeks left over.

    Less than nothing where they worked more. What counts of a week is the plan that was published
    last for an office; weeks without one count for nothing.
    """
    drafts = await PlanDraft.filter(
        municipality_id=municipality,
        state=DraftState.PUBLISHED,
        week_from__gte=monday - timedelta(weeks=WEEKS),
        week_to__lt=monday,
    ).order_by("-published_at", "-id")
    runs = {row.id: row for row in await PlanRun.filter(id__in=[one.run_id for one in drafts])}
    found: defaultdict[int, int] = defaultdict(int)
    seen: set[tuple[int, date]] = set()
    for draft in drafts:
        run = runs.get(draft.run_id or 0)
        for office, left in _left(run.answer if run else "").items():
            if (office, draft.week_from) not in seen:
                seen.add((office, draft.week_from))
                for clerk, minutes in left.items():
                    found[clerk] += minutes
    return dict(found)


def _left(answer: str) -> dict[int, dict[int, int]]:
    """Return by office what each clerk was left with; nothing for answers older than this shape."""
    try:
        rosters = read_answer(answer).rosters
    except ValueError:
        return {}
    found = {}
    for kept in rosters:
        problem, roster = wire.read(kept.problem), wire.read_roster(kept.roster)
        left = {clerk.id: problem.owed(clerk) for clerk in problem.clerks}
        for one in roster.workdays:
            left[one.clerk] -= problem.shift[one.shift].work
        found[kept.office] = left
    return found
