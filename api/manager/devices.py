"""Devices of the offices: which there are, when they were last seen, and shut out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.clock import real_now
from api.manager.frame import scope
from api.requests import identity, municipality
from api.routes import Permission, Route
from termin.errors import NotFound
from termin.staff.devices import revoke
from termin.staff.rows import Device


async def show(request: Request) -> Response:
    """Show the devices that may act here."""
    return render(
        request,
        "manager/devices.html",
        devices=await _devices(request),
        revoked=request.query_params.get("meldung") == "entzogen",
    )


async def shut_out(request: Request) -> Response:
    """Shut a device out at once."""
    wanted = identity(request.path_params["device"])
    if all(one.id != wanted for one in await _devices(request)):
        raise NotFound
    await revoke(municipality(request).id, wanted, real_now())
    return redirect(request, "devices", {"meldung": "entzogen"})


async def _devices(request: Request) -> list[Device]:
    rows = Device.filter(revoked_at__isnull=True).order_by("office__name", "name", "id")
    return await scope(request).within(rows).prefetch_related("office")


_DEVICES = "/{municipality}/amt/einrichtung/geraete"

ROUTES: tuple[Route, ...] = (
    Route("GET", _DEVICES, show, Permission.ADMINISTER, "devices", "Kiosks and displays"),
    Route(
        "POST",
        f"{_DEVICES}/{{device}}/entziehungen",
        shut_out,
        Permission.ADMINISTER,
        "revoke-device",
    ),
)
