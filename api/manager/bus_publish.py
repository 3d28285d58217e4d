"""A bus's month is published: what that changes, whom it touches, and what was refused."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from api.alternatives import seek_for_all
from api.answers import redirect, render
from api.house import house
from api.manager.bus_foreseen import foreseen
from api.manager.bus_frame import asked_unit, judgement_values, stops_of
from api.manager.bus_halt import MOST_REASON
from api.manager.bus_hours import hours_of
from api.manager.bus_month import Month
from api.manager.frame import may_see_people, now
from api.planning.judging import judge
from api.planning.patterns import halts_by_pattern
from api.planning.tours import name_of
from api.requests import form, municipality, values_of
from api.routes import Permission, Route
from termin.mobile import (
    HaltPlan,
    Step,
    differences,
    halts_between,
    losing,
    plan_of,
    publish_halts,
)
from termin.offices.mobile import Halt, HaltState, MobileUnit


async def ask(request: Request) -> Response:
    """Show what a publication would change, break, cost, and whom it touches."""
    return await _page(request, *await asked_unit(request, request.query_params))


async def publish(request: Request) -> Response:
    """Publish the month's drafts; days on which published halts fall change as a whole.

    Stopped anywhere, publishing again goes on.
    """
    values = values_of(await form(request))
    unit, month = await asked_unit(request, values)
    rows = await halts_between(unit.id, month.first, month.last)
    reason = values.get("grund", "")
    lost = await losing(_gone(rows), _drafts(rows), now(request))
    if len(reason) > MOST_REASON or (lost and not reason):
        wrong = {"grund": f"Bitte nennen Sie den Grund mit höchstens {MOST_REASON} Zeichen."}
        return await _page(request, unit, month, 422, wrong, reason)
    own, at = house(request), now(request)
    done, refused = 0, list[Step]()
    async for step in publish_halts(unit.id, month.first, month.last, reason, at):
        for day in step.office_days:
            await own.availability.reload(day, at)
        if step.why:
            refused.append(step)
        else:
            done += sum(one.state is HaltState.DRAFT for one in step.halts)
    told = await seek_for_all(own, municipality(request), at)
    if refused:
        return await _page(request, unit, month, 409, refused=refused, done=done, told=told)
    query = {"fahrzeug": str(unit.id), "monat": month.name, "meldung": "veroeffentlicht"}
    return redirect(request, "bus-month", {**query, "anzahl": str(done), "bescheid": str(told)})


async def seek(request: Request) -> Response:
    """Look for other times for those who wait for one, where that stopped half way."""
    unit, month = await asked_unit(request, values_of(await form(request)))
    told = await seek_for_all(house(request), municipality(request), now(request))
    query = {"fahrzeug": str(unit.id), "monat": month.name, "meldung": "gesucht"}
    return redirect(request, "bus-month", {**query, "bescheid": str(told)})


async def _page(
    request: Request,
    unit: MobileUnit,
    month: Month,
    status: int = 200,
    errors: dict[str, str] | None = None,
    reason: str = "",
    *,
    refused: list[Step] | None = None,
    done: int = 0,
    told: int = 0,
) -> Response:
    rows = await halts_between(unit.id, month.first, month.last)
    at = now(request)
    drafts, gone = _drafts(rows), _gone(rows)
    known = [plan_of(one) for one in rows if one.state is HaltState.PUBLISHED]
    becomes = becoming(rows)
    found = await judge(unit, (month.first, month.last), known, becomes, at)
    lost = await losing(gone, drafts, at)
    stops = await stops_of(unit)
    before = known or await halts_by_pattern(unit, month.first, month.last)
    return render(
        request,
        "manager/bus_publish.html",
        status,
        unit=unit,
        month=month,
        drafts=len(drafts),
        gone=len(gone),
        differences=differences(known, becomes),
        named={stop.id: name_of(stop) for stop in stops},
        hours=hours_of([stop.id for stop in stops], before, becomes) if before else None,
        by_pattern=not known,
        name_of=name_of,
        foreseen=await foreseen(request, lost, gone, drafts),
        people=may_see_people(request),
        reason=reason,
        errors=errors or {},
        refused=refused or (),
        done=done,
        told=told,
        **judgement_values(request, found),
    )


def becoming(rows: list[Halt]) -> list[HaltPlan]:
    """Return what is public once the drafts among these halts are published."""
    return sorted(
        [
            plan_of(one)
            for one in rows
            if one.state is HaltState.DRAFT
            or (one.state is HaltState.PUBLISHED and not one.dropped)
        ]
    )


def _drafts(rows: list[Halt]) -> list[HaltPlan]:
    return [plan_of(one) for one in rows if one.state is HaltState.DRAFT]


def _gone(rows: list[Halt]) -> list[Halt]:
    return [one for one in rows if one.state is HaltState.PUBLISHED and one.dropped]


def coming(rows: list[Halt], first: date) -> list[HaltPlan]:
    """Return what is public among these halts from a day on."""
    return [plan_of(one) for one in rows if one.state is HaltState.PUBLISHED and one.date >= first]


_BUS = "/{municipality}/amt/planung/bus"
ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        f"{_BUS}/veroeffentlichungen",
        ask,
        Permission.PLAN,
        "bus-publishing",
        "What a publication of the month changes",
    ),
    Route("POST", f"{_BUS}/veroeffentlichungen", publish, Permission.PLAN, "bus-publish"),
    Route("POST", f"{_BUS}/ersatzzeiten", seek, Permission.PLAN, "bus-seek"),
)
