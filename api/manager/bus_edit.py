"""One halt is given another time, day or stop: judged first, with whom it touches, then saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.alternatives import seek_for_all
from api.answers import redirect, render
from api.house import house
from api.manager.bus_foreseen import foreseen
from api.manager.bus_frame import halt_of, judgement_values, stops_of
from api.manager.bus_halt import MOST_REASON
from api.manager.bus_month import Month
from api.manager.frame import clock_time, date_of, may_see_people, now, refuse, today
from api.planning.judging import Judgement, judge
from api.planning.tours import name_of
from api.requests import form, municipality, values_of
from api.routes import Permission, Route
from termin.capacity import DutyOverlaps
from termin.errors import Invalid, TryAgain, WrongState
from termin.mobile import (
    HaltPlan,
    HaltRefused,
    change_halt,
    halts_between,
    losing,
    plan_of,
    wrong_hours,
)
from termin.offices.mobile import GONE, Halt, HaltState

CHANGED = "Inzwischen hat jemand diesen Halt geändert. Bitte sehen Sie ihn sich noch einmal an."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds, what is wrong with it, and why it was refused."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    plan: HaltPlan | None = None
    refused: str = ""


async def ask(request: Request) -> Response:
    """Show the form; once times are given, also what they would break, cost and touch."""
    halt = await _changeable(request)
    values = {name: value.strip() for name, value in request.query_params.items()}
    if "von" not in values:
        return await _page(request, halt, Asked(_values(plan_of(halt)), {}))
    try:
        plan = await _plan(request, halt, values)
    except Invalid as refusal:
        return await _page(request, halt, Asked(values, refusal.fields), 422)
    return await _page(request, halt, Asked(values, {}, plan))


async def save(request: Request) -> Response:
    """Change the halt; a published one is published anew."""
    halt = await _changeable(request)
    values = values_of(await form(request))
    try:
        plan = await _plan(request, halt, values)
    except Invalid as refusal:
        return await _page(request, halt, Asked(values, refusal.fields), 422)
    asked = Asked(values, {}, plan)
    if values.get("stand") != halt.changed_at.isoformat():
        return await _page(request, halt, Asked(values, {}, plan, CHANGED), 409)
    reason = values.get("grund", "")
    touched = halt.state is HaltState.PUBLISHED and await losing([halt], [plan], now(request))
    if len(reason) > MOST_REASON or (touched and not reason):
        wrong = {"grund": f"Bitte nennen Sie den Grund mit höchstens {MOST_REASON} Zeichen."}
        return await _page(request, halt, Asked(values, wrong, plan), 422)
    found = await _judgement(request, halt, plan)
    if found is not None and found.broken:
        return await _page(request, halt, asked, 409)
    try:
        days = await change_halt(halt.id, plan, reason, now(request))
    except (HaltRefused, DutyOverlaps, TryAgain) as refusal:
        why = refusal.detail or refusal.title
        return await _page(request, halt, Asked(values, {}, plan, why), 409)
    own, at = house(request), now(request)
    for day in days:
        await own.availability.reload(day, at)
    await seek_for_all(own, municipality(request), at)
    becomes = await _becomes(halt, plan)
    return redirect(request, "bus-halt", {"meldung": "geaendert"}, halt=becomes)


async def _changeable(request: Request) -> Halt:
    halt = await halt_of(request)
    if halt.state in GONE or halt.opens_at <= now(request):
        raise WrongState("Dieser Halt hat schon begonnen, ist vorbei oder abgesagt.")
    return halt


async def _becomes(halt: Halt, plan: HaltPlan) -> int:
    """Return the halt that stands there now: the same draft, or the one published in its place."""
    found = await Halt.filter(
        unit_id=halt.unit_id, stop_id=plan.stop, date=plan.date, state=halt.state
    ).select_related("stop__office")
    return int(next((one.id for one in found if plan_of(one) == plan), halt.id))


async def _plan(request: Request, halt: Halt, values: Mapping[str, str]) -> HaltPlan:
    """Return what the form asks for.

    Raises:
        Invalid: it is no halt.
    """
    wrong: dict[str, str] = {}
    stops = {str(one.id): one for one in await stops_of(halt.unit)}
    stop = stops.get(values.get("halt", ""))
    if stop is None:
        wrong["halt"] = "Bitte wählen Sie einen Haltepunkt."
    on = date_of(values, "tag", wrong)
    if on is not None and not today(request) <= on <= today(request) + timedelta(days=730):
        wrong["tag"] = "Bitte wählen Sie einen Tag, der noch kommt."
    opens, closes = clock_time(values, "von", wrong), clock_time(values, "bis", wrong)
    if opens is not None and closes is not None and (found := wrong_hours(opens, closes)):
        wrong[found[0]] = found[1]
    refuse(wrong)
    assert stop is not None  # noqa: S101  # refused above
    assert on is not None  # noqa: S101
    assert opens is not None  # noqa: S101
    assert closes is not None  # noqa: S101
    arrives, leaves = opens - stop.setup_minutes, closes + stop.pack_minutes
    return HaltPlan(on, arrives, opens, closes, leaves, stop.id)


def _values(plan: HaltPlan) -> dict[str, str]:
    def clock(minutes: int) -> str:
        return f"{minutes // 60:02}:{minutes % 60:02}"

    return {
        "halt": str(plan.stop),
        "tag": plan.date.isoformat(),
        "von": clock(plan.opens),
        "bis": clock(plan.closes),
    }


async def _judgement(request: Request, halt: Halt, plan: HaltPlan) -> Judgement | None:
    """Judge the months of both days: drafts among what else is to be, published among published."""
    first = Month(min(halt.date, plan.date).replace(day=1)).first
    last = Month(max(halt.date, plan.date).replace(day=1)).last
    rows = await halts_between(halt.unit_id, first, last)
    drafted = halt.state is HaltState.DRAFT
    among = [
        one
        for one in rows
        if (one.state is HaltState.PUBLISHED and not (drafted and one.dropped))
        or (drafted and one.state is HaltState.DRAFT)
    ]
    before = [plan_of(one) for one in among]
    after = [*(plan_of(one) for one in among if one.id != halt.id), plan]
    return await judge(halt.unit, (first, last), before, after, now(request))


async def _page(request: Request, halt: Halt, asked: Asked, status: int = 200) -> Response:
    found = await _judgement(request, halt, asked.plan) if asked.plan else None
    ids = await losing([halt], [asked.plan], now(request)) if asked.plan else []
    fresh = [asked.plan] if asked.plan else []
    published = halt.state is HaltState.PUBLISHED
    stops = await stops_of(halt.unit)
    return render(
        request,
        "manager/bus_edit.html",
        status,
        halt=halt,
        name=name_of(halt.stop),
        places=[(str(one.id), name_of(one)) for one in stops],
        values=asked.values,
        errors=asked.errors,
        refused=asked.refused,
        plan=asked.plan,
        same=asked.plan == plan_of(halt),
        published=published,
        foreseen=await foreseen(request, ids, [halt], fresh) if published else [],
        people=may_see_people(request),
        stand=halt.changed_at.isoformat(),
        **judgement_values(request, found),
    )


_EDIT = "/{municipality}/amt/planung/bus/halte/{halt}/aenderungen"
ROUTES: tuple[Route, ...] = (
    Route("GET", _EDIT, ask, Permission.PLAN, "edit-halt", "Another time or stop for a halt"),
    Route("POST", _EDIT, save, Permission.PLAN, "change-halt"),
)
