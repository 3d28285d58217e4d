"""What an office offers: how long each service takes here, and where people go on to after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.house import house
from api.manager.frame import chosen, number_of, offices
from api.requests import form, values_of
from api.routes import Permission, Route
from termin.catalogue import ServiceAtOffice
from termin.offices import Counter, Office

N_ = str  # marks for the catalogues what is translated where it is shown

LONGEST_MINUTES = 480
MOST_STATIONS = 4


async def show_services(request: Request) -> Response:
    """Show what the office offers and how long it takes."""
    return await _services_page(request, await _office(request), {}, {}, 200)


async def change_services(request: Request) -> Response:
    """Set minutes of the office's own (empty: as in the catalogue), and stations after a service.

    Who waits or is served keeps the stations they came with.
    """
    office = await _office(request)
    values = values_of(await form(request))
    areas = await areas_of(office)
    wrong: dict[str, str] = {}
    wanted: dict[int, dict[str, Any]] = {}
    rows = await _relations(office)
    for row in rows:
        minutes, stations = f"minuten-{row.id}", f"danach-{row.id}"
        changes: dict[str, Any] = {}
        if minutes in values:
            own = values[minutes]
            changes["local_minutes"] = (
                number_of(values, minutes, 1, LONGEST_MINUTES, wrong) if own else None
            )
        if stations in values:
            changes["stations"] = _stations(values, stations, areas, wrong)
        wanted[row.id] = changes
    if wrong:
        return await _services_page(request, office, values, wrong, 422)
    for row in rows:
        new = {name: value for name, value in wanted[row.id].items() if getattr(row, name) != value}
        if new:
            await ServiceAtOffice.filter(id=row.id).update(**new)
    house(request).municipalities.forget()
    return redirect(request, "office-services", {"meldung": "gespeichert"}, office=office.id)


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
        areas=await areas_of(office),
        values=values,
        errors=errors,
        saved=request.query_params.get("meldung") == "gespeichert",
    )


async def areas_of(office: Office) -> tuple[str, ...]:
    """Return the areas to which people of an office can be sent on, by name."""
    rows = Counter.filter(office_id=office.id, retired_at__isnull=True).exclude(area="")
    return tuple(sorted({str(area) for area in await rows.values_list("area", flat=True)}))


def _stations(
    values: Mapping[str, str], name: str, areas: tuple[str, ...], wrong: dict[str, str]
) -> list[str]:
    """Return the areas named, in order; one to which no counter belongs is noted in `wrong`."""
    known = {area.casefold(): area for area in areas}
    named = [part.strip() for part in values[name].split(",") if part.strip()]
    if any(part.casefold() not in known for part in named):
        wrong[name] = N_("Zu einem dieser Bereiche gehört kein Schalter.")
        return []
    if len(named) > MOST_STATIONS:
        wrong[name] = N_("Bitte geben Sie höchstens vier Stationen an.")
        return []
    return [known[part.casefold()] for part in named]


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
)
