"""A week is published office-day by office-day, or copied to the weeks after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.house import house
from api.manager.frame import Week, chosen, now, number_of, offices, today
from api.manager.week import week_page, week_query
from api.requests import form, values_of
from api.routes import Permission, Route
from termin.capacity import (
    MOST_WEEKS,
    Duty,
    DutyOverlaps,
    DutyState,
    copy_week,
    publish_day,
)
from termin.errors import TryAgain
from termin.offices import Office


@dataclass(frozen=True, slots=True)
class DayResult:
    """What became of a day: duties published, or why not."""

    on: date
    published: int
    refused: str = ""


async def publish(request: Request) -> Response:
    """Publish the week's drafts; each day stands for itself."""
    values = values_of(await form(request))
    rows = await offices(request)
    office = chosen(rows, values.get("dienststelle"))
    week = Week.read(values.get("woche"), today(request, office))
    results = await _publish_days(request, office, week)
    if all(not one.refused for one in results):
        count = str(sum(one.published for one in results))
        query = week_query(office, week, meldung="veroeffentlicht", anzahl=count)
        return redirect(request, "planning", query)
    return render(request, "manager/published.html", 409, office=office, week=week, results=results)


async def copy(request: Request) -> Response:
    """Copy the week's duties to the next weeks as drafts."""
    values = values_of(await form(request))
    rows = await offices(request)
    office = chosen(rows, values.get("dienststelle"))
    week = Week.read(values.get("woche"), today(request, office))
    wrong: dict[str, str] = {}
    weeks = number_of(values, "wochen", 1, MOST_WEEKS, wrong)
    if wrong:
        return await week_page(request, rows, office, week, 422, values=values, errors=wrong)
    copied = await copy_week(office.id, week.monday, weeks)
    told = {"anzahl": str(copied.made), "ausgelassen": str(copied.left_out)}
    return redirect(request, "planning", week_query(office, week, meldung="kopiert", **told))


async def _publish_days(request: Request, office: Office, week: Week) -> list[DayResult]:
    drafts = await Duty.filter(
        office_id=office.id,
        state=DutyState.DRAFT,
        office_day__date__gte=week.days[0],
        office_day__date__lte=week.days[-1],
    ).select_related("office_day")
    days = {duty.office_day.date: duty.office_day_id for duty in drafts}
    results = []
    for on in sorted(days):
        try:
            duties = await publish_day(days[on], now(request))
            results.append(DayResult(on, len(duties)))
        except (DutyOverlaps, TryAgain) as refusal:
            results.append(DayResult(on, 0, refusal.title))
        await house(request).availability.reload(days[on], now(request))
    return results


ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/{municipality}/amt/planung/veroeffentlichungen",
        publish,
        Permission.PLAN,
        "publish-week",
    ),
    Route("POST", "/{municipality}/amt/planung/kopien", copy, Permission.PLAN, "copy-week"),
)
