"""Devices of the offices: how they are, new ones by their code, renamed, shut out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.clock import real_now
from api.display.settings import MOST_OFFICES, ScreenSettings, stored
from api.house import house
from api.manager.device_words import WORDS, ago
from api.manager.frame import offices, scope
from api.requests import form, identity, limit, municipality, public_url, staff, values_of
from api.routes import Permission, Route
from api.security.limits import Limit
from termin.errors import Invalid, NotFound
from termin.staff import DeviceHealth, DeviceKind, device_health
from termin.staff.devices import rename, revoke
from termin.staff.pairing import pair
from termin.staff.rows import Device

LONGEST_NAME = 120
USUAL = ScreenSettings(chime=True)
"""What a newly paired screen does until somebody says otherwise: it is heard, too."""


async def show(request: Request) -> Response:
    """Show the devices that may act here and how they are, and where new ones are entered."""
    code = request.query_params.get("code", "")
    return await _page(request, {"code": code} if code else {}, [], {}, 200)


async def pair_one(request: Request) -> Response:
    """Make the screen that shows this code a device of the offices named."""
    limit(request, Limit.PAIRING)
    house(request).limits.take(Limit.PAIRING, f"account {staff(request).account}")
    fields = await form(request)
    values, chosen = values_of(fields), [str(one) for one in fields.getlist("dienststelle")]
    try:
        device = await _paired(request, values, chosen)
    except Invalid as refusal:
        return await _page(request, values, chosen, refusal.fields, 422)
    return redirect(request, "device", {"meldung": "gekoppelt"}, device=device)


async def rename_one(request: Request) -> Response:
    """Give a device another name."""
    device = await device_in_scope(request)
    try:
        name = name_of(values_of(await form(request)))
    except Invalid:
        return redirect(request, "device", {"meldung": "name"}, device=device.id)
    await rename(municipality(request).id, device.id, name)
    return redirect(request, "device", {"meldung": "umbenannt"}, device=device.id)


async def shut_out(request: Request) -> Response:
    """Shut a device out at once."""
    device = await device_in_scope(request)
    await revoke(municipality(request).id, device.id, real_now())
    return redirect(request, "devices", {"meldung": "entzogen"})


async def device_in_scope(request: Request) -> Device:
    """Return the device of the address, if the person may see it.

    Raises:
        NotFound: there is none, or it is of others.
    """
    wanted = identity(request.path_params["device"])
    rows = Device.filter(id=wanted, revoked_at__isnull=True)
    found = await scope(request).within(rows).select_related("office").first()
    if found is None:
        raise NotFound
    return found


def name_of(values: Mapping[str, str]) -> str:
    """Return the name that a form gives a device.

    Raises:
        Invalid: field `name`: none, or too long.
    """
    name = values.get("name", "")
    if not name:
        raise Invalid(fields={"name": "Bitte geben Sie dem Gerät einen Namen, etwa: Foyer links"})
    if len(name) > LONGEST_NAME:
        raise Invalid(fields={"name": "Bitte kürzen Sie den Namen auf 120 Zeichen."})
    return name


async def _paired(request: Request, values: Mapping[str, str], chosen: list[str]) -> int:
    wrong: dict[str, str] = {}
    if not values.get("code"):
        wrong["code"] = "Bitte geben Sie den Code ein, der auf dem Bildschirm steht."
    try:
        name = name_of(values)
    except Invalid as refusal:
        wrong |= refusal.fields
    kind = DeviceKind.KIOSK if values.get("art") == DeviceKind.KIOSK else DeviceKind.DISPLAY
    known = {str(one.id): one.id for one in await offices(request)}
    ids = tuple(known[one] for one in chosen if one in known)
    if not ids:
        wrong["dienststelle"] = "Bitte wählen Sie mindestens eine Dienststelle."
    elif kind is DeviceKind.KIOSK and len(ids) > 1:
        wrong["dienststelle"] = "Ein Terminal gehört zu genau einer Dienststelle."
    elif len(ids) > MOST_OFFICES:
        wrong["dienststelle"] = "Auf einem Bildschirm haben höchstens vier Dienststellen Platz."
    if wrong:
        raise Invalid(fields=wrong)
    screen = stored(replace(USUAL, offices=ids)) if kind is DeviceKind.DISPLAY else {}
    return await pair(
        municipality(request).id, values["code"], kind, name, ids[0], screen, real_now()
    )


async def _page(
    request: Request,
    values: Mapping[str, str],
    chosen: list[str],
    errors: Mapping[str, str],
    status: int,
) -> Response:
    now = real_now()
    healths = await device_health(scope(request), now)
    return render(
        request,
        "manager/devices.html",
        status,
        healths=[(each, WORDS[each.state], _ago(request, each, now)) for each in healths],
        worst=sum(each.needs_somebody for each in healths),
        offices_of=[(one.id, one.short_name or one.name) for one in await offices(request)],
        values=values,
        chosen=chosen,
        errors=errors,
        site_address=public_url(request),
        entrance=house(request).table.path_to("pairing", municipality=municipality(request).slug),
        revoked=request.query_params.get("meldung") == "entzogen",
    )


def _ago(request: Request, health: DeviceHealth, now: datetime) -> str:
    return ago(request, health.seen_at, now) if health.seen_at else ""


_DEVICES = "/{municipality}/amt/einrichtung/geraete"
_DEVICE = f"{_DEVICES}/{{device}}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _DEVICES, show, Permission.ADMINISTER, "devices", "Kiosks and displays"),
    Route("POST", f"{_DEVICES}/kopplungen", pair_one, Permission.ADMINISTER, "pair-device"),
    Route("POST", f"{_DEVICE}/namen", rename_one, Permission.ADMINISTER, "rename-device"),
    Route("POST", f"{_DEVICE}/entziehungen", shut_out, Permission.ADMINISTER, "revoke-device"),
)
