"""`…/dienststellen/{office}/arbeitszeiten`: shifts and what else was agreed with the staff."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.manager.frame import chosen, number_of, offices, refuse
from api.planning.agreement import why_not
from api.requests import form, values_of
from api.routes import Permission, Route
from termin.errors import Invalid
from termin.offices import Office
from termin.offices.agreement import AgreedShift, Agreement, agreement_of, kept_agreement

MOST = 150
"""So many shifts at most: more make the search slower and no roster better."""

_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")


async def show(request: Request) -> Response:
    """Show the agreement of an office."""
    office = await _office(request)
    return _page(request, office, values_shown(agreement_of(office.agreement)))


async def change(request: Request) -> Response:
    """Keep another agreement; published weeks stay as they are."""
    office = await _office(request)
    values = values_of(await form(request))
    try:
        agreement = read_agreement(values)
    except Invalid as refusal:
        return _page(request, office, values, 422, refusal.fields)
    await Office.filter(id=office.id).update(agreement=kept_agreement(agreement))
    return redirect(request, "agreement", {"meldung": "gespeichert"}, office=office.id)


def read_agreement(values: Mapping[str, str]) -> Agreement:
    """Return what the form says.

    Raises:
        Invalid: with the fields to mend; a shift that the law forbids is named with its line.
    """
    wrong: dict[str, str] = {}
    shifts = _shifts(values.get("schichten", ""), wrong)
    least = number_of(values, "mindestens", 0, 100, wrong)
    most = number_of(values, "hoechstens", 0, 100, wrong)
    screen = number_of(values, "bildschirm", 30, 360, wrong)
    if not wrong and most < least:
        wrong["hoechstens"] = "Das muss mindestens so viel sein wie der kleinste Anteil."
    refuse(wrong)
    return Agreement(shifts, least, most, screen)


def values_shown(agreement: Agreement) -> dict[str, str]:
    """Return an agreement as the form shows it."""
    return {
        "schichten": "\n".join(map(_line, agreement.shifts)),
        "mindestens": str(agreement.least),
        "hoechstens": str(agreement.most),
        "bildschirm": str(agreement.screen),
    }


def _shifts(text: str, wrong: dict[str, str]) -> tuple[AgreedShift, ...]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        spans = [_minutes(*span) for span in _SPAN.findall(line)]
        reason = (
            why_not(AgreedShift(*spans[0], tuple(spans[1:])))
            if spans
            else "Bitte schreiben Sie die Zeiten so: 07:30–16:00, Pause 12:00–12:30"
        )
        if reason:
            wrong["schichten"] = f"Zeile {number}: {reason}"
            break
        found.append(AgreedShift(*spans[0], tuple(sorted(spans[1:]))))
    if len(set(found)) > MOST:
        wrong["schichten"] = f"Bitte geben Sie höchstens {MOST} Schichten an."
    return tuple(dict.fromkeys(found))


def _minutes(hour: str, minute: str, end_hour: str, end_minute: str) -> tuple[int, int]:
    return int(hour) * 60 + int(minute), int(end_hour) * 60 + int(end_minute)


def _line(shift: AgreedShift) -> str:
    pauses = [f"Pause {_span(*one)}" for one in shift.breaks]
    return ", ".join([_span(shift.start, shift.end), *pauses])


def _span(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}–{end // 60:02}:{end % 60:02}"


def _page(
    request: Request,
    office: Office,
    values: Mapping[str, str],
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    return render(
        request,
        "manager/agreement.html",
        status,
        office=office,
        values=values,
        errors=errors or {},
        saved=request.query_params.get("meldung") == "gespeichert",
    )


async def _office(request: Request) -> Office:
    return chosen(await offices(request), str(request.path_params["office"]))


_AGREEMENT = "/{municipality}/amt/einrichtung/dienststellen/{office}/arbeitszeiten"

ROUTES: tuple[Route, ...] = (
    Route("GET", _AGREEMENT, show, Permission.PLAN, "agreement", "Shifts and working time"),
    Route("POST", _AGREEMENT, change, Permission.PLAN, "change-agreement"),
)
