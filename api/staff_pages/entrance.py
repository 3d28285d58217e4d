"""The doors: the root of the site, and for staff sign in, sign out and the page one comes to."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.answers import redirect, render
from api.clock import real_now
from api.house import house
from api.manager.today import Card, cards_of, total
from api.navigation import navigation
from api.rendering import theme_css
from api.requests import form, municipality, over_https, staff, values_of
from api.routes import Permission, Route
from api.security.attempts import sign_in_at
from api.security.cookies import Cookie, delete_cookie, set_cookie
from termin.errors import Invalid, TooMany
from termin.offices.rows import Office
from termin.staff import WrongPassword, person_of, sign_out

NAMED = 3
"""Offices named on the first page: those that need somebody most."""


async def root(request: Request) -> Response:
    """Lead to the only municipality, or let people choose."""
    places = house(request).municipalities.all()
    if len(places) == 1:
        return RedirectResponse(f"/{places[0].slug}/", status_code=303)
    return render(request, "municipalities.html", municipalities=places)


async def without_slash(request: Request) -> Response:
    """Lead `/stadt` to `/stadt/`."""
    return RedirectResponse(f"/{municipality(request).slug}/", status_code=308)


async def colours(request: Request) -> Response:
    """Give the municipality's colours as a stylesheet."""
    css = theme_css(municipality(request).accent)
    return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=60"})


async def show_sign_in(request: Request) -> Response:
    """Show the sign-in."""
    return _sign_in_page(request, {"weiter": request.query_params.get("weiter", "")}, {}, 200)


async def begin_sign_in(request: Request) -> Response:
    """Sign in and lead to the page that was wanted."""
    fields = await form(request)
    shown = values_of(fields)
    login, password = shown.get("login", ""), str(fields.get("password", ""))
    try:
        _check_given(login, password)
        fresh = await sign_in_at(request, login, password)
    except Invalid as refusal:
        return _sign_in_page(request, shown, refusal.fields, 422)
    except (WrongPassword, TooMany) as refusal:
        status = 429 if isinstance(refusal, TooMany) else 422
        return _sign_in_page(request, shown, {"login": refusal.title}, status)
    await _end_former(request)
    answer = RedirectResponse(_wanted(request, shown.get("weiter", "")), status_code=303)
    set_cookie(answer, Cookie.SIGN_IN, fresh.secret, secure=over_https(request))
    return answer


async def end_sign_in(request: Request) -> Response:
    """Sign out here; the browser forgets what it had of us."""
    await sign_out(staff(request).person, real_now())
    answer = redirect(request, "sign-in")
    delete_cookie(answer, Cookie.SIGN_IN, secure=over_https(request))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


async def home(request: Request) -> Response:
    """Show where the person may go, and the offices they work for."""
    scope = staff(request).scope(municipality(request).id)
    offices = await scope.within(Office.filter(retired_at__isnull=True), "id").order_by("name")
    mine = staff(request).municipalities()
    places = [place for place in house(request).municipalities.all() if place.id in mine]
    areas = [(link.href, link.label) for link in navigation(request)]
    today = await _today(request, list(offices))
    return render(
        request,
        "staff/home.html",
        offices=offices,
        municipalities=places,
        areas=areas,
        today=today[:NAMED],
        total=total(today),
    )


async def _today(request: Request, offices: list[Office]) -> list[Card]:
    """Return how the offices do today, worst first, for those who plan them."""
    if not staff(request).may(Permission.PLAN, municipality(request).id):
        return []
    planned = staff(request).scope(municipality(request).id, Permission.PLAN).offices
    mine = [office for office in offices if planned is None or office.id in planned]
    return [card for card in await cards_of(request, mine) if card.office.lively]


def _sign_in_page(
    request: Request, shown: Mapping[str, str], errors: Mapping[str, str], status: int
) -> Response:
    fields = {"login": shown.get("login", ""), "weiter": shown.get("weiter", "")}
    return render(request, "staff/sign_in.html", status, values=fields, errors=errors)


def _check_given(login: str, password: str) -> None:
    missing = {}
    if not login:
        missing["login"] = "Bitte geben Sie Ihren Anmeldenamen ein."
    if not password:
        missing["password"] = "Bitte geben Sie Ihr Passwort ein."  # noqa: S105  # a sentence
    if missing:
        raise Invalid(fields=missing)


async def _end_former(request: Request) -> None:
    """End the sign-in this browser had: its secret must not live on beside the new one."""
    former = request.cookies.get(str(Cookie.SIGN_IN)) or request.cookies.get(
        f"__Host-{Cookie.SIGN_IN}"
    )
    person = await person_of(former, real_now()) if former else None
    if person is not None:
        await sign_out(person, real_now())


def _wanted(request: Request, back: str) -> str:
    """Return the page asked for before the sign-in, if it is one of this municipality's own."""
    here = f"/{municipality(request).slug}/"
    inside = back.startswith(here) and ".." not in back
    plain = back.isprintable() and "\\" not in back
    return back if inside and plain else f"{here}amt"


ROUTES: tuple[Route, ...] = (
    Route("GET", "/", root, Permission.PUBLIC, "root", "The site's first page"),
    Route("GET", "/{municipality}", without_slash, Permission.PUBLIC, "without-slash"),
    Route("GET", "/{municipality}/farben.css", colours, Permission.PUBLIC, "colours"),
    Route("GET", "/{municipality}/amt", home, Permission.SIGNED_IN, "staff-home", "Areas"),
    Route("GET", "/{municipality}/amt/anmelden", show_sign_in, Permission.PUBLIC, "sign-in"),
    Route(
        "POST", "/{municipality}/amt/anmelden", begin_sign_in, Permission.PUBLIC, "begin-sign-in"
    ),
    Route("POST", "/{municipality}/amt/abmelden", end_sign_in, Permission.SIGNED_IN, "end-sign-in"),
)
