"""The end of a visit at a counter: as planned by one press, or with what was really done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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
from termin.queue import Done, Report, Sheet, SheetLine, check_report


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
        first = _added_first(values)  # what the office does not offer can only be there
        errors = {first if name == "done" else name: it for name, it in refusal.fields.items()}
        return await page(request, 422, errors=errors, typed=values, opened="abschluss")
    if values.get("weiter") == "ja":
        return await call_next(request, counter)
    return shown(request, counter, "fertig", sheet.id)


def report_of(values: Mapping[str, str], sheet: Sheet) -> Report:
    """Return what a form tells of a visit.

    Raises:
        Invalid: a figure is none or cannot be, a service is named twice, or something was not done
            and nobody says why; with all fields of the page that need mending, in its order.
    """
    wrong: dict[str, str] = {}
    done = [_line(values, line, wrong) for line in sheet.lines]
    for row in ADDED:
        if values.get(f"dazu-{row}"):
            done.append(_added(values, row, done, wrong))
    persons, minutes = _whole(values, "personen", 1), _minutes(values.get("minuten", "").strip())
    _judge(
        Report(persons=persons, minutes=minutes),
        {"persons": "personen", "minutes": "minuten"},
        wrong,
    )
    if wrong:
        raise Invalid(fields=wrong)
    return Report(tuple(done), persons, minutes)


def _line(values: Mapping[str, str], line: SheetLine, wrong: dict[str, str]) -> Done:
    name, why = f"mal-{line.service}", f"grund-{line.service}"
    usual = line.count if line.done is None else line.done  # told at the counter before
    count = _whole(values, name, usual)
    one = Done(line.service, count, values.get(why, line.because))
    _judge(Report((one,)), {"done": name, "because": why}, wrong)
    if name not in wrong and one.count < line.count and not one.because:
        wrong[why] = "Bitte wählen Sie, warum es nicht ging."
    return one


def _added(
    values: Mapping[str, str], row: int, others: Sequence[Done], wrong: dict[str, str]
) -> Done:
    which, name = f"dazu-{row}", f"dazumal-{row}"
    service = _whole(values, which, 0)
    named = (*{other.service for other in others}, service)
    _judge(Report(tuple(Done(each, 0) for each in named)), {"done": which}, wrong)  # only once each
    one = Done(service, _whole(values, name, 1))
    _judge(Report((one,)), {"done": name}, wrong)
    return one


def _judge(report: Report, names: Mapping[str, str], wrong: dict[str, str]) -> None:
    """Note at the page's fields what the domain refuses in a part of the report."""
    try:
        check_report(report)
    except Invalid as refusal:
        for field, text in refusal.fields.items():
            wrong.setdefault(names[field], text)


def _whole(values: Mapping[str, str], name: str, usual: int) -> int:
    text = values.get(name, "").strip() or str(usual)
    return int(text) if _WHOLE.fullmatch(text) else _NO_NUMBER


def _minutes(text: str) -> float | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        return _NO_NUMBER


def _added_first(values: Mapping[str, str]) -> str:
    """Return the field of a service that was not planned: the first that is filled in."""
    return next((f"dazu-{row}" for row in ADDED if values.get(f"dazu-{row}")), "dazu-1")


_WHOLE = re.compile("[0-9]{1,9}")
_NO_NUMBER = -1
"""What is none of our numbers is as wrong as this: the domain says which it takes."""

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
