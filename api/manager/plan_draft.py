"""`/{municipality}/amt/planung/entwuerfe/{draft}`: a plan, what it costs, and making it public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from api.answers import redirect, render
from api.house import house
from api.manager.day import speaker
from api.manager.frame import Week, may_see_people, now
from api.manager.plan_explained import explained, gaps
from api.manager.plan_filling import call_off, earliest, filled, people_of
from api.manager.plan_pictures import planned_days
from api.manager.plan_shifts import shift_rows
from api.manager.plan_steps import steps_told
from api.manager.plan_table import compared, plan_rows
from api.manager.plans import DRAFT, allowed, ask_again, found_draft, openable, run_of, told_by
from api.planning.answer import Asked
from api.planning.results import RESULTS
from api.planning.words import sentence
from api.plots.frame import patterns
from api.requests import form, language, staff, values_of
from api.routes import Permission, Route
from termin.errors import Invalid, NotFound, WrongState
from termin.offices import Counter, Office
from termin.planning.drafts import DayPreview, pin, preview, published_plan, remove, rename
from termin.planning.fate import fates
from termin.planning.plan import PlannedDuty, read_plan
from termin.planning.publish import AnotherPublished, Became, begin_publication, key_of
from termin.planning.rows import DraftState, PlanDraft
from termin.planning.shifts import read_shifts
from termin.planning.steps import Step, note
from termin.staff.rows import Clerk

PUBLISHED = "veroeffentlicht"
"""In place of a draft's number: compare with what is published."""

ALREADY = "schon"
"""It was done in another tab, or by somebody else."""

ANOTHER = "andere"
"""Another plan of the week is being published."""


async def show(request: Request) -> Response:
    """Show a draft."""
    return await _page(request, await found_draft(request))


async def keep(request: Request) -> Response:
    """Pin the duties that were ticked; with `neu`, compute another plan that keeps them."""
    draft = await found_draft(request)
    sent = await form(request)
    await pin(draft, map(str, sent.getlist("festgelegt")), staff(request).account, now(request))
    if not sent.get("neu"):
        return _back(request, draft, "festgelegt")
    kept = read_plan((await PlanDraft.get(id=draft.id)).pins)
    run = await ask_again(request, await run_of(draft), draft, kept)
    return redirect(request, "plan-run", run=run.id)


async def publish(request: Request) -> Response:
    """Have the workers publish it, day by day; who comes second is told how it stands."""
    draft = await found_draft(request)
    again = _instant(str((await form(request)).get("stand", "")))
    try:
        begun = await begin_publication(draft.id, staff(request).account, now(request), again)
    except AnotherPublished:
        return _back(request, draft, ANOTHER)
    return _back(request, draft, "" if begun else ALREADY)


async def call_off_person(request: Request) -> Response:
    """Note that somebody cannot come, and have the gaps filled."""
    draft = await found_draft(request)
    values = values_of(await form(request))
    try:
        async with in_transaction():
            run = await call_off(request, draft, await run_of(draft), values)
            await note(draft, Step.CALLED_OFF, staff(request).account, now(request), run.id)
    except Invalid as refusal:
        return await _page(request, draft, 422, refusal.fields, values)
    return redirect(request, "plan-run", run=run.id)


async def change_name(request: Request) -> Response:
    """Give it another name."""
    draft = await found_draft(request)
    values = values_of(await form(request))
    try:
        await rename(draft, values.get("name", ""), staff(request).account, now(request))
    except Invalid as refusal:
        return await _page(request, draft, 422, refusal.fields)
    return _back(request, draft, "umbenannt")


async def delete(request: Request) -> Response:
    """Take it away, unless it is published."""
    draft = await found_draft(request)
    try:
        await remove(draft, staff(request).account, now(request))
    except WrongState:
        return _back(request, draft, ALREADY)
    return redirect(request, "plans", {"meldung": "geloescht"})


