"""`…/entwuerfe/{draft}/dienstplan.csv` and `…/druck`: a plan for spreadsheets and on paper."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.house import house
from api.manager.day import speaker
from api.manager.day_tables import as_csv
from api.manager.frame import Week, now
from api.manager.plan_explained import explained, gaps
from api.manager.plan_sheet import PersonDay, as_table, person_days, sheets, told_clock
from api.manager.plans import DRAFT, found_draft, openable, run_of, told_by
from api.planning.words import sentence
from api.requests import language
from api.routes import Permission, Route
from termin.offices import Counter, Office
from termin.planning.fate import fates
from termin.planning.plan import read_plan
from termin.planning.rows import PlanDraft
from termin.planning.shifts import read_shifts
from termin.staff.rows import Account, Clerk


async def download(request: Request) -> Response:
    """Give the roster as CSV: a row for each person and day."""
    draft = await found_draft(request)
    offices = await _offices(draft)
    table = as_table(await _days(draft), {one.id: one.name for one in offices}, await _names(draft))
    say = speaker(request, offices[0])
    # The mark of byte order tells spreadsheets that this is UTF-8.
    text = "\ufeff" + as_csv(table, say.clock, say.gettext)
    name = f"{table.name}-{Week(draft.week_from).name}-{draft.id}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)


async def paper(request: Request) -> Response:
    """Show the plan as it is printed: rosters, hours, late closings, and why it is so."""
    draft = await found_draft(request)
    offices = await _offices(draft)
    _, answer = told_by(await run_of(draft))
    say = speaker(request, offices[0])
    locale = house(request).pages.texts.language(language(request)).locale
    fate = (await fates([draft])).get(draft.id)
    return render(
        request,
        "manager/plan_paper.html",
        draft=draft,
        week=Week(draft.week_from),
        zone=ZoneInfo(offices[0].time_zone),
        sheets=sheets(offices, await _days(draft), await _names(draft), answer),
        names={one.id: one.short_name or one.name for one in offices},
        answer=answer,
        explained=explained(answer, say.gettext, locale) if answer else None,
        gaps=gaps(answer.lacking, say.gettext) if answer else (),
        notes=[sentence(one, say.gettext, locale) for one in answer.notes] if answer else (),
        computed_by=await _who(draft.created_by),
        published_by=await _who(draft.published_by),
        fate=fate,
        openable=openable(request, [fate] if fate else []),
        printed_at=_minute(now(request)),
        clock=told_clock,
    )


async def _days(draft: PlanDraft) -> list[PersonDay]:
    counters = {row.id: row for row in await Counter.filter(office_id__in=draft.offices)}
    return person_days(read_plan(draft.plan), read_shifts(draft.shifts), counters)


async def _offices(draft: PlanDraft) -> list[Office]:
    return await Office.filter(id__in=draft.offices).order_by("name", "id")


async def _names(draft: PlanDraft) -> dict[int, str]:
    return {row.id: row.name for row in await Clerk.filter(municipality_id=draft.municipality_id)}


async def _who(account: int | None) -> str:
    row = await Account.get_or_none(id=account) if account else None
    return row.name if row else ""


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        f"{DRAFT}/dienstplan.csv",
        download,
        Permission.PLAN,
        "plan-csv",
        "A plan's roster as CSV",
    ),
    Route("GET", f"{DRAFT}/druck", paper, Permission.PLAN, "plan-paper", "A plan to be printed"),
)
