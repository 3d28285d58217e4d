"""Closures: told with all they touch before they are entered, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.house import house
from api.manager.decisions import Unsettled, settle
from api.manager.foreseen import CANCEL, foresee
from api.manager.frame import (
    chosen,
    clock_time,
    date_of,
    now,
    offices,
    refuse,
    scope,
    span,
    today,
)
from api.requests import form, identity, municipality, staff, values_of
from api.routes import Permission, Route
from termin.booking import Closing, reopen
from termin.errors import Invalid, NotAllowed, NotFound
from termin.interval import Interval
from termin.offices import Closure, public_holidays
from termin.offices.hours import MINUTES_A_DAY, clock_of
from termin.staff.rows import Account

CONFIRMED = "bestaetigt"
WHOLE_TOWN = "alle"
HOLIDAYS_AHEAD = timedelta(days=365)
LONGEST = timedelta(days=366)


async def show(request: Request) -> Response:
    """Show the closures to come, the holidays, and the form."""
    return await _list(request, {}, {}, 200)


async def enter(request: Request) -> Response:
    """Show what a closure would touch; enter it once that is confirmed and decided."""
    values = values_of(await form(request))
    try:
        closing = await _closing(request, values)
    except Invalid as refusal:
        return await _list(request, values, refusal.fields, 422)
    if values.get(CONFIRMED) != "ja":
        return await _preview(request, closing, values, 200, None)
    try:
        touched = await settle(request, closing, values)
    except Unsettled as asked:
        return await _preview(request, closing, values, asked.status, asked)
    await house(request).availability.refresh(now(request))
    return redirect(request, "closures", {"meldung": "geschlossen", "anzahl": str(touched)})


async def show_one(request: Request) -> Response:
    """Show a closure, and the days on which it is not applied yet."""
    closure = await _find(request)
    return await _one(request, closure, 200, None)


async def resume(request: Request) -> Response:
    """Apply a closure to the days on which it is not applied yet."""
    closure = await _find(request)
    values = values_of(await form(request))
    try:
        touched = await settle(request, _of_row(closure), values)
    except Unsettled as asked:
        return await _one(request, closure, asked.status, asked, values)
    return redirect(request, "closures", {"meldung": "geschlossen", "anzahl": str(touched)})


async def take_back(request: Request) -> Response:
    """Offer the time again."""
    closure = await _find(request)
    async for day in reopen(closure, now(request)):
        await house(request).availability.reload(day, now(request))
    return redirect(request, "closures", {"meldung": "geoeffnet", "anzahl": "0"})


async def _list(
    request: Request, values: Mapping[str, str], errors: Mapping[str, str], status: int
) -> Response:
    place = municipality(request)
    first = today(request)
    whole = scope(request).offices is None
    rows = [row for row in await _closures(request) if row.ends_at > now(request)]
    told = request.query_params.get("meldung", "")
    count = request.query_params.get("anzahl", "")
    return render(
        request,
        "manager/closures.html",
        status,
        span=span,
        closures=rows,
        people=await _people(rows),
        offices=await offices(request),
        whole=whole,
        whole_town=WHOLE_TOWN,
        holidays=public_holidays(
            place.land, place.holiday_categories, first, first + HOLIDAYS_AHEAD
        ),
        values=values,
        errors=errors,
        told=told if told in ("geschlossen", "geoeffnet") else "",
        count=int(count) if count.isascii() and count.isdigit() and len(count) < 6 else 0,
    )


async def _preview(
    request: Request,
    closing: Closing,
    values: Mapping[str, str],
    status: int,
    asked: Unsettled | None,
) -> Response:
    rows = await offices(request)
    return render(
        request,
        "manager/closure_preview.html",
        status,
        span=span,
        closing=closing,
        office=next((row for row in rows if row.id == closing.office), None),
        values=values,
        kept=("dienststelle", "von_tag", "von_zeit", "bis_tag", "bis_zeit", "grund"),
        foreseen=await foresee(request, closing, values),
        cancel=CANCEL,
        errors=asked.errors if asked else {},
        notice=asked.notice if asked else "",
    )


async def _one(
    request: Request,
    closure: Closure,
    status: int,
    asked: Unsettled | None,
    values: Mapping[str, str] | None = None,
) -> Response:
    foreseen = await foresee(request, _of_row(closure), values)
    return render(
        request,
        "manager/closure.html",
        status,
        span=span,
        closure=closure,
        people=await _people([closure]),
        foreseen=foreseen if foreseen.days else None,
        cancel=CANCEL,
        errors=asked.errors if asked else {},
        notice=asked.notice if asked else "",
    )


async def _closing(request: Request, values: Mapping[str, str]) -> Closing:
    wrong: dict[str, str] = {}
    place = municipality(request)
    where, zone = values.get("dienststelle", ""), ZoneInfo(place.time_zone)
    office: int | None = None
    if where == WHOLE_TOWN:
        if scope(request).offices is not None:
            raise NotAllowed
    elif not where:
        wrong["dienststelle"] = "Bitte wählen Sie, was geschlossen wird."
    else:
        row = chosen(await offices(request), where)
        office, zone = row.id, ZoneInfo(row.time_zone)
    first = date_of(values, "von_tag", wrong)
    last = date_of(values, "bis_tag", wrong) if values.get("bis_tag") else first
    start = clock_time(values, "von_zeit", wrong) if values.get("von_zeit") else 0
    end = clock_time(values, "bis_zeit", wrong) if values.get("bis_zeit") else MINUTES_A_DAY
    reason = values.get("grund", "")
    if not reason or len(reason) > 300:
        wrong["grund"] = "Bitte nennen Sie den Grund mit höchstens 300 Zeichen."
    refuse(wrong)
    during = _during(first, last, start, end, zone)
    if during.end <= now(request):
        raise Invalid(fields={"von_tag": "Diese Zeit ist schon vorbei."})
    return Closing(place.id, office, during, reason, staff(request).account)


def _during(
    first: date | None, last: date | None, start: int | None, end: int | None, zone: ZoneInfo
) -> Interval:
    if first is None or last is None or start is None or end is None:
        raise Invalid
    if last < first:
        raise Invalid(fields={"bis_tag": "Der letzte Tag muss nach dem ersten liegen."})
    if last - first > LONGEST:
        raise Invalid(fields={"bis_tag": "Bitte höchstens ein Jahr auf einmal."})
    if start % 5 or end % 5:
        raise Invalid(fields={"von_zeit": "Bitte geben Sie Uhrzeiten in 5 Minuten an."})
    begins, ends = clock_of(start, first, zone), clock_of(end, last, zone)
    if begins >= ends:
        raise Invalid(fields={"bis_zeit": "Das Ende muss nach dem Beginn liegen."})
    return Interval(begins, ends)


async def _closures(request: Request) -> list[Closure]:
    """Return the closures of the person's offices, and those of the whole municipality."""
    mine = scope(request)
    rows = (
        await Closure.filter(municipality_id=mine.municipality)
        .order_by("starts_at", "id")
        .prefetch_related("office")
    )
    return [
        row
        for row in rows
        if row.office_id is None or mine.offices is None or row.office_id in mine.offices
    ]


