"""`/{municipality}/kiosk/einrichten`: somebody of the staff makes this browser a kiosk."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.clock import real_now
from api.kiosk.paper import SETTING, PaperWay
from api.requests import form, identity, municipality, over_https, staff, values_of
from api.routes import Permission, Route
from api.security.cookies import Cookie, delete_cookie, set_cookie
from termin.errors import Invalid
from termin.offices.rows import Office
from termin.staff import DeviceKind, register, sign_out

KEPT = timedelta(days=400)
"""The longest that browsers keep a cookie."""

LONGEST_NAME = 120


async def ask(request: Request) -> Response:
    """Ask which office this kiosk stands in."""
    return await _page(request, {}, {}, 200)


async def make(request: Request) -> Response:
    """Make this browser a kiosk and sign the person out here: a public machine has no staff."""
    values = values_of(await form(request))
    here, scope = municipality(request).id, staff(request).scope(municipality(request).id)
    try:
        name = _name(values.get("name", ""))
        office = _office(values.get("dienststelle", ""))
    except Invalid as refusal:
        return await _page(request, values, refusal.fields, 422)
    scope.check_office(here, office)
    browser = values.get("papier") == PaperWay.BROWSER
    settings = {SETTING: (PaperWay.BROWSER if browser else PaperWay.NONE).value}
    fresh = await register(here, office, DeviceKind.KIOSK, name, settings)
    await sign_out(staff(request).person, real_now())
    answer = redirect(request, "kiosk")
    secure = over_https(request)
    set_cookie(answer, Cookie.DEVICE, fresh.secret, secure=secure, keep=KEPT)
    delete_cookie(answer, Cookie.SIGN_IN, secure=secure)
    return answer


def _name(text: str) -> str:
    name = text or "Terminal"
    if len(name) > LONGEST_NAME:
        raise Invalid(fields={"name": "Bitte kürzen Sie den Namen auf 120 Zeichen."})
    return name


def _office(text: str) -> int:
    if not text:
        raise Invalid(fields={"dienststelle": "Bitte wählen Sie eine Dienststelle."})
    return identity(text)


async def _page(
    request: Request, values: dict[str, str] | object, errors: object, status: int
) -> Response:
    scope = staff(request).scope(municipality(request).id)
    offices = await scope.within(Office.filter(retired_at=None), "id").order_by("name")
    return render(
        request, "kiosk/setup.html", status, offices=offices, values=values, errors=errors
    )


ROUTES = (
    Route("GET", "/{municipality}/kiosk/einrichten", ask, Permission.PLAN, "ask-kiosk"),
    Route("POST", "/{municipality}/kiosk/einrichten", make, Permission.PLAN, "make-kiosk"),
)
