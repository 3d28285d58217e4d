"""What a handler answers with: a page, another address, JSON, a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.house import house
from api.navigation import navigation
from api.permissions import OF_STAFF
from api.problems import WrongMethod, problem_answer, problem_headers, status_of
from api.rendering import Site, content_security_policy, new_nonce
from api.requests import language, municipality_or_none, staff_or_none, zone
from api.routes import Permission, Route
from termin.errors import Refusal
from termin.offices.rows import Municipality

FRAMEABLE = frozenset({Permission.PUBLIC, Permission.SECRET})


def render(
    request: Request,
    template: str,
    status: int = 200,
    *,
    spoken: str | None = None,
    **context: object,
) -> HTMLResponse:
    """Answer with a page; beside `context` it knows the site, the person and addresses.

    It speaks the reader's language; pages of a place that speaks one of its own say so by `spoken`.

    Adds `site`, `municipality` (or None), `zone`, `address`, `csp_nonce`, `person` (SignedIn or
    None), `navigation` on pages of staff, `now`, and `url(name, **values)` for addresses of routes.
    Sentences in `errors` are given in German and shown in the page's language.
    """
    own = house(request)
    route = current_route(request)
    nonce = new_nonce()
    place = municipality_or_none(request)
    person = staff_or_none(request)
    tongue = spoken or language(request)
    whole = {
        "site": site(place),
        "municipality": place,
        "zone": zone(request),
        "address": _address(request),
        "csp_nonce": nonce,
        "person": person,
        "navigation": navigation(request),
        "now": own.clock.now(),
        "url": _urls(request, place),
        **context,
    }
    errors = context.get("errors")
    if isinstance(errors, Mapping):
        texts = own.pages.texts
        whole["errors"] = {name: texts.gettext(tongue, each) for name, each in errors.items()}
    page = own.pages.render(template, language=tongue, context=whole)
    frameable = route is not None and route.permission in FRAMEABLE
    ancestors = own.settings.frame_ancestors if frameable else ()
    personal = route is None or route.is_personal or person is not None
    return HTMLResponse(
        page,
        status_code=status,
        headers={
            "Content-Security-Policy": content_security_policy(nonce, frame_ancestors=ancestors),
            "Cache-Control": "no-store" if personal else "no-cache",
            "Vary": "Cookie, Accept-Language",
        },
    )


def redirect(
    request: HTTPConnection, name: str, query: dict[str, str] | None = None, **values: object
) -> RedirectResponse:
    """Answer 303 to the route of this name; the municipality stays unless another is given."""
    address = _urls(request, municipality_or_none(request))(name, **values)
    suffix = f"?{urlencode(query)}" if query else ""
    return RedirectResponse(address + suffix, status_code=303)


def json_answer(answer: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a struct (or a dict) as JSON; not kept by anybody unless `headers` say so."""
    return Response(
        msgspec.json.encode(answer),
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type="application/json",
    )


def no_content() -> Response:
    """Answer 204: done, nothing to say."""
    return Response(status_code=204)


def refusal_answer(request: Request, refusal: Refusal) -> Response:
    """Answer with a refusal: problem details for programs, a page for people."""
    title = refusal_title(request, refusal)
    if request.url.path.startswith("/api/"):
        return problem_answer(refusal, title)
    status = status_of(refusal)
    route = current_route(request)
    above = _page_above(request) if isinstance(refusal, WrongMethod) else None
    known = route or above
    for_staff = known is not None and known.permission in OF_STAFF
    # A kiosk goes back to its start by itself, also from here.
    at_kiosk = route is not None and route.permission is Permission.KIOSK
    template = "kiosk/problem.html" if at_kiosk else "problem.html"
    answer = render(
        request,
        template,
        status,
        refusal=refusal,
        refusal_title=title,
        for_staff=for_staff,
        page_above=house(request).table.path_to(above.name, **request.path_params) if above else "",
    )
    answer.headers.update(problem_headers(refusal))
    return answer


def _page_above(request: Request) -> Route | None:
    """Return the page that a form's address lies below, for who enters that address by hand."""
    return house(request).table.page_above(request.scope["termin.template"])


def refusal_title(request: HTTPConnection, refusal: Refusal) -> str:
    """Return the refusal's sentence in the reader's language, with its facts filled in."""
    text = house(request).pages.texts.gettext(language(request), refusal.title)
    if not refusal.facts or "%(" not in text:
        return text
    return text % {name: _told(request, value) for name, value in refusal.facts.items()}


def _told(request: HTTPConnection, value: object) -> object:
    """Return an instant as people say it, without the date where that is today's."""
    if not isinstance(value, datetime):
        return value
    local, now = (one.astimezone(zone(request)) for one in (value, house(request).clock.now()))
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%d.%m.%Y, %H:%M}"


def site(place: Municipality | None) -> Site:
    """Return what pages say of the municipality; without one, of the product."""
    if place is None:
        return Site(name="Termine", easy_language="", sign_language="")
    return Site(
        name=place.name,
        home=f"/{place.slug}/",
        theme=f"/{place.slug}/farben.css",
        phone=place.phone or None,
        imprint=f"/{place.slug}/impressum",
        privacy=f"/{place.slug}/datenschutz",
        accessibility=f"/{place.slug}/barrierefreiheit",
        easy_language=f"/{place.slug}/leichte-sprache",
        sign_language=f"/{place.slug}/gebaerdensprache",
    )


def current_route(request: HTTPConnection) -> Route | None:
    """Return the row of the table that this request came to; None where nothing fits."""
    found: Route | None = request.scope.get("termin.route")
    return found


def wants_sign_in(route: Route) -> bool:
    """Whether a page that refuses a stranger leads to the sign-in."""
    return not route.is_api and route.permission in OF_STAFF


def _address(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


class _urls:  # noqa: N801  # used like a function in templates: `url("name", code=…)`
    def __init__(self, request: HTTPConnection, place: Municipality | None) -> None:
        self._table = house(request).table
        self._place = {} if place is None else {"municipality": place.slug}

    def __call__(self, name: str, **values: object) -> str:
        return self._table.path_to(name, **{**self._place, **values})
