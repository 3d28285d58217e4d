"""The poster with the code for numbers on one's own phone, to print and to hang up."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import F

from api.answers import redirect, render
from api.citizen.own_appointment import qr_code
from api.house import house
from api.number.code import poster_code
from api.requests import form, identity, municipality, public_url, staff
from api.routes import Permission, Route
from termin.errors import NotFound
from termin.offices import Office
from termin.tokens import spoken


async def choose(request: Request) -> Response:
    """Show the offices whose poster one may print; a lone one at once."""
    scope = staff(request).scope(municipality(request).id)
    rows = await scope.within(Office.filter(retired_at=None), "id").order_by("name")
    giving = [one for one in rows if one.phone_numbers]
    if len(giving) == 1:
        return redirect(request, "number-poster", office=giving[0].id)
    return render(request, "number/posters.html", offices=giving, none_here=not rows)


async def show(request: Request) -> Response:
    """Show the poster of an office."""
    office = await _office(request)
    own, town = house(request), municipality(request)
    code = poster_code(own.keys, office)
    address = f"{public_url(request)}/{town.slug}/ziehen/{office.id}/{code}"
    return render(
        request,
        "number/poster.html",
        office=office,
        code=spoken(code),
        qr=qr_code(address),
        short=address.partition("://")[2].removesuffix(code) + spoken(code),
        may_renew=staff(request).may(Permission.PLAN, town.id),
        message=request.query_params.get("meldung", ""),
    )


async def renew(request: Request) -> Response:
    """Make every poster that hangs somewhere worthless, and show the new one."""
    await form(request)
    office = await _office(request)
    await Office.filter(id=office.id).update(phone_edition=F("phone_edition") + 1)
    return redirect(request, "number-poster", {"meldung": "neu"}, office=office.id)


async def _office(request: Request) -> Office:
    here = municipality(request).id
    office = await Office.get_or_none(
        id=identity(request.path_params["office"]), municipality_id=here, retired_at=None
    )
    if office is None:
        raise NotFound
    staff(request).scope(here).check_office(here, office.id)
    return office


_ALL = "/{municipality}/amt/aushang"
_ONE = f"{_ALL}/{{office}}"
ROUTES = (
    Route("GET", _ALL, choose, Permission.SIGNED_IN, "number-posters", "Posters for numbers"),
    Route("GET", _ONE, show, Permission.SIGNED_IN, "number-poster", "Poster for numbers"),
    Route("POST", f"{_ONE}/erneuerungen", renew, Permission.PLAN, "renew-poster", "A new code"),
)
