"""When somebody works: hours of the contract, absences, and what they would like."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.manager.clerks import find_clerk
from api.manager.frame import clock_time, date_of, now, number_of, refuse, span, today
from api.manager.plans import allowed
from api.manager.words import WEEKDAYS
from api.requests import form, identity, municipality, values_of
from api.routes import Permission, Route
from termin.capacity import Duty, DutyState
from termin.errors import Invalid
from termin.localtime import local_date
from termin.offices.hours import clock_of
from termin.planning.rows import DraftState, PlanDraft
from termin.staff import (
    AbsenceKind,
    PreferenceKind,
    Terms,
    drop_preference,
    end_absence,
    enter_absence,
    enter_preference,
    set_contract,
    set_mentor,
    working_time_of,
)
from termin.staff.rows import Absence, Clerk

N_ = str  # marks for the catalogues what is translated where it is shown

KINDS: Mapping[str, str] = {
    AbsenceKind.LEAVE.value: N_("Urlaub"),
    AbsenceKind.TRAINING.value: N_("Fortbildung"),
    AbsenceKind.AWAY.value: N_("Nicht da (ohne Angabe)"),
}
WISHES: Mapping[str, str] = {
    PreferenceKind.OFF.value: N_("frei"),
    PreferenceKind.EARLY.value: N_("früh"),
    PreferenceKind.LATE.value: N_("spät"),
}


async def show(request: Request) -> Response:
    """Show what is known of somebody's time."""
    return await _page(request, await find_clerk(request))


async def change_contract(request: Request) -> Response:
    """Agree on hours a week from a date on."""
    clerk = await find_clerk(request)
    fields = await form(request)
    values = values_of(fields)
    days = frozenset(map(str, fields.getlist("arbeitstage")))
    wrong: dict[str, str] = {}
    first = date_of(values, "ab_tag", wrong)
    late = number_of(values, "spaet", 0, 31, wrong) if values.get("spaet") else None
    try:
        refuse(wrong)
        terms = Terms(
            frozenset(day for day in range(6) if str(day) in days),
            _minutes(values["am_tag"]) if values.get("am_tag") else None,
            late,
        )
        await set_contract(clerk, _minutes(values.get("stunden", "")), first or date.min, terms)
    except Invalid as refusal:
        return await _page(request, clerk, 422, values, refusal.fields, days)
    return _back(request, clerk)


async def change_mentor(request: Request) -> Response:
    """Say at whose side somebody learns."""
    clerk = await find_clerk(request)
    values = values_of(await form(request))
    chosen = values.get("anleitung", "")
    try:
        await set_mentor(clerk, identity(chosen) if chosen else None)
    except Invalid as refusal:
        return await _page(request, clerk, 422, values, refusal.fields)
    return _back(request, clerk)


def _minutes(hours: str) -> int:
    """Return hours as people write them in minutes; 0 for what is none."""
    try:
        return round(float(hours.replace(",", ".")) * 60)
    except (ValueError, OverflowError):
        return 0


async def add_absence(request: Request) -> Response:
    """Note that somebody is away."""
    clerk = await find_clerk(request)
    values = values_of(await form(request))
    try:
        start, end = _stretch(request, values)
        kind = values.get("art", "")
        if kind not in KINDS:
            raise Invalid(fields={"art": "Bitte wählen Sie einen Grund."})
        await enter_absence(clerk, AbsenceKind(kind), start, end)
    except Invalid as refusal:
        return await _page(request, clerk, 422, values, refusal.fields)
    return _back(request, clerk)


async def take_back_absence(request: Request) -> Response:
    """Take an absence back."""
    clerk = await find_clerk(request)
    await end_absence(clerk, identity(request.path_params["absence"]))
    return _back(request, clerk)


async def add_preference(request: Request) -> Response:
    """Note what somebody would like of a weekday."""
    clerk = await find_clerk(request)
    values = values_of(await form(request))
    wrong: dict[str, str] = {}
    weekday, kind = values.get("wochentag", ""), values.get("wunsch", "")
    if weekday not in map(str, range(7)):
        wrong["wochentag"] = "Bitte wählen Sie einen Wochentag."
    if kind not in WISHES:
        wrong["wunsch"] = "Bitte wählen Sie einen Wunsch."
    try:
        refuse(wrong)
        await enter_preference(clerk, PreferenceKind(kind), int(weekday))
    except Invalid as refusal:
        return await _page(request, clerk, 422, values, refusal.fields)
    return _back(request, clerk)


