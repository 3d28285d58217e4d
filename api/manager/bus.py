"""A mobile office's month: the calendar, the way of a day, drafts against what is published."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.house import house
from api.manager.bus_frame import (
    asked_unit,
    chosen_unit,
    day_of_address,
    stops_of,
    units,
    words,
)
from api.manager.bus_month import Month, calendar, drawn, journey, words_of
from api.manager.bus_phone import to_phone
from api.manager.bus_publish import becoming, coming
from api.manager.frame import may_see_people, now, today
from api.planning.patterns import halts_by_pattern
from api.planning.tours import name_of
from api.plots.map import chart
from api.requests import form, municipality, values_of
from api.routes import Permission, Route
from termin.booking import to_seek
from termin.mobile import (
    Difference,
    HaltPlan,
    differences,
    draft_halts,
    halts_between,
    left_open,
    plan_of,
)
from termin.offices import public_holidays
from termin.offices.mobile import Halt, HaltState, MobileUnit


async def fill(request: Request) -> Response:
    """Draft the month anew as the patterns say; days that are over stay as they are."""
    unit, month = await asked_unit(request, values_of(await form(request)))
    first = max(month.first, today(request))
    plans = await halts_by_pattern(unit, first, month.last) if first <= month.last else []
    made = await draft_halts(unit, first, month.last, plans, now(request)) if plans else 0
    return _back(request, unit, month, "entworfen", made)


async def discard(request: Request) -> Response:
    """Drop the month's drafts."""
    unit, month = await asked_unit(request, values_of(await form(request)))
    await draft_halts(unit, month.first, month.last, [], now(request))
    return _back(request, unit, month, "verworfen", 0)


async def show(request: Request) -> Response:
    """Show a month of a unit."""
    rows = await units(request)
    if not rows:
        return render(request, "manager/bus_none.html")
    unit = chosen_unit(rows, request.query_params.get("fahrzeug"))
    month = Month.read(request.query_params.get("monat"), today(request))
    found = await halts_between(unit.id, month.first, month.last)
    halts = [one for one in found if one.state is not HaltState.REPLACED]
    stops = await stops_of(unit)
    place = municipality(request)
    way = journey(unit, halts, _shown_day(request, halts))
    _ = words(request)
    spots, ways = drawn(unit, stops, way)
    drafts = [plan_of(one) for one in halts if one.state is HaltState.DRAFT]
    known = coming(halts, today(request))
    dropped = sum(one.dropped for one in halts)
    count = _count(request, "anzahl")
    told = _still_true(request.query_params.get("meldung", ""), count, halts, today(request))
    page = render(
        request,
        "manager/bus.html",
        units=rows,
        unit=unit,
        month=month,
        today=today(request),
        weeks=calendar(
            month,
            halts,
            public_holidays(place.land, place.holiday_categories, month.first, month.last),
        ),
        way=way,
        stops=stops,
        name_of=name_of,
        named={stop.id: name_of(stop) for stop in stops},
        map=chart(
            words_of(
                _("Karte: %(name)s", name=unit.name),
                _("Depot und Haltepunkte, nach Norden ausgerichtet. Die Tabelle sagt dasselbe."),
            ),
            spots,
            ways,
            _("N"),
        ),
        drafts=len(drafts),
        dropped=dropped,
        differences=_differences(halts, known, drafts, dropped),
        waiting=len(await to_seek(place.id)),
        unfinished=await left_open(unit.id, now(request)),
        phone=await to_phone(unit),
        people=may_see_people(request),
        is_demo=house(request).settings.demo,
        told=told,
        count=count,
        notified=_count(request, "bescheid") if told in ("veroeffentlicht", "gesucht") else 0,
    )
    page.headers["Cache-Control"] = "no-store"  # going back shows the month as it is now
    return page


def _differences(
    halts: list[Halt], known: list[HaltPlan], drafts: list[HaltPlan], dropped: int
) -> tuple[Difference, ...]:
    """Return what the drafts change; without dropped halts, also what they leave as it is."""
    if dropped:
        becomes = [one for one in becoming(halts) if one in drafts or one in known]
        return differences(known, becomes)
    return differences(known, drafts) if drafts else ()


def _still_true(told: str, count: int, halts: list[Halt], today: date) -> str:
    """Return the message of an address where it still says how things stand, else none."""
    drafts = sum(one.state is HaltState.DRAFT and one.date >= today for one in halts)
    published = sum(one.state is HaltState.PUBLISHED for one in halts)
    stands = {
        "entworfen": drafts == count,
        "verworfen": not drafts and not any(one.dropped for one in halts),
        "veroeffentlicht": published >= count,
        "gesucht": True,
    }
    return told if stands.get(told) else ""


def _count(request: Request, name: str) -> int:
    """Return a number of an address; what is none is none."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _shown_day(request: Request, halts: list[Halt]) -> date:
    """Return the day to be shown on the map: the one asked for, else the next with halts."""
    asked = day_of_address(request)
    if asked is not None:
        return asked
    days = [one.date for one in halts if one.state is not HaltState.CANCELLED]
    coming = [on for on in days if on >= today(request)]
    return min(coming, default=max(days, default=today(request)))


def _back(request: Request, unit: MobileUnit, month: Month, message: str, count: int) -> Response:
    query = {"fahrzeug": str(unit.id), "monat": month.name, "meldung": message}
    return redirect(request, "bus-month", {**query, "anzahl": str(count)})


_BUS = "/{municipality}/amt/planung/bus"
ROUTES: tuple[Route, ...] = (
    Route("GET", _BUS, show, Permission.PLAN, "bus-month", "A mobile office's month and map"),
    Route("POST", f"{_BUS}/entwuerfe", fill, Permission.PLAN, "bus-fill"),
    Route("POST", f"{_BUS}/verworfene", discard, Permission.PLAN, "bus-discard"),
)
