"""An office's own rules: how long its services take, who may arrive when, and without a time."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.house import house
from api.manager.frame import chosen, number_of, offices, refuse
from api.requests import form, values_of
from api.routes import Permission, Route
from termin.catalogue import ServiceAtOffice
from termin.errors import Invalid
from termin.offices import Office

LONGEST_MINUTES = 480


async def show_services(request: Request) -> Response:
    """Show what the office offers and how long it takes."""
    return await _services_page(request, await _office(request), {}, {}, 200)


async def change_services(request: Request) -> Response:
    """Set minutes of the office's own; empty means as in the catalogue."""
    office = await _office(request)
    values = values_of(await form(request))
    wrong: dict[str, str] = {}
    wanted: dict[int, int | None] = {}
    for row in await _relations(office):
        name = f"minuten-{row.id}"
        if name in values:
            own = values[name]
            wanted[row.id] = number_of(values, name, 1, LONGEST_MINUTES, wrong) if own else None
    if wrong:
        return await _services_page(request, office, values, wrong, 422)
    for row in await _relations(office):
        if row.id in wanted and wanted[row.id] != row.local_minutes:
            await ServiceAtOffice.filter(id=row.id).update(local_minutes=wanted[row.id])
    house(request).municipalities.forget()
    return redirect(request, "office-services", {"meldung": "gespeichert"}, office=office.id)


async def show_settings(request: Request) -> Response:
    """Show the office's rules."""
    return _settings_page(request, await _office(request), None, {}, 200)


async def change_settings(request: Request) -> Response:
    """Change the office's rules."""
    office = await _office(request)
    values = values_of(await form(request))
    wrong: dict[str, str] = {}
    early = number_of(values, "frueh", 0, 240, wrong)
    late = number_of(values, "spaet", 0, 240, wrong)
    try:
        refuse(wrong)
    except Invalid as refusal:
        return _settings_page(request, office, values, refusal.fields, 422)
    await Office.filter(id=office.id).update(
        walk_ins=values.get("ohne_termin") == "ja", early_minutes=early, late_minutes=late
    )
    return redirect(request, "office-settings", {"meldung": "gespeichert"}, office=office.id)


async def _services_page(
    request: Request,
    office: Office,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int,
) -> Response:
    return render(
        request,
        "manager/office_services.html",
        status,
        office=office,
        rows=await _relations(office),
        values=values,
        errors=errors,
        saved=request.query_params.get("meldung") == "gespeichert",
    )


def _settings_page(
    request: Request,
    office: Office,
    values: Mapping[str, str] | None,
    errors: Mapping[str, str],
    status: int,
) -> Response:
    shown = values or {
        "ohne_termin": "ja" if office.walk_ins else "",
        "frueh": str(office.early_minutes),
        "spaet": str(office.late_minutes),
    }
    return render(
        request,
        "manager/office_settings.html",
        status,
        office=office,
        values=shown,
        errors=errors,
        saved=request.query_params.get("meldung") == "gespeichert",
    )


async def _relations(office: Office) -> list[ServiceAtOffice]:
    rows = await ServiceAtOffice.filter(
        office_id=office.id, retired_at__isnull=True, service__retired_at__isnull=True
    ).select_related("service", "service__skill")
    return sorted(rows, key=lambda row: row.service.name.casefold())


async def _office(request: Request) -> Office:
    return chosen(await offices(request), request.path_params["office"])


_OFFICE = "/{municipality}/amt/einrichtung/dienststellen/{office}"

ROUTES: tuple[Route, ...] = (
    Route("GET", f"{_OFFICE}/anliegen", show_services, Permission.PLAN, "office-services"),
    Route("POST", f"{_OFFICE}/anliegen", change_services, Permission.PLAN, "change-services"),
    Route("GET", f"{_OFFICE}/regeln", show_settings, Permission.PLAN, "office-settings"),
    Route("POST", f"{_OFFICE}/regeln", change_settings, Permission.PLAN, "change-office"),
)
