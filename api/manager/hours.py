"""Weekly hours of an office: a new week from a date on, with what it touches told first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.house import house
from api.manager.decisions import Unsettled, settle
from api.manager.foreseen import CANCEL, foresee
from api.manager.frame import chosen, clock_time, date_of, now, offices, refuse, today
from api.manager.words import WEEKDAYS
from api.requests import form, values_of
from api.routes import Permission, Route
from termin.booking import NewHours
from termin.errors import Invalid
from termin.offices import Office, Stretch, week_of

PARTS = 2
"""Stretches a day that the form has room for: before and after the midday break."""

CONFIRMED = "bestaetigt"


async def show(request: Request) -> Response:
    """Show an office's week, and the form with it filled in."""
    office = await _office(request)
    first = today(request, office) + timedelta(days=1)
    return await _page(request, office, {"gilt_ab": first.isoformat()}, {}, 200)


async def change(request: Request) -> Response:
    """Show what a new week would touch; take it once that is confirmed and decided."""
    office = await _office(request)
    values = values_of(await form(request))
    try:
        wanted = _read(request, office, values)
    except Invalid as refusal:
        return await _page(request, office, values, refusal.fields, 422)
    if values.get(CONFIRMED) != "ja":
        return await _preview(request, office, wanted, values, None)
    try:
        await settle(request, wanted, values)
    except Unsettled as asked:
        return await _preview(request, office, wanted, values, asked)
    await house(request).availability.refresh(now(request))
    return redirect(request, "hours", {"meldung": "gespeichert"}, office=office.id)


async def _page(
    request: Request,
    office: Office,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int,
) -> Response:
    rows = await week_of(office.id)
    on = today(request, office)
    current = [row for row in rows if not row.valid_until or row.valid_until >= on]
    filled = {"gilt_ab": "", **_filled([row for row in rows if _latest(row, current)]), **values}
    return render(
        request,
        "manager/hours.html",
        status,
        office=office,
        rows=current,
        values=filled,
        errors=errors,
        weekdays=WEEKDAYS,
        parts=range(1, PARTS + 1),
        saved=request.query_params.get("meldung") == "gespeichert",
    )


async def _preview(
    request: Request,
    office: Office,
    wanted: NewHours,
    values: Mapping[str, str],
    asked: Unsettled | None,
) -> Response:
    return render(
        request,
        "manager/hours_preview.html",
        asked.status if asked else 200,
        office=office,
        wanted=wanted,
        weekdays=WEEKDAYS,
        kept=[name for name in values if name == "gilt_ab" or name.startswith("tag-")],
        values=values,
        foreseen=await foresee(request, wanted, values),
        cancel=CANCEL,
        errors=asked.errors if asked else {},
        notice=asked.notice if asked else "",
    )


def _read(request: Request, office: Office, values: Mapping[str, str]) -> NewHours:
    """Return the week of a form.

    Raises:
        Invalid: with the fields to mend.
    """
    wrong: dict[str, str] = {}
    first = date_of(values, "gilt_ab", wrong)
    if first is not None and first < today(request, office):
        wrong["gilt_ab"] = "Bitte nehmen Sie heute oder einen späteren Tag."
    week: list[Stretch] = []
    names: list[str] = []
    for weekday in range(7):
        for part in range(1, PARTS + 1):
            opens, closes = f"tag-{weekday}-{part}-von", f"tag-{weekday}-{part}-bis"
            if not values.get(opens) and not values.get(closes):
                continue
            start, end = clock_time(values, opens, wrong), clock_time(values, closes, wrong)
            if start is not None and end is not None:
                week.append(Stretch(weekday, start, end))
                names.append(opens)
    refuse(wrong)
    try:
        return NewHours(office.id, tuple(week), first or date.max)
    except Invalid as refusal:
        fields = {names[int(key[4:])]: text for key, text in refusal.fields.items()}
        raise Invalid(fields=fields) from None


def _latest(row: Stretch, current: list[Stretch]) -> bool:
    """Whether a stretch belongs to the last week that is planned."""
    return row in current and row.valid_until is None


def _filled(rows: list[Stretch]) -> dict[str, str]:
    found: dict[str, str] = {}
    parts: dict[int, int] = {}
    for row in rows:
        part = parts[row.weekday] = parts.get(row.weekday, 0) + 1
        found[f"tag-{row.weekday}-{part}-von"] = told(row.opens)
        found[f"tag-{row.weekday}-{part}-bis"] = told(row.closes)
    return found


def told(minutes: int) -> str:
    """Return minutes after midnight as a clock shows them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


async def _office(request: Request) -> Office:
    return chosen(await offices(request), request.path_params["office"])


_HOURS = "/{municipality}/amt/einrichtung/dienststellen/{office}/zeiten"

ROUTES: tuple[Route, ...] = (
    Route("GET", _HOURS, show, Permission.PLAN, "hours", "Weekly hours of an office"),
    Route("POST", _HOURS, change, Permission.PLAN, "change-hours"),
)
