"""`/{municipality}/anzeige`: a new screen shows a code and waits until staff say what it is."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import segno
from starlette.requests import Request
from starlette.responses import Response

from api.admission import visitor
from api.answers import json_answer, redirect, render
from api.clock import real_now
from api.house import house
from api.requests import limit, municipality, over_https, public_url
from api.routes import Permission, Route
from api.security.cookies import Cookie, delete_cookie, read_cookie, set_cookie
from api.security.limits import Limit
from termin.staff.devices import device_of
from termin.staff.pairing import LASTS, Offer, offer, offered
from termin.staff.rows import Device, DeviceKind

KEPT = timedelta(days=400)
"""The longest that browsers keep a cookie; each visit renews it."""


class Waiting(msgspec.Struct):
    """Whether the screen is still waiting under the code that it shows."""

    code: str
    waiting: bool


async def wait(request: Request) -> Response:
    """Show the code; once it was entered, keep the token and go where the device belongs.

    A device that is paired already goes on at once, so a machine always starts with this address;
    with `?neu=ja` it is to become another one.
    """
    own = await visitor(request)
    secret = _secret(request)
    if isinstance(own, Device) and "neu" not in request.query_params:
        return _on_its_way(request, own)
    if secret is not None:
        paired = await device_of(secret, real_now())
        if paired is not None:
            return _on_its_way(request, paired, secret)
    return await _code_page(request, secret)


async def look(request: Request) -> Response:
    """Say whether anything has happened, for the script of the page."""
    secret = _secret(request)
    here = municipality(request).id
    shown = await offered(here, secret, real_now()) if secret is not None else None
    return json_answer(Waiting(shown.code if shown else "", shown is not None))


async def _code_page(request: Request, secret: str | None) -> Response:
    here, now = municipality(request).id, real_now()
    shown = await offered(here, secret, now) if secret is not None else None
    if shown is None:
        limit(request, Limit.SCREEN)
        shown = await offer(here, now)
    answer = render(
        request,
        "display/pairing.html",
        code=spoken(shown),
        place=_entrance(request, shown),
        qr=_qr(_entrance(request, shown)),
        lost="abgemeldet" in request.query_params,
    )
    answer.headers["Cache-Control"] = "no-store"
    set_cookie(answer, Cookie.PAIRING, shown.secret, secure=over_https(request), keep=LASTS)
    return answer


def spoken(shown: Offer) -> str:
    """Return a code in two groups, as it is read out."""
    return f"{shown.code[:3]} {shown.code[3:]}"


def _on_its_way(request: Request, own: Device, secret: str | None = None) -> Response:
    kiosk = own.kind is DeviceKind.KIOSK
    answer = redirect(request, "kiosk" if kiosk else "screen")
    secure = over_https(request)
    kept = secret or read_cookie(request, Cookie.DEVICE, secure=secure)
    if kept is not None:
        set_cookie(answer, Cookie.DEVICE, kept, secure=secure, keep=KEPT)
    if secret is not None:
        delete_cookie(answer, Cookie.PAIRING, secure=secure)
    return answer


def _secret(request: Request) -> str | None:
    return read_cookie(request, Cookie.PAIRING, secure=over_https(request))


def _entrance(request: Request, shown: Offer) -> str:
    path = house(request).table.path_to("devices", municipality=municipality(request).slug)
    return f"{public_url(request)}{path}?code={shown.code}"


def _qr(text: str) -> str:
    return str(segno.make(text, error="m").svg_data_uri(border=2, dark="#000", light="#fff"))


ROUTES = (
    Route(
        "GET",
        "/{municipality}/anzeige",
        wait,
        Permission.PUBLIC,
        "pairing",
        "A new screen waits to be paired",
    ),
    Route(
        "GET",
        "/{municipality}/anzeige/kopplung",
        look,
        Permission.PUBLIC,
        "pairing-state",
        "Whether a screen still waits",
        answer=Waiting,
    ),
)