async def take_back_preference(request: Request) -> Response:
    """Take a preference back."""
    clerk = await find_clerk(request)
    await drop_preference(clerk, identity(request.path_params["preference"]))
    return _back(request, clerk)


async def _page(
    request: Request,
    clerk: Clerk,
    status: int = 200,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    days: Collection[str] = (),
) -> Response:
    known = await working_time_of(clerk.id, now(request))
    on_duty = Duty.filter(clerk_id=clerk.id, state=DutyState.PUBLISHED, ends_at__gt=now(request))
    published = await on_duty.order_by("starts_at")
    return render(
        request,
        "manager/clerk_times.html",
        status,
        clerk=clerk,
        known=known,
        current=known.contract_on(today(request)),
        # Duties that stand although somebody is away: to be withdrawn or given to others.
        against={
            absence.id: [
                duty
                for duty in published
                if duty.starts_at < absence.ends_at and absence.starts_at < duty.ends_at
            ]
            for absence in known.absences
        },
        kinds=KINDS,
        wishes=WISHES,
        weekdays=WEEKDAYS,
        chosen_days=days,
        mentors=await _mentors(clerk),
        plans=await _plans(request, known.absences),
        span=span,
        zone=_zone(request),
        values=values or {},
        errors=errors or {},
        saved=request.query_params.get("meldung") == "gespeichert",
    )


async def _mentors(clerk: Clerk) -> list[tuple[str, str]]:
    """Return who could teach somebody: those who do not learn themselves."""
    rows = Clerk.filter(
        municipality_id=clerk.municipality_id, retired_at=None, mentor_id=None
    ).exclude(id=clerk.id)
    return [(str(row.id), row.name) for row in await rows.order_by("name")]


async def _plans(request: Request, absences: Sequence[Absence]) -> dict[int, PlanDraft]:
    """Return the published plan of the week in which each absence begins, or goes on."""
    zone, found = _zone(request), dict[int, PlanDraft]()
    for one in absences:
        begins = max(local_date(one.starts_at, zone), today(request))
        draft = (
            await PlanDraft.filter(
                municipality_id=one.municipality_id,
                state=DraftState.PUBLISHED,
                week_from__lte=begins,
                week_to__gte=begins,
            )
            .order_by("-published_at")
            .first()
        )
        if draft is not None and allowed(request, draft):
            found[one.id] = draft
    return found


def _stretch(request: Request, values: Mapping[str, str]) -> tuple[datetime, datetime]:
    """Return from when until when; without times, whole days.

    Raises:
        Invalid: with the fields to mend.
    """
    wrong: dict[str, str] = {}
    zone = _zone(request)
    first = date_of(values, "von_tag", wrong)
    last = first if not values.get("bis_tag") else date_of(values, "bis_tag", wrong)
    start = clock_time(values, "von_zeit", wrong) if values.get("von_zeit") else 0
    end = clock_time(values, "bis_zeit", wrong) if values.get("bis_zeit") else None
    refuse(wrong)
    if first is None or last is None:
        raise Invalid(fields={"von_tag": "Bitte geben Sie das Datum so an: 24.11.2026"})
    until = (
        clock_of(0, last + timedelta(days=1), zone) if end is None else clock_of(end, last, zone)
    )
    return clock_of(start or 0, first, zone), until


def _zone(request: Request) -> ZoneInfo:
    return ZoneInfo(municipality(request).time_zone)


def _back(request: Request, clerk: Clerk) -> Response:
    return redirect(request, "clerk-times", {"meldung": "gespeichert"}, clerk=clerk.id)


_TIMES = "/{municipality}/amt/einrichtung/personen/{clerk}/zeiten"

ROUTES: tuple[Route, ...] = (
    Route("GET", _TIMES, show, Permission.PLAN, "clerk-times", "When somebody works"),
    Route("POST", f"{_TIMES}/vertraege", change_contract, Permission.PLAN, "set-contract"),
    Route("POST", f"{_TIMES}/anleitungen", change_mentor, Permission.PLAN, "set-mentor"),
    Route("POST", f"{_TIMES}/abwesenheiten", add_absence, Permission.PLAN, "add-absence"),
    Route(
        "POST",
        f"{_TIMES}/abwesenheiten/{{absence}}/ruecknahmen",
        take_back_absence,
        Permission.PLAN,
        "end-absence",
    ),
    Route("POST", f"{_TIMES}/wuensche", add_preference, Permission.PLAN, "add-preference"),
    Route(
        "POST",
        f"{_TIMES}/wuensche/{{preference}}/ruecknahmen",
        take_back_preference,
        Permission.PLAN,
        "drop-preference",
    ),
)
