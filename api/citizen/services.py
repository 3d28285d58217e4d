"""Finding a service and reading about it: search, Lebenslagen, and one page for each service."""

from __future__ import annotations

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.citizen.basket import NAME, Basket, chosen, most_of
from api.house import house
from api.requests import identity, language, municipality
from api.routes import Permission, Route
from termin.catalogue import CatalogueView, ServiceFacts
from termin.errors import NotFound

LONGEST_QUERY = 200


async def search(request: Request) -> Response:
    """Show what everyday words mean; without words, everything by letter."""
    view, basket = await _view(request), basket_of(request)
    words = request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    found = view.search(words) if words else ()
    return render(
        request,
        "citizen/search.html",
        words=words,
        found=found,
        lebenslagen=view.find_lebenslagen(words) if words and not basket else (),
        letters=() if found else by_letter(view.services(), language(request)),
        basket=basket,
        chosen=chosen(view, basket.lines),
    )


async def service(request: Request) -> Response:
    """Show a service: what it is, who must come, what to bring, what it costs, how long."""
    view = await _view(request)
    found = view.service(identity(request.path_params["service"]))
    if found not in view.services():
        raise NotFound
    basket = basket_of(request).without(found.id)
    offices = [view.office(office) for office in view.offices_of(found.id)]
    minutes = sorted({view.relation(found.id, office.id).minutes for office in offices})  # type: ignore[union-attr]  # offered there
    return render(
        request,
        "citizen/service.html",
        service=found,
        offices=offices,
        minutes=minutes,
        most=most_of(view, found.id),
        basket=basket,
        chosen=chosen(view, basket.lines),
    )


async def lebenslage(request: Request) -> Response:
    """Show what a situation of life needs, in order; several can be chosen at once."""
    view = await _view(request)
    wanted = identity(request.path_params["id"])
    found = next((one for one in view.lebenslagen() if one.id == wanted), None)
    if found is None:
        raise NotFound
    steps = [
        (view.service(step.service), step.required, bool(view.offices_of(step.service)))
        for step in found.steps
    ]
    return render(request, "citizen/lebenslage.html", lebenslage=found, steps_of=steps)


def basket_of(request: Request) -> Basket:
    """Return the basket in the page's address."""
    return Basket.read(request.query_params.getlist(NAME))


def by_letter(
    services: tuple[ServiceFacts, ...], language: str
) -> list[tuple[str, list[ServiceFacts]]]:
    """Return services under their first letters."""
    ordered = sorted(services, key=lambda one: _letter(one.name_in(language)) + one.name)
    return [
        (letter, list(group))
        for letter, group in groupby(ordered, key=lambda one: _letter(one.name_in(language)))
    ]


def _letter(name: str) -> str:
    first = name[:1].upper().translate(str.maketrans("ÄÖÜ", "AOU"))
    return first if first.isalpha() else "#"


async def _view(request: Request) -> CatalogueView:
    return await house(request).catalogues.view(municipality(request))


ROUTES = (
    Route("GET", "/{municipality}/suche", search, Permission.PUBLIC, "search", "Find a service"),
    Route("GET", "/{municipality}/anliegen/{service}", service, Permission.PUBLIC, "service"),
    Route("GET", "/{municipality}/lebenslage/{id}", lebenslage, Permission.PUBLIC, "lebenslage"),
)
