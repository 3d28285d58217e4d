"""The week of an office: who is where and when, by counter or by clerk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.manager.frame import Week, chosen, now, offices, today
from api.manager.shares import OWN, PRESETS
from api.manager.week_view import Abilities, week_view
from api.manager.words import BLOCKING, CONCERNS, WEEKDAYS
from api.requests import municipality
from api.routes import Permission, Route
from termin.capacity import MOST_WEEKS, Duty, DutyState, duties_between
from termin.catalogue import ServiceAtOffice
from termin.offices import Counter, Office, hours_between
from termin.staff.rows import Clerk

BY_COUNTER, BY_CLERK = "schalter", "personen"


async def show(request: Request) -> Response:
    """Show the week."""
    rows = await offices(request)
    office = chosen(rows, request.query_params.get("dienststelle"))
    week = Week.read(request.query_params.get("woche"), today(request, office))
    return await week_page(request, rows, office, week)


async def week_page(
    request: Request,
    rows: Sequence[Office],
    office: Office,
    week: Week,
    status: int = 200,
    **more: Any,
) -> Response:
    """Show an office's week, with a form as it was sent (`values`, `errors`, `asked`)."""
    by = BY_CLERK if request.query_params.get("ansicht") == BY_CLERK else BY_COUNTER
    zone = ZoneInfo(office.time_zone)
    counters, clerks = await counters_of(office), await clerks_for(office)
    duties = await duties_between(office.id, week.days[0], week.days[-1])
    hours = await hours_between([office.id], week.days[0], week.days[-1])
    names = (
        [(one.id, one.name, "") for one in counters]
        if by == BY_COUNTER
        else _clerk_rows(clerks, duties, office)
    )
    view = week_view(
        [hours[office.id, on] for on in week.days],
        duties,
        await _elsewhere(office, clerks, week),
        names,
        "counter" if by == BY_COUNTER else "clerk",
        Abilities.of(counters, clerks, await wanted_at(office)),
        zone,
        now(request),
    )
    context: Mapping[str, Any] = {
        "values": {},
        "errors": {},
        "asked": (),
        "result": _result(request),
        **more,
    }
    return render(
        request,
        "manager/week.html",
        status,
        offices=rows,
        office=office,
        week=week,
        view=view,
        by=by,
        zone=zone,
        counters=counters,
        clerks=_own_first(clerks, office),
        presets=PRESETS,
        own=OWN,
        words=CONCERNS,
        blocking=BLOCKING,
        weekdays=WEEKDAYS,
        most_weeks=MOST_WEEKS,
        **context,
    )


async def counters_of(office: Office) -> list[Counter]:
    """Return the counters of an office with their skills, in their order."""
    return (
        await Counter.filter(office_id=office.id, retired_at__isnull=True)
        .order_by("position", "name")
        .prefetch_related("skills")
    )


async def clerks_for(office: Office) -> list[Clerk]:
    """Return the clerks of the municipality with their skills, by name; anybody may help out."""
    return (
        await Clerk.filter(municipality_id=office.municipality_id, retired_at__isnull=True)
        .order_by("name", "id")
        .prefetch_related("skills", "office")
    )


async def wanted_at(office: Office) -> list[int | None]:
    """Return the skill that each service of an office asks for; None for those without."""
    rows = await ServiceAtOffice.filter(
        office_id=office.id, retired_at__isnull=True
    ).select_related("service")
    return [row.service.skill_id for row in rows]


def _clerk_rows(
    clerks: Sequence[Clerk], duties: Sequence[Duty], office: Office
) -> list[tuple[int, str, str]]:
    here = {duty.clerk_id for duty in duties}
    return [
        (one.id, one.name, "") for one in clerks if one.office_id == office.id or one.id in here
    ]


def _own_first(clerks: Sequence[Clerk], office: Office) -> list[Clerk]:
    return sorted(clerks, key=lambda one: one.office_id != office.id)


async def _elsewhere(office: Office, clerks: Sequence[Clerk], week: Week) -> list[Duty]:
    return (
        await Duty.filter(
            municipality_id=office.municipality_id,
            clerk_id__in=[one.id for one in clerks],
            office_day__date__gte=week.days[0],
            office_day__date__lte=week.days[-1],
            state__in=(DutyState.DRAFT, DutyState.PUBLISHED),
        )
        .exclude(office_id=office.id)
        .order_by("starts_at")
    )


def _result(request: Request) -> dict[str, str]:
    """Return what was just done, as the address says; for words only."""
    names = ("meldung", "anzahl", "ausgelassen")
    found = {name: request.query_params.get(name, "") for name in names}
    return {name: text if text.isalnum() or not text else "" for name, text in found.items()}


def week_query(office: Office, week: Week, **more: str) -> dict[str, str]:
    """Return the query that leads to an office's week."""
    return {"dienststelle": str(office.id), "woche": week.name, **more}


def place_of(request: Request) -> int:
    """Return the municipality's id."""
    return int(municipality(request).id)


ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/{municipality}/amt/planung",
        show,
        Permission.PLAN,
        "planning",
        "The duties of an office's week",
    ),
)
