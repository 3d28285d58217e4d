"""Duties: entered as drafts, looked at, taken out again, and withdrawn once published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.manager.decisions import Unsettled, settle
from api.manager.foreseen import CANCEL, foresee
from api.manager.frame import (
    Week,
    chosen,
    clock_time,
    offices,
    refuse,
    scope,
    today,
)
from api.manager.shares import read_shares
from api.manager.week import clerks_for, counters_of, wanted_at, week_page, week_query
from api.manager.week_view import Abilities, concerns_of, minutes_by_use, planned
from api.manager.words import CONCERNS
from api.requests import form, identity, values_of
from api.routes import Permission, Route
from termin.booking import Withdrawal
from termin.capacity import (
    Concern,
    Duty,
    DutyPlan,
    DutyState,
    Planned,
    Shares,
    duties_clashing,
    plan_duty,
    remove_draft,
)
from termin.errors import Invalid, NotFound
from termin.interval import Interval
from termin.localtime import local_date
from termin.offices import Office, hours_of
from termin.offices.hours import clock_of

CONFIRMED = "trotzdem"


@dataclass(frozen=True, slots=True)
class Asked:
    """What speaks against a duty that somebody wants to enter."""

    on: date
    concerns: tuple[Concern, ...]


async def add(request: Request) -> Response:
    """Enter drafts for the days chosen; what speaks against them is said first."""
    values = {**values_of(fields := await form(request))}
    days = [str(day) for day in fields.getlist("tage")]
    rows = await offices(request)
    office = chosen(rows, values.get("dienststelle"))
    week = Week.read(values.get("woche"), today(request, office))
    shown = {**values, "tage": days}
    try:
        plans = await _plans(office, week, values, days)
    except Invalid as refusal:
        return await week_page(
            request, rows, office, week, 422, values=shown, errors=refusal.fields
        )
    asked = [each for plan in plans if (each := await _against(office, plan)).concerns]
    if asked and values.get(CONFIRMED) != "ja":
        return await week_page(request, rows, office, week, 422, values=shown, asked=asked)
    for plan in plans:
        await plan_duty(plan, plan.during.start.astimezone(ZoneInfo(office.time_zone)))
    query = week_query(office, week, meldung="eingetragen", anzahl=str(len(plans)))
    return redirect(request, "planning", query)


async def show(request: Request) -> Response:
    """Show a duty and what withdrawing it would do."""
    return await _page(request, await _find(request))


async def withdraw(request: Request) -> Response:
    """Move or cancel whom it strands as decided, then withdraw the duty."""
    duty = await _find(request)
    values = values_of(await form(request))
    try:
        touched = await settle(request, Withdrawal(duty.id), values)
    except Unsettled as asked:
        return await _page(request, duty, asked.status, values, asked)
    return _back(request, duty, "zurueckgezogen", touched)


async def delete(request: Request) -> Response:
    """Take a draft out of the plan."""
    duty = await _find(request)
    await remove_draft(duty.id)
    return _back(request, duty, "geloescht")


async def _page(
    request: Request,
    duty: Duty,
    status: int = 200,
    values: Mapping[str, str] | None = None,
    asked: Unsettled | None = None,
) -> Response:
    office = duty.office
    zone = ZoneInfo(office.time_zone)
    on = local_date(duty.starts_at, zone)
    hours = await hours_of(office.id, on)
    published = duty.state is DutyState.PUBLISHED
    foreseen = await foresee(request, Withdrawal(duty.id), values) if published else None
    against = () if published else (await _against(office, _plan_of(duty), duty.id)).concerns
    return render(
        request,
        "manager/duty.html",
        status,
        duty=duty,
        office=office,
        zone=zone,
        week=Week.of(on),
        on=on,
        hours=hours,
        minutes=minutes_by_use(duty, hours.open),
        concerns=against,
        words=CONCERNS,
        foreseen=foreseen,
        cancel=CANCEL,
        errors=asked.errors if asked else {},
        notice=asked.notice if asked else "",
    )


async def _find(request: Request) -> Duty:
    """Return the duty of the address, if the person may plan its office.

    Raises:
        NotFound: there is none here, or it was withdrawn.
    """
    found = (
        await scope(request)
        .within(Duty.filter(id=identity(request.path_params["duty"])))
        .exclude(state=DutyState.WITHDRAWN)
        .select_related("office", "counter", "clerk")
        .first()
    )
    if found is None:
        raise NotFound("Diesen Dienst gibt es nicht mehr.")
    return found


def _back(request: Request, duty: Duty, told: str, count: int = 0) -> Response:
    on = local_date(duty.starts_at, ZoneInfo(duty.office.time_zone))
    query = week_query(duty.office, Week.of(on), meldung=told, anzahl=str(count))
    return redirect(request, "planning", query)


async def _plans(
    office: Office, week: Week, values: Mapping[str, str], days: list[str]
) -> list[DutyPlan]:
    wrong: dict[str, str] = {}
    counter = {str(one.id): one.id for one in await counters_of(office)}.get(
        values.get("schalter", "")
    )
    clerk = {str(one.id): one.id for one in await clerks_for(office)}.get(values.get("person", ""))
    if counter is None:
        wrong["schalter"] = "Bitte wählen Sie einen Schalter."
    if clerk is None:
        wrong["person"] = "Bitte wählen Sie eine Person."
    dates = [on for on in week.days if on.isoformat() in days]
    if not dates:
        wrong["tage"] = "Bitte wählen Sie mindestens einen Tag."
    start, end = clock_time(values, "von", wrong), clock_time(values, "bis", wrong)
    for name, minutes in (("von", start), ("bis", end)):
        if minutes is not None and minutes % 5:
            wrong[name] = "Bitte geben Sie Uhrzeiten in Schritten von 5 Minuten an."
    if start is not None and end is not None and start >= end:
        wrong["bis"] = "Das Ende muss nach dem Beginn liegen."
    shares = read_shares(values, wrong)
    refuse(wrong)
    zone = ZoneInfo(office.time_zone)
    return [
        DutyPlan(
            office.municipality_id,
            office.id,
            counter or 0,
            clerk or 0,
            Interval(clock_of(start or 0, on, zone), clock_of(end or 0, on, zone)),
            shares,
        )
        for on in dates
    ]


async def _against(office: Office, plan: DutyPlan, duty: int | None = None) -> Asked:
    on = local_date(plan.during.start, ZoneInfo(office.time_zone))
    others = await duties_clashing(plan.counter, plan.clerk, plan.during, without=duty)
    abilities = Abilities.of(
        await counters_of(office), await clerks_for(office), await wanted_at(office)
    )
    one = Planned(duty, plan.counter, plan.clerk, plan.during)
    opening = (await hours_of(office.id, on)).open
    found = concerns_of(one, opening, [planned(other) for other in others], abilities)
    return Asked(on, found)


def _plan_of(duty: Duty) -> DutyPlan:
    during = Interval(duty.starts_at, duty.ends_at)
    shares = Shares(duty.public_share, duty.internal_share, duty.walk_in_share)
    return DutyPlan(
        duty.municipality_id, duty.office_id, duty.counter_id, duty.clerk_id, during, shares
    )


_DUTY = "/{municipality}/amt/planung/dienste/{duty}"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/{municipality}/amt/planung/dienste", add, Permission.PLAN, "add-duty"),
    Route("GET", _DUTY, show, Permission.PLAN, "duty", "A duty and what withdrawing it would do"),
    Route("POST", f"{_DUTY}/ruecknahmen", withdraw, Permission.PLAN, "withdraw-duty"),
    Route("POST", f"{_DUTY}/loeschungen", delete, Permission.PLAN, "delete-draft"),
)
