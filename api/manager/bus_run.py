"""Computing a month's tours: asked for, watched while a worker computes, and stopped."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.jobs import living_workers
from api.manager.bus_frame import asked_unit, stops_of, tour_words
from api.manager.bus_month import Month
from api.manager.frame import now, number_of, today
from api.planning.tour_answer import TourAnswer
from api.planning.tour_words import SHOWN, clash_words
from api.planning.touring import FREE, TOURS, UNIT
from api.planning.tours import name_of
from api.requests import form, identity, municipality, staff, values_of
from api.routes import Permission, Route
from scheduler.watch import gap
from termin.errors import NotFound
from termin.offices.mobile import MobileUnit
from termin.planning.rows import PlanRun, RunState
from termin.planning.runs import stop

USUAL_SECONDS, MOST_SECONDS = 30, 300

AHEAD = 7
"""Months that the form offers."""

OVER = (
    "Dieser Monat ist vorbei: Geplant werden nur Tage ab morgen. Bitte wählen Sie einen Monat, "
    "der noch kommt."
)

COSTS: Mapping[str, str] = {
    "unserved": "Weniger Anliegen, als die Orte brauchen",
    "unfair": "Ein Ort kommt viel schlechter weg als die anderen",
    "late": "Zu lange Pause zwischen zwei Halten",
    "close": "Zu kurze Pause zwischen zwei Halten",
    "same week": "Zweimal in einer Woche am selben Ort",
    "promise": "Ein Tag aus den Mustern fehlt",
    "dropped": "Ein veröffentlichter Halt fehlt",
    "added": "Ein neuer Halt gegenüber dem veröffentlichten Plan",
    "kilometres": "Gefahrene Kilometer",
    "hours": "Arbeitszeit des Teams",
    "vehicle day": "Tage, an denen der Bus fährt",
    "overtime": "Überstunden",
}
"""What the rules of the scheduler count, in words."""


async def show(request: Request) -> Response:
    """Show the form, and what came of the last runs of this month."""
    return await _page(request, *await asked_unit(request, request.query_params), 200, {}, {})


async def ask(request: Request) -> Response:
    """Put a run in the queue of the workers."""
    values = values_of(await form(request))
    unit, month = await asked_unit(request, values)
    wrong: dict[str, str] = {}
    seconds = number_of(values, "sekunden", 5, MOST_SECONDS, wrong)
    if month.last <= today(request):
        wrong["monat"] = OVER
    if wrong:
        return await _page(request, unit, month, 422, values, wrong)
    run = await PlanRun.create(
        municipality_id=municipality(request).id,
        kind=TOURS,
        offices=[],
        week_from=month.first,
        week_to=month.last,
        seconds=float(seconds),
        wishes={UNIT: unit.id} | ({FREE: True} if values.get("gebuchte") == "ja" else {}),
        created_at=now(request),
        requested_by=staff(request).account,
    )
    return redirect(request, "bus-run-standing", run=run.id)


async def show_run(request: Request) -> Response:
    """Show how far a run is, and what its plan costs once it is done."""
    run, unit, month = await _find(request)
    going = run.state in (RunState.QUEUED, RunState.RUNNING)
    answer = msgspec.json.decode(run.answer, type=TourAnswer) if run.answer else None
    known = run.value is not None and run.bound is not None
    said = tour_words(request)
    return render(
        request,
        "manager/bus_run_standing.html",
        run=run,
        unit=unit,
        month=month,
        going=going,
        nobody=run.state is RunState.QUEUED and not await living_workers(),
        answer=answer,
        share=max(0, round(100 - 100 * gap(run.value or 0.0, run.bound or 0.0))) if known else None,
        costs=[(COSTS.get(name, name), cost) for name, cost in answer.costs.items()]
        if answer
        else [],
        clash=clash_words(answer.clash, said) if answer and answer.clash else None,
        reasons=said.reasons(answer.said) if answer else (),
        shown=SHOWN,
        hindrances=[said.hindrance(one) for one in answer.hindrances] if answer else [],
        named={stop.id: name_of(stop) for stop in await stops_of(unit)},
    )


async def cancel(request: Request) -> Response:
    """Ask a run to end with the best it has."""
    await form(request)
    run, _, _ = await _find(request)
    await stop(run.id, now(request))
    return redirect(request, "bus-run-standing", run=run.id)


async def _page(
    request: Request,
    unit: MobileUnit,
    month: Month,
    status: int,
    values: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    present = Month(today(request).replace(day=1))
    coming = [present.later(ahead) for ahead in range(AHEAD)]
    months = [one for one in coming if one.last > today(request)]
    if month.last > today(request) and month not in months:
        months.append(month)
    return render(
        request,
        "manager/bus_run.html",
        status,
        unit=unit,
        month=month,
        runs=[run for run in await _runs(request) if _is_of(run, unit, month)][:5],
        months=months,
        over=month.last <= today(request),
        values=values or {"sekunden": str(USUAL_SECONDS), "monat": month.name},
        errors=errors,
    )


async def _runs(request: Request) -> list[PlanRun]:
    return await PlanRun.filter(municipality_id=municipality(request).id, kind=TOURS).order_by(
        "-id"
    )


def _is_of(run: PlanRun, unit: MobileUnit, month: Month) -> bool:
    return run.wishes.get(UNIT) == unit.id and run.week_from == month.first


async def _find(request: Request) -> tuple[PlanRun, MobileUnit, Month]:
    wanted = identity(request.path_params["run"])
    run = next((one for one in await _runs(request) if one.id == wanted), None)
    if run is None:
        raise NotFound
    unit, _ = await asked_unit(request, {"fahrzeug": str(run.wishes.get(UNIT, ""))})
    return run, unit, Month(run.week_from)


_RUNS = "/{municipality}/amt/planung/bus/rechnungen"
ROUTES: tuple[Route, ...] = (
    Route("GET", _RUNS, show, Permission.PLAN, "bus-run", "Computing a month's tours"),
    Route("POST", _RUNS, ask, Permission.PLAN, "ask-bus-run"),
    Route("GET", f"{_RUNS}/{{run}}", show_run, Permission.PLAN, "bus-run-standing"),
    Route("POST", f"{_RUNS}/{{run}}/abbrueche", cancel, Permission.PLAN, "stop-bus-run"),
)
