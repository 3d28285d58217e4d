"""Place and time: the next free ones first, then days, each with a few times of each place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.citizen.addresses import address, see
from api.citizen.basket import Basket, chosen
from api.citizen.choice import choice, shown
from api.citizen.filters import Filters
from api.citizen.services import basket_of
from api.house import house
from api.offers import Offers
from api.requests import municipality
from api.routes import Permission, Route
from termin.booking import Channel
from termin.errors import Invalid, NotCombinable

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
    if request.method == "POST":
        context["address"] = address(request, "times", basket.pairs)
    try:
        offers = Offers.of(view, own.availability, basket.lines, Channel.WEB, own.clock.now())
    except (Invalid, NotCombinable) as refusal:
        return render(request, "citizen/basket.html", 422, refusal=refusal, **context)
    filters = Filters.read(request.query_params)
    return render(
        request,
        "citizen/times.html",
        status,
        choice=choice(offers, filters),
        filters=filters,
        busy=status == 503,
        lost=lost and [shown(offers, offer) for offer in offers.alternatives(*lost)],
        horizon=offers.last_day,
        expired=request.query_params.get("hinweis") == "abgelaufen",
        online=[line.service for line in lines if line.service.online_url],
        **context,
    )


ROUTES = (Route("GET", "/{municipality}/zeiten", show, Permission.PUBLIC, "times", "Free times"),)
