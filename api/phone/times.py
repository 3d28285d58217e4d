"""`/{municipality}/amt/telefon/zeiten`: when and where, with the time kept for staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.citizen.basket import Basket, chosen
from api.citizen.choice import choice, opened_at, shown
from api.citizen.filters import Filters
from api.citizen.services import basket_of
from api.phone.operator import operator_of
from api.routes import Permission, Route
from termin.errors import Invalid, NotCombinable


async def show(request: Request) -> Response:
    """Show the next free times, then a day's."""
    basket = basket_of(request)
    if not basket:
        return redirect(request, "phone")
    return await times_page(request, basket)


async def times_page(
    request: Request,
    basket: Basket,
    status: int = 200,
    lost: tuple[int, datetime] | None = None,
) -> Response:
    """Answer with the times for this basket; `lost` is what somebody else was faster for."""
    operator = await operator_of(request)
    context: dict[str, Any] = {
        "basket": basket,
        "chosen": chosen(operator.view, basket.lines),
        "expired": request.query_params.get("hinweis") == "abgelaufen",
    }
    try:
        offers = operator.offers(basket.lines)
    except (Invalid, NotCombinable) as refusal:
        return render(request, "phone/times.html", 422, refusal=refusal, choice=None, **context)
    filters = Filters.read(request.query_params)
    if lost:
        filters = opened_at(filters, offers, lost)
    return render(
        request,
        "phone/times.html",
        status,
        refusal=None,
        choice=choice(offers, filters),
        filters=filters,
        lost=[shown(offers, offer) for offer in offers.alternatives(*lost)] if lost else None,
        horizon=offers.last_day,
        **context,
    )


ROUTES = (
    Route(
        "GET",
        "/{municipality}/amt/telefon/zeiten",
        show,
        Permission.BOOK_FOR_OTHERS,
        "phone-times",
    ),
)
