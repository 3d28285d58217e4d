"""`/{municipality}/amt/planung/plaene`: computing a plan for a week, and the drafts there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.manager.frame import Week, now, number_of, offices, scope, today
from api.planning.answer import Answer, Asked, read_answer, read_asked
from api.planning.wishes import usual_weights, wishes_of, with_pins
from api.planning.words import WEIGHTS
from api.requests import form, identity, staff, values_of
from api.routes import Permission, Route
from termin.errors import Invalid, NotFound
from termin.offices import Office, OfficeKind
from termin.planning.fate import Fate, fates
from termin.planning.plan import PlannedDuty
from termin.planning.rows import WEEK, PlanDraft, PlanRun, RunState
from termin.planning.runs import MOST_SECONDS, ask_for
from termin.planning.runs import Request as Wanted
from termin.planning.shifts import read_shifts

SECONDS = 30
AHEAD = 12
"""Weeks that can be chosen."""

SHOWN = 20


async def show(request: Request) -> Response:
    """Show the form for a new plan, and the latest drafts and runs."""
    return await _page(request)


async def start(request: Request) -> Response:
    """Ask the workers for a plan."""
    fields_sent = await form(request)
    try:
        run = await ask_for(await _wanted(request, fields_sent), now(request))
    except Invalid as refusal:
        return await _page(request, 422, fields_sent, refusal.fields)
    return redirect(request, "plan-run", run=run.id)


async def ask_again(
    request: Request, run: PlanRun | None, draft: PlanDraft, pins: tuple[PlannedDuty, ...]
) -> PlanRun:
    """Ask for another plan of a draft's week that keeps these duties."""
    wishes = with_pins(run.wishes if run else {}, pins, read_shifts(draft.shifts))
    wanted = Wanted(
        draft.municipality_id,
        tuple(draft.offices),
        draft.week_from,
        run.seconds if run else SECONDS,
        run.seed if run else 1,
        wishes,
        staff(request).account,
    )
    return await ask_for(wanted, now(request))


def allowed(request: Request, row: PlanRun | PlanDraft) -> bool:
    """Whether the person may plan all offices of a run or a draft."""
    own = scope(request)
    if row.municipality_id != own.municipality:
        return False
    return own.offices is None or set(row.offices) <= own.offices


def openable(request: Request, found: Iterable[Fate]) -> frozenset[int]:
    """Return the ids of those plans that came after others and that the person may open."""
    return frozenset(plan.id for fate in found for plan in fate.plans if allowed(request, plan))


async def run_of(draft: PlanDraft) -> PlanRun | None:
    """Return the run that a draft is of; None where it is gone."""
    return None if draft.run_id is None else await PlanRun.get_or_none(id=draft.run_id)


def told_by(run: PlanRun | None) -> tuple[Asked | None, Answer | None]:
    """Return what a run was asked and found; nothing where it is gone or older than this shape."""
    if run is None or not run.problem or not run.answer:
        return None, None
    try:
        return read_asked(run.problem), read_answer(run.answer)
    except ValueError:
        return None, None


async def found_draft(request: Request) -> PlanDraft:
    """Return the draft of the address.

    Raises:
        NotFound: there is none, or the person may not plan all of its offices.
    """
    draft = await PlanDraft.get_or_none(id=identity(request.path_params["draft"]))
    if draft is None or not allowed(request, draft) or not await offices(request):
        raise NotFound
    return draft


async def _page(
    request: Request,
    status: int = 200,
    sent: FormData | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    rows = await offices(request)
    week = Week.of(today(request)).later(1)
    asked = Week.read(request.query_params.get("woche"), week.monday)
    mine = {"municipality_id": scope(request).municipality}
    drafts = [
        one
        for one in await PlanDraft.filter(**mine).order_by("-id").limit(SHOWN * 3)
        if allowed(request, one)
    ]
    runs = [
        one
        for one in await PlanRun.filter(
            **mine, kind=WEEK, state__in=(RunState.QUEUED, RunState.RUNNING, RunState.FAILED)
        )
        .order_by("-id")
        .limit(SHOWN)
        if allowed(request, one)
    ]
    chosen = request.query_params.get("dienststelle", "")
    fate = await fates(drafts[:SHOWN])
    return render(
        request,
        "manager/plans.html",
        status,
        offices=[row for row in rows if row.kind is not OfficeKind.STOP],
        names=_names(rows),
        weeks=[week.later(ahead) for ahead in range(-1, AHEAD)],
        drafts=drafts[:SHOWN],
        fates=fate,
        openable=openable(request, fate.values()),
        runs=runs,
        Week=Week,
        weights=WEIGHTS,
        values=_values(sent, asked.name, chosen),
        errors=errors or {},
        most_seconds=MOST_SECONDS,
        told=request.query_params.get("meldung", ""),
    )


def _names(rows: list[Office]) -> dict[int, str]:
    return {row.id: row.short_name or row.name for row in rows}


def _values(sent: FormData | None, week: str, chosen: str) -> dict[str, Any]:
    usual = {name: _text(weight) for name, weight in usual_weights().items()}
    if sent is None:
        own = {name: usual[name] for name in WEIGHTS}
        mine = (chosen,) if chosen else ()
        return {"woche": week, "dienststellen": mine, "sekunden": str(SECONDS), **own}
    kept = {name: str(sent.get(name, "")) for name in ("woche", "sekunden", *WEIGHTS)}
    return {**kept, "dienststellen": tuple(map(str, sent.getlist("dienststellen")))}


async def _wanted(request: Request, sent: FormData) -> Wanted:
    """Return what the form asks for.

    Raises:
        Invalid: with the fields to mend.
    """
    values = values_of(sent)
    wrong: dict[str, str] = {}
    known = {str(row.id): row.id for row in await offices(request)}
    picked = tuple(known[text] for text in map(str, sent.getlist("dienststellen")) if text in known)
    if not picked:
        wrong["dienststellen"] = "Bitte wählen Sie mindestens eine Dienststelle."
    monday = Week.read(values.get("woche"), date.min.replace(year=2000)).monday
    if monday.year < 2001:
        wrong["woche"] = "Bitte wählen Sie eine Woche."
    elif Week(monday).days[-1] < today(request):
        wrong["woche"] = "Diese Woche ist vorbei. Bitte wählen Sie eine andere."
    seconds = number_of(values, "sekunden", 1, MOST_SECONDS, wrong)
    costs = {name: _weight(values, name, wrong) for name in WEIGHTS}
    if wrong:
        raise Invalid(fields=wrong)
    return Wanted(
        scope(request).municipality,
        picked,
        monday,
        float(seconds),
        1,
        wishes_of(costs),
        staff(request).account,
    )


def _weight(values: Mapping[str, str], name: str, wrong: dict[str, str]) -> float:
    text = values.get(name, "").replace(",", ".")
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1000:
        wrong[name] = "Bitte geben Sie eine Zahl von 0 bis 1000 an."
    return found


def _text(number: float) -> str:
    return f"{number:g}".replace(".", ",")


_PLANS = "/{municipality}/amt/planung/plaene"
DRAFT = "/{municipality}/amt/planung/entwuerfe/{draft}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _PLANS, show, Permission.PLAN, "plans", "Plans of weeks: drafts and new ones"),
    Route("POST", _PLANS, start, Permission.PLAN, "start-plan"),
)
