"""Ways in without typing, for the demo alone: sign in as somebody, be a kiosk."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.clock import real_now
from api.demo import sample
from api.demo.addresses import staff_doors
from api.demo.visitors import counter_of
from api.house import house
from api.requests import over_https
from api.routes import Permission, Route
from api.security.cookies import Cookie, read_cookie, set_cookie
from termin.errors import NotFound
from termin.offices import Counter, Municipality, Office
from termin.staff import DeviceKind, choose_counter, device_of, person_of, register, sign_in
from termin.staff.devices import revoke
from termin.staff.rows import Device

_NAME = "Terminal der Vorführung"
_SILENT = timedelta(minutes=2)


async def enter(request: Request) -> Response:
    """Sign this browser in as one of the sample's people, at their own counter if they have one."""
    town = _town(request)
    login = request.path_params["login"]
    door = next((door for door in staff_doors(town) if door.login == login), None)
    if door is None:
        raise NotFound
    fresh = await sign_in(login, sample.PASSWORD, real_now())
    await _sit_down(town, login, fresh.secret)
    answer = RedirectResponse(door.path, status_code=303)
    set_cookie(answer, Cookie.SIGN_IN, fresh.secret, secure=over_https(request))
    return answer


async def _sit_down(town: Municipality, login: str, secret: str) -> None:
    usual = counter_of(town.slug, login)
    if usual is None:
        return
    person = await person_of(secret, real_now())
    counter = await Counter.get_or_none(
        municipality_id=town.id, name=usual.name, office__external_id=usual.office
    )
    if person is not None and counter is not None:
        await choose_counter(person, counter.id)


async def be_kiosk(request: Request) -> Response:
    """Make this browser the kiosk of an office, once; kiosks that were closed leave."""
    office = await Office.get_or_none(id=request.path_params["office"], retired_at=None)
    town = _town(request)
    if office is None or office.municipality_id != town.id:
        raise NotFound
    answer = RedirectResponse(f"/{town.slug}/kiosk", status_code=303)
    if await _is_kiosk_of(request, office):
        return answer
    await _dismiss_closed(town)
    fresh = await register(town.id, office.id, DeviceKind.KIOSK, _NAME)
    set_cookie(answer, Cookie.DEVICE, fresh.secret, secure=over_https(request))
    return answer


async def _is_kiosk_of(request: Request, office: Office) -> bool:
    secret = read_cookie(request, Cookie.DEVICE, secure=over_https(request))
    device = await device_of(secret, real_now()) if secret else None
    return device is not None and (device.kind, device.office_id) == (DeviceKind.KIOSK, office.id)


async def _dismiss_closed(town: Municipality) -> None:
    """Shut out the demo's kiosks whose browsers are gone; their silence would look like a fault."""
    rows = Device.filter(municipality_id=town.id, name=_NAME, revoked_at=None)
    silent = rows.filter(seen_at__lt=real_now() - _SILENT)
    for device in await silent:
        await revoke(town.id, device.id, real_now())


def _town(request: Request) -> Municipality:
    slug = request.path_params["slug"]
    found = [town for town in house(request).municipalities.all() if town.slug == slug]
    if not found:
        raise NotFound
    return found[0]


ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/demo/{slug}/anmelden/{login}",
        enter,
        Permission.PUBLIC,
        "demo-enter",
        "Be one of the sample's people",
    ),
    Route(
        "POST",
        "/demo/{slug}/automat/{office:int}",
        be_kiosk,
        Permission.PUBLIC,
        "demo-kiosk",
        "Be a kiosk",
    ),
)
