"""Who is let in: the guards that stand before every handler, read from the row of the table."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.clock import real_now
from api.house import house
from api.permissions import OF_DEVICES, OF_STAFF, SignedIn
from api.problems import NotSignedIn
from api.requests import bearer_or_none, municipality, over_https
from api.routes import Permission, Route
from api.security.cookies import Cookie, read_cookie
from api.security.origin import SAFE_METHODS, check_change, check_handshake
from termin.errors import NotAllowed, NotFound
from termin.staff import person_of
from termin.staff.devices import device_of
from termin.staff.rows import Device, DeviceKind
from termin.staff.sign_ins import Person

KIND_OF: dict[Permission, DeviceKind] = {
    Permission.KIOSK: DeviceKind.KIOSK,
    Permission.DISPLAY: DeviceKind.DISPLAY,
}


async def admit(request: HTTPConnection, route: Route) -> None:
    """Let a request through to its handler, with `staff` or `device` known where they are asked.

    Raises:
        NotFound: the address holds what no address holds, or no such municipality.
        ForeignOrigin: a page of another site asked for a change, or opened a socket.
        NotSignedIn: the route is not for strangers.
        NotAllowed: the person or device is known, but this is not theirs to do.
    """
    _check_path(request)
    public_url = house(request).settings.public_url
    if request.scope["type"] == "http" and request.scope["method"] not in SAFE_METHODS:
        check_change(request, public_url)
    # A program shows a secret of its own; a browser's cookie comes along unasked.
    guarded = route.permission is not Permission.PUBLIC and bearer_or_none(request) is None
    if request.scope["type"] == "websocket" and guarded:
        check_handshake(request, public_url)
    if "municipality" in request.path_params:
        municipality(request)
    if route.permission in OF_STAFF:
        request.state.staff = await _staff(request, route)
    elif route.permission in OF_DEVICES:
        request.state.device = await _device(request, route)
    elif route.permission is Permission.SECRET and route.is_api and not bearer_or_none(request):
        raise NotSignedIn


async def visitor(request: HTTPConnection) -> SignedIn | Device | None:
    """Return the device or the person behind a request to a public route, or None.

    For routes open to all that trust their own more, such as drawing a number.
    """
    device = await _device_shown(request)
    if device is not None:
        return device
    person = await _person_shown(request)
    return None if person is None else SignedIn(person, Permission.SIGNED_IN)


async def _staff(request: HTTPConnection, route: Route) -> SignedIn:
    person = await _person_shown(request)
    if person is None:
        raise NotSignedIn
    signed_in = SignedIn(person, route.permission)
    named = "municipality" in request.path_params or "municipality" in request.query_params
    if not signed_in.may(route.permission, municipality(request).id if named else None):
        raise NotAllowed
    return signed_in


async def _device(request: HTTPConnection, route: Route) -> Device:
    device = await _device_shown(request)
    if device is None:
        raise NotSignedIn
    if device.kind is not KIND_OF[route.permission]:
        raise NotAllowed
    named = "municipality" in request.path_params or "municipality" in request.query_params
    if named and municipality(request).id != device.municipality_id:
        raise NotAllowed
    return device


async def _person_shown(request: HTTPConnection) -> Person | None:
    secret = _shown(request, Cookie.SIGN_IN)
    return None if secret is None else await person_of(secret, real_now())


async def _device_shown(request: HTTPConnection) -> Device | None:
    secret = _shown(request, Cookie.DEVICE)
    return None if secret is None else await device_of(secret, real_now())


def _shown(request: HTTPConnection, cookie: Cookie) -> str | None:
    # A bearer secret is shown on purpose, so it wins over a cookie that came along.
    return bearer_or_none(request) or read_cookie(request, cookie, secure=over_https(request))


def _check_path(request: HTTPConnection) -> None:
    for value in request.path_params.values():
        if isinstance(value, str) and ("\0" in value or "\ufffd" in value):
            raise NotFound
