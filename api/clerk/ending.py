"""The end of a visit at a counter: as planned by one press, or with what was really done."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from api.clerk.calls import call_next
from api.clerk.choices import ADDED
from api.clerk.counters import own_counter
from api.clerk.said import shown
from api.clerk.tickets import own_sheet
from api.clerk.workstation import page
from api.house import house
from api.requests import form, values_of
from api.routes import Permission, Route
from termin import queue
from termin.errors import Invalid, WrongState
from termin.queue import Done, Report, Sheet, SheetLine


async def finish(request: Request) -> Response:
    """Finish, and where it is wished call whoever is next."""
    values = values_of(await form(request))
    counter = await own_counter(request, request.path_params["counter"])
    sheet = await own_sheet(request, counter)
    if sheet.counter != counter.id:
        return shown(request, counter, "schon", sheet.id)
    try:
        report = report_of(values, sheet) if values.get("genau") == "ja" else None
        await queue.finish(sheet.id, house(request).clock.now(), report)
    except WrongState:
        return shown(request, counter, "schon", sheet.id)
    except Invalid as refusal:
        errors = {_FIELD.get(name, name): text for name, text in refusal.fields.items()}
        return await page(request, 422, errors=errors, typed=values, opened="abschluss")
    if values.get("weiter") == "ja":
        return await call_next(request, counter)
    return shown(request, counter, "fertig", sheet.id)


def report_of(values: Mapping[str, str], sheet: Sheet) -> Report:
    """Return what a form tells of a visit.

    Raises:
        Invalid: a figure is none, or something was not done and nobody says why.
    """
    done = [_line(values, line) for line in sheet.lines]
    for row in ADDED:
        service = values.get(f"dazu-{row}", "")
        if service:
            done.append(Done(_whole(service, f"dazu-{row}"), _count(values, f"dazumal-{row}")))
    minutes = values.get("minuten", "").replace(",", ".")
    return Report(
        done=tuple(done),
        persons=_count(values, "personen"),
        minutes=_minutes(minutes) if minutes else None,
    )


def _line(values: Mapping[str, str], line: SheetLine) -> Done:
    name = f"mal-{line.service}"
    usual = line.count if line.done is None else line.done  # told at the counter before
    count = _whole(values[name], name) if values.get(name) else usual
    because = values.get(f"grund-{line.service}", line.because)
    if count < line.count and not because:
        raise Invalid(fields={f"grund-{line.service}": "Bitte wählen Sie, warum es nicht ging."})
    return Done(line.service, count, because)


def _count(values: Mapping[str, str], name: str) -> int:
    return _whole(values.get(name) or "1", name)


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(fields={name: "Bitte geben Sie eine Zahl ein."})
    return int(text)


def _minutes(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Invalid(fields={"minuten": "Bitte geben Sie eine Zahl ein."}) from None


_FIELD = {"persons": "personen", "minutes": "minuten", "done": "dazu-1", "because": "dazu-1"}
"""The field of the page for one of the domain's."""

ROUTES = (
    Route(
        "POST",
        "/{municipality}/amt/schalter/{counter}/{id}/abschluss",
        finish,
        Permission.SERVE,
        "turn-abschluss",
        "Finish a visit",
    ),
)
