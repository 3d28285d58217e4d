"""`/{municipality}/amt/planung/laeufe/{run}`: a plan while it is computed, and stopping it."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.house import house
from api.jobs import living_workers
from api.manager.frame import Week, now, offices
from api.manager.plans import allowed
from api.planning.answer import read_refused
from api.planning.words import sentence
from api.requests import form, identity, language
from api.routes import Permission, Route
from termin.errors import NotFound
from termin.planning.progress import Standing, standing_of
from termin.planning.rows import WEEK, PlanDraft, PlanRun, RunState
from termin.planning.runs import stop, take_back

ENDED = (RunState.DONE, RunState.CANCELLED)

TAKE_BACK = "zuruecknehmen"
"""What the button says while nobody has begun; the one to end with the best says otherwise."""


async def show(request: Request) -> Response:
    """Show how far a run is; once there is a draft, that is shown instead."""
    run = await _find(request)
    draft = await PlanDraft.filter(run_id=run.id).order_by("id").first()
    if run.state in ENDED and draft is not None:
        return redirect(request, "plan-draft", draft=draft.id)
    names = {row.id: row.short_name or row.name for row in await offices(request)}
    clash, broken = _clash(request, run)
    standing: Standing = standing_of(run)
    week = Week(run.week_from)
    return render(
        request,
        "manager/plan_run.html",
        run=run,
        week=week,
        names=[names[office] for office in run.offices if office in names],
        standing=standing,
        people_for=names.get(run.offices[run.step - 2], "") if run.step > 1 else "",
        take_back=TAKE_BACK,
        going=run.state in (RunState.QUEUED, RunState.RUNNING),
        clash=clash,
        broken=broken,
        nobody=run.state is RunState.QUEUED and not await living_workers(),
    )


def _clash(request: Request, run: PlanRun) -> tuple[list[str], bool]:
    """Return what keeps a failed run from being a plan, in sentences; and whether it is our fault.

    Ours is a plan that breaks a rule; else wishes cannot hold together.
    """
    if run.state is not RunState.FAILED or not run.answer:
        return [], False
    texts = house(request).pages.texts
    told = texts.language(language(request))
    say = partial(texts.gettext, told.code)
    refused = read_refused(run.answer)
    return [sentence(one, say, told.locale) for one in refused.refused], refused.broken


async def cancel(request: Request) -> Response:
    """Ask a run to end with the best it has, or without a plan, as the button said."""
    run = await _find(request)
    if (await form(request)).get("was") == TAKE_BACK:
        await take_back(run.id, now(request))
    else:
        await stop(run.id, now(request))
    return redirect(request, "plan-run", run=run.id)


async def _find(request: Request) -> PlanRun:
    run = await PlanRun.get_or_none(id=identity(request.path_params["run"]))
    if run is None or run.kind != WEEK or not allowed(request, run):
        raise NotFound
    return run


_RUN = "/{municipality}/amt/planung/laeufe/{run}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _RUN, show, Permission.PLAN, "plan-run", "How far the computation of a plan is"),
    Route("POST", f"{_RUN}/abbrueche", cancel, Permission.PLAN, "stop-plan-run"),
)
