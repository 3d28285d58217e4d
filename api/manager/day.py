"""`/{municipality}/amt/heute/{office}`: an office's day a timeline with plots and tables."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.clerk.alarm import cries_of
from api.clerk.live import live_of
from api.house import house
from api.manager.day_plots import Speaker, day_timeline, plots_of
from api.manager.day_tables import TABLES, as_csv, counters_table, shown, turns_table
from api.manager.frame import chosen, now, offices, today
from api.manager.today import cards_of, may_help
from api.plots.frame import patterns
from api.requests import language
from api.routes import Permission, Route
from termin.errors import NotFound
from termin.offices import Office
from termin.statistics import account_of

SECONDS = 20
NEAR = "nah"


async def show(request: Request) -> Response:
    """Show an office's day: today's as it goes on, or one that is over."""
    office = await _office(request)
    present = today(request, office)
    on = _date(request.query_params.get("tag"), present)
    live = await live_of(request, office, SECONDS) if on == present else None
    account = await account_of(office, on, now(request))
    say = speaker(request, office)
    near = request.query_params.get("ansicht") == NEAR
    return render(
        request,
        "manager/day.html",
        office=office,
        zone=account.zone,
        on=on,
        is_today=on == present,
        before=on - timedelta(days=1),
        after=on + timedelta(days=1) if on < present else None,
        present=present,
        live=live,
        cries=await cries_of(request, office.id) if on == present and may_help(request) else (),
        card=(await cards_of(request, [office]))[0] if on == present else None,
        account=account,
        timeline=day_timeline(account, say, near=near),
        near=near,
        patterns=patterns(),
        plots=plots_of(account, say),
        turns=turns_table(account),
        counters=counters_table(account),
        tables={name: make(account) for name, make in TABLES.items()},
        cell=lambda value: shown(value, say.clock, say.gettext),
    )


async def download(request: Request) -> Response:
    """Give one of the day's tables as CSV."""
    office = await _office(request)
    on = _date(request.query_params.get("tag"), today(request, office))
    make = TABLES.get(request.path_params["table"])
    if make is None:
        raise NotFound
    table = make(await account_of(office, on, now(request)))
    say = speaker(request, office)
    # The mark of byte order tells spreadsheets that this is UTF-8.
    text = "\ufeff" + as_csv(table, say.clock, say.gettext)
    name = f"{table.name}-{on.isoformat()}-{office.id}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)


def speaker(request: Request, office: Office) -> Speaker:
    """Return how the page speaks: the reader's language, the office's clock."""
    texts, spoken, zone = house(request).pages.texts, language(request), ZoneInfo(office.time_zone)
    return Speaker(
        lambda text, **values: texts.gettext(spoken, text, **values),
        lambda one, many, n, **values: texts.ngettext(spoken, one, many, n, **values),
        lambda at: at.astimezone(zone).strftime("%H:%M"),
    )


def _date(text: str | None, present: date) -> date:
    """Return the day asked for; the present one for none, what is no date, or one to come."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return present
    return found if date(2000, 1, 1) < found <= present else present


async def _office(request: Request) -> Office:
    return chosen(await offices(request), request.path_params["office"])


_DAY = "/{municipality}/amt/heute/{office}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _DAY, show, Permission.PLAN, "office-today", "An office's day, as a timeline"),
    Route(
        "GET",
        f"{_DAY}/tabellen/{{table}}",
        download,
        Permission.PLAN,
        "day-table",
        "A table of an office's day as CSV",
    ),
)
