"""Place and time: the next free ones first, then days, each with a few times of each place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.citizen.addresses import address, see
from api.citizen.basket import Basket, chosen
from api.citizen.choice import choice, opened_at, shown
from api.citizen.fallen import Fallen, fallen
from api.citizen.filters import Filters, read_choice
from api.citizen.services import basket_of
from api.house import house
from api.offers import Offers
from api.requests import municipality
from api.routes import Permission, Route
from termin.booking import Channel
from termin.errors import Invalid, NotCombinable, NotFound

Start = tuple[int, datetime]


async def show(request: Request) -> Response:
    """Show when and where the visit is possible."""
    basket = basket_of(request)
    if not basket:
        return see(request, "search")
    return await times_page(request, basket)


async def times_page(
    request: Request, basket: Basket, status: int = 200, lost: Start | None = None
) -> Response:
    """Answer with the times for this basket; `lost` is what somebody else was faster for.

    It may also be the answer to a choice: then the page's links lead to the times all the same.
    """
    own, town = house(request), municipality(request)
    view = await own.catalogues.view(town)
    lines = chosen(view, basket.lines)
    context: dict[str, Any] = {"basket": basket, "chosen": lines}
    filters = Filters.read(request.query_params)
    if request.method == "POST":
        context["address"] = address(request, "times", basket.pairs + filters.whole)
    try:
        offers = Offers.of(view, own.availability, basket.lines, Channel.WEB, own.clock.now())
    except (Invalid, NotCombinable) as refusal:
        return render(request, "citizen/basket.html", 422, refusal=refusal, **context)
    if lost:
        filters = opened_at(filters, offers, lost)
    expired = request.query_params.get("hinweis") == "abgelaufen"
    off = await _fallen(request, offers) if expired else None
    found = choice(offers, filters)
    if off and not found.days:  # the bus does not come there any more: other places do as well
        filters = replace(filters, office=None)
        found = choice(offers, filters)
    return render(
        request,
        "citizen/times.html",
        status,
        choice=found,
        filters=filters,
        busy=status == 503,
        lost=lost and [shown(offers, offer) for offer in offers.alternatives(*lost)],
        horizon=offers.last_day,
        expired=expired,
        fallen=off,
        online=[line.service for line in lines if line.service.online_url],
        **context,
    )


async def _fallen(request: Request, offers: Offers) -> Fallen | None:
    """Return the time whose hold is gone, if it does not take place at all."""
    try:
        office, start = read_choice(request.query_params.get("wahl"))
        facts = offers.view.office(office)
    except (Invalid, NotFound):
        return None
    minutes = offers.minutes.get(office, 1)
    return await fallen(municipality(request).id, facts, start, minutes)


ROUTES = (Route("GET", "/{municipality}/zeiten", show, Permission.PUBLIC, "times", "Free times"),)
