"""Drafts for tests: who is at which counter, when, as a draft of a run."""

from __future__ import annotations

from datetime import date, datetime

from termin.capacity import Duty, DutyState, Shares
from termin.planning.drafts import make_draft
from termin.planning.plan import PlannedDuty
from termin.planning.publish import DayResult, begin_publication, publish_draft
from termin.planning.rows import PlanDraft
from termin.planning.runs import Request, ask_for
from tests.town import MONDAY, NOW, ZONE, Town


def planned(
    town: Town,
    counter: str,
    clerk: str,
    hours: tuple[str, str] = ("08:00", "12:00"),
    on: date = MONDAY,
    shares: Shares | None = None,
) -> PlannedDuty:
    """Return a duty as a plan has it."""
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in hours)
    where = town.counters[counter]
    who = town.clerks[clerk].id
    return PlannedDuty(where.office_id, on, where.id, start, end, who, shares or Shares())


async def draft_of(town: Town, *duties: PlannedDuty, offices: tuple[str, ...] = ()) -> PlanDraft:
    """Return a draft of these duties, for their offices or those named."""
    ids = {duty.office for duty in duties} | {town.offices[name].id for name in offices}
    run = await ask_for(Request(town.municipality.id, tuple(ids), MONDAY), NOW)
    return await make_draft(run, "Woche", duties, (), NOW)


async def publish(draft: PlanDraft) -> list[DayResult]:
    """Publish a draft to its end."""
    await begin_publication(draft.id, None, NOW)
    return [result async for result in publish_draft(draft.id, lambda: NOW)]


async def stands(town: Town) -> set[tuple[str, str, str, str]]:
    """Return what is published: counter, clerk, and from when until when in Berlin."""
    rows = await Duty.filter(
        municipality_id=town.municipality.id, state=DutyState.PUBLISHED
    ).prefetch_related("counter", "clerk")
    return {
        (row.counter.name, row.clerk.name, clock(row.starts_at), clock(row.ends_at)) for row in rows
    }


def clock(instant: datetime) -> str:
    """Return an instant as clocks in Berlin show it."""
    return instant.astimezone(ZONE).strftime("%H:%M")