async def _page(
    request: Request,
    draft: PlanDraft,
    status: int = 200,
    errors: Any = None,
    values: Mapping[str, str] | None = None,
) -> Response:
    run = await run_of(draft)
    asked, answer = told_by(run)
    rows = await Office.filter(id__in=draft.offices).order_by("id")
    office = _chosen(request, rows)
    plan = read_plan(draft.plan)
    clerks = {row.id: row.name for row in await Clerk.filter(municipality_id=draft.municipality_id)}
    days = await _days(request, draft)
    first = earliest(draft, now(request), ZoneInfo(office.time_zone))
    say = speaker(request, office)
    number = _number(asked, office)
    picked = await _compared(request, draft, rows)
    locale = house(request).pages.texts.language(language(request)).locale
    fate = (await fates([draft])).get(draft.id)
    return render(
        request,
        "manager/plan_draft.html",
        status,
        draft=draft,
        fate=fate,
        openable=openable(request, [fate] if fate else []),
        steps=await steps_told(request, draft, say.gettext),
        run=run,
        week=Week(draft.week_from),
        offices=rows,
        office=office,
        zone=ZoneInfo(office.time_zone),
        names={row.id: row.short_name or row.name for row in rows},
        answer=answer,
        gaps=gaps(answer.lacking, say.gettext) if answer else (),
        explained=explained(answer, say.gettext, locale) if answer else None,
        planned=planned_days(asked, answer, number, ZoneInfo(office.time_zone), say)
        if asked and answer and number is not None
        else (),
        patterns=patterns(),
        table_of=plan_rows(draft, plan, office, await _counters(office), clerks),
        # A form sends one office's ticks; those of the others stay.
        pinned_elsewhere=[d.name for d in read_plan(draft.pins) if d.office != office.id],
        shifts=shift_rows(read_shifts(draft.shifts), office.id, clerks),
        filled=await filled(draft, run, answer, clerks),
        callable=people_of(draft, clerks) if answer and first <= draft.week_to else (),
        earliest=first,
        by_hand=draft.state is DraftState.PUBLISHED and any(d.added + d.withdrawn for d in days),
        notes=[sentence(one, say.gettext, locale) for one in answer.notes] if answer else (),
        values=values or {},
        days=days,
        touched=[day for day in days if day.stranded],
        people=may_see_people(request),
        others=await _others(request, draft),
        compared=picked,
        clerks=clerks,
        counters={row.id: row.name for row in await Counter.filter(office_id__in=draft.offices)},
        results={text.value: RESULTS[text] for text in Became},
        told=[(day, draft.told.get(key_of((day.office, day.on)))) for day in days],
        publishing=draft.state is DraftState.PUBLISHING,
        published=draft.state is DraftState.PUBLISHED,
        errors=errors or {},
        message=request.query_params.get("meldung", ""),
    )


def _instant(text: str) -> datetime | None:
    """Return when the plan was published last, as its page knew it; None for what is no time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


async def _days(request: Request, draft: PlanDraft) -> Sequence[DayPreview]:
    return await preview(draft, now(request))


def _chosen(request: Request, rows: Sequence[Office]) -> Office:
    wanted = request.query_params.get("dienststelle", "")
    found = next((row for row in rows if str(row.id) == wanted), None)
    if found is None and not rows:
        raise NotFound
    return found or rows[0]


def _number(asked: Asked | None, office: Office) -> int | None:
    if asked is None:
        return None
    return next((n for n, one in enumerate(asked.offices) if one.id == office.id), None)


async def _counters(office: Office) -> list[Counter]:
    return await Counter.filter(office_id=office.id).order_by("position", "name")


async def _others(request: Request, draft: PlanDraft) -> list[PlanDraft]:
    rows = (
        await PlanDraft.filter(municipality_id=draft.municipality_id, week_from=draft.week_from)
        .exclude(id=draft.id)
        .order_by("-id")
        .limit(20)
    )
    return [row for row in rows if allowed(request, row)]


async def _compared(request: Request, draft: PlanDraft, rows: Sequence[Office]) -> Any:
    """Return how the draft differs from the other one asked for; None where none is."""
    wanted = request.query_params.get("vergleich", "")
    if wanted == PUBLISHED:
        standing = await published_plan(rows, draft.week_from, draft.week_to)
        found: Sequence[PlannedDuty] = [one.duty for day in standing.values() for one in day]
        return compared(None, found, read_plan(draft.plan))
    other = next((one for one in await _others(request, draft) if str(one.id) == wanted), None)
    return compared(other, read_plan(other.plan), read_plan(draft.plan)) if other else None


def _back(request: Request, draft: PlanDraft, message: str) -> Response:
    query = {"meldung": message} if message else None
    return redirect(request, "plan-draft", query, draft=draft.id)


ROUTES: tuple[Route, ...] = (
    Route("GET", DRAFT, show, Permission.PLAN, "plan-draft", "A plan and what it would change"),
    Route("POST", f"{DRAFT}/festlegungen", keep, Permission.PLAN, "pin-plan"),
    Route("POST", f"{DRAFT}/veroeffentlichungen", publish, Permission.PLAN, "publish-plan"),
    Route("POST", f"{DRAFT}/ausfaelle", call_off_person, Permission.PLAN, "fill-plan"),
    Route("POST", f"{DRAFT}/namen", change_name, Permission.PLAN, "rename-plan"),
    Route("POST", f"{DRAFT}/loeschungen", delete, Permission.PLAN, "delete-plan"),
)