async def _find(request: Request) -> Closure:
    wanted = identity(request.path_params["closure"])
    found = next((row for row in await _closures(request) if row.id == wanted), None)
    if found is None:
        raise NotFound("Diese Schließung gibt es nicht mehr.")
    if found.office_id is None and scope(request).offices is not None:
        raise NotAllowed
    return found


def _of_row(closure: Closure) -> Closing:
    return Closing(
        closure.municipality_id,
        closure.office_id,
        Interval(closure.starts_at, closure.ends_at),
        closure.reason,
        closure=closure.id,
    )


async def _people(rows: list[Closure]) -> dict[int, str]:
    ids = {row.created_by for row in rows if row.created_by}
    return {one.id: one.name for one in await Account.filter(id__in=list(ids))}


_CLOSURES = "/{municipality}/amt/einrichtung/schliessungen"
_CLOSURE = f"{_CLOSURES}/{{closure}}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _CLOSURES, show, Permission.PLAN, "closures", "Closures to come and holidays"),
    Route("POST", _CLOSURES, enter, Permission.PLAN, "enter-closure"),
    Route("GET", _CLOSURE, show_one, Permission.PLAN, "closure"),
    Route("POST", f"{_CLOSURE}/fortsetzungen", resume, Permission.PLAN, "resume-closure"),
    Route("POST", f"{_CLOSURE}/aufhebungen", take_back, Permission.PLAN, "take-back-closure"),
)
