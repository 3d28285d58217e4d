"""An office's appointments of a date, for somebody who has lost the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.clerk.front import name_of
from api.clerk.room import services_in
from api.phone.operator import operator_of
from api.requests import identity
from api.routes import Permission, Route
from termin.booking import of_office_day
from termin.errors import Invalid
from termin.localtime import local_date
from termin.tokens import spoken


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment in the list."""

    code: str
    spoken: str
    starts_at: datetime
    name: str
    services: str
    state: str


async def show(request: Request) -> Response:
    """Show the list; `ort` and `tag` choose it."""
    operator = await operator_of(request)
    offices = [
        office
        for office in operator.view.offices()
        if operator.scope.offices is None or office.id in operator.scope.offices
    ]
    errors: dict[str, str] = {}
    wanted = request.query_params.get("ort", "")
    office = operator.view.office(identity(wanted)) if wanted else next(iter(offices), None)
    zone = ZoneInfo(office.time_zone if office else operator.town.time_zone)
    on = local_date(operator.now, zone)
    try:
        on = _date(request.query_params.get("tag", "")) or on
    except Invalid as refusal:
        errors = dict(refusal.fields)
    entries: list[Entry] = []
    if office is not None:
        operator.scope.check_office(operator.town.id, office.id)
        rows = await of_office_day(operator.scope, office.id, on)
        entries = [
            Entry(
                row.code,
                spoken(row.code),
                row.starts_at,
                name_of(row),
                services_in(row),
                row.state.value,
            )
            for row in rows
        ]
    return render(
        request,
        "phone/day.html",
        422 if errors else 200,
        offices=offices,
        office=office,
        zone=zone,
        on=on,
        entries=entries,
        errors=errors,
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(fields={"tag": "Bitte geben Sie ein Datum an."}) from None


ROUTES = (
    Route("GET", "/{municipality}/amt/telefon/tag", show, Permission.BOOK_FOR_OTHERS, "phone-day"),
)
