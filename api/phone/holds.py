"""Keeping a time while it is read aloud, then booking it; every detail is optional."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import booking
from api.answers import render
from api.citizen import own_holds
from api.citizen.addresses import see
from api.citizen.basket import NAME, Basket, chosen, documents
from api.citizen.details import Details
from api.citizen.filters import read_choice
from api.citizen.services import basket_of
from api.phone.operator import Operator, operator_of
from api.phone.times import times_page
from api.requests import form, values_of
from api.routes import Permission, Route
from termin.booking import Appointment, Held, find_hold
from termin.catalogue import Line
from termin.errors import HoldExpired, HoldNotExtendable, Invalid, NotFound, SlotTaken
from termin.tokens import matches


async def place(request: Request) -> Response:
    """Keep the chosen time; where somebody was faster, show others."""
    fields = await form(request)
    basket = Basket.read(fields.getlist(NAME))
    office, start = read_choice(fields.get("wahl"))
    operator = await operator_of(request)
    try:
        offers = operator.offers(basket.lines)
        held = await booking.hold(operator.own, operator.town, offers, office, start, ())
    except SlotTaken:
        return await times_page(request, basket, 409, (office, start))
    answer = see(request, "phone-hold", basket.pairs, id=held.id)
    own_holds.remember(request, answer, held.id, held.secret)
    return answer


async def ask(request: Request) -> Response:
    """Show what to read aloud, and ask for what the person wants to tell."""
    operator = await operator_of(request)
    opened = await _open(request, operator)
    if isinstance(opened, Response):
        return opened
    return _page(request, operator, opened, {}, (), {}, 200)


async def book(request: Request) -> Response:
    """Book; sent twice, it is the same appointment. `verlaengern` only extends the hold."""
    fields = await form(request)
    values, needs = values_of(fields), fields.getlist("needs")
    operator = await operator_of(request)
    opened = await _open(request, operator)
    if isinstance(opened, Response):
        return opened
    if "verlaengern" in fields:
        opened = await _extended(request, operator, opened)
        return _page(request, operator, opened, values, needs, {}, 200)
    details = Details.read(values, needs)
    try:
        details.check()
        made = await booking.make(
            operator.own,
            operator.town,
            opened.id,
            _secret(request, opened.id),
            details.contact(_language(operator, values)),
            operator.now,
            booked_by=operator.account,
            needs=details.needs,
        )
    except Invalid as refusal:
        return _page(request, operator, opened, values, needs, refusal.fields, 422)
    except (HoldExpired, NotFound):
        return _expired(request)
    return see(request, "phone-appointment", [("meldung", "gebucht")], code=made.code)


async def release(request: Request) -> Response:
    """Give the time back and choose another."""
    await form(request)
    operator = await operator_of(request)
    opened = await _open(request, operator)
    if isinstance(opened, Response):
        return opened
    await booking.release(operator.own, opened, _secret(request, opened.id), operator.now)
    return see(request, "phone-times", basket_of(request).pairs)


async def _open(request: Request, operator: Operator) -> Held | Response:
    """Return the hold, or the page to go on with where it is gone."""
    hold = _hold_id(request)
    secret = _secret(request, hold)
    try:
        found = await find_hold(hold, secret, operator.now, municipality=operator.town.id)
    except (HoldExpired, NotFound):
        made = await Appointment.get_or_none(id=hold, municipality_id=operator.town.id)
        if made is not None and matches(secret, made.secret_hash):
            return see(request, "phone-appointment", code=made.code)
        return _expired(request)
    operator.scope.check_office(operator.town.id, found.office)
    return found


async def _extended(request: Request, operator: Operator, held: Held) -> Held:
    try:
        secret = _secret(request, held.id)
        return await booking.extend(operator.own, operator.town, held, secret, operator.now)
    except HoldNotExtendable:
        return held


def _page(
    request: Request,
    operator: Operator,
    held: Held,
    values: Mapping[str, str],
    needs: object,
    errors: Mapping[str, str],
    status: int,
) -> Response:
    office = operator.view.office(held.office)
    basket = Basket(tuple(Line(service, count) for service, count, _ in held.lines))
    lines = chosen(operator.view, basket.lines)
    return render(
        request,
        "phone/hold.html",
        status,
        held=held,
        office=office,
        zone=ZoneInfo(office.time_zone),
        chosen=lines,
        basket=basket,
        minutes=sum(minutes for _, _, minutes in held.lines),
        papers=documents(lines, "de"),
        values=values,
        needs=needs,
        errors=errors,
    )


def _expired(request: Request) -> RedirectResponse:
    pairs = [*basket_of(request).pairs, ("hinweis", "abgelaufen")]
    return see(request, "phone-times", pairs)


def _hold_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


def _secret(request: Request, hold: UUID) -> str:
    return own_holds.secrets_of(request).get(hold, "")


def _language(operator: Operator, values: Mapping[str, str]) -> str:
    return operator.own.pages.texts.negotiate(values.get("sprache_der_person"))


_ONE = "/{municipality}/amt/telefon/vormerkung/{id}"
ROUTES = (
    Route(
        "POST",
        "/{municipality}/amt/telefon/vormerkungen",
        place,
        Permission.BOOK_FOR_OTHERS,
        "phone-place-hold",
    ),
    Route("GET", _ONE, ask, Permission.BOOK_FOR_OTHERS, "phone-hold", "Read aloud and book"),
    Route("POST", _ONE, book, Permission.BOOK_FOR_OTHERS, "phone-book"),
    Route("POST", f"{_ONE}/freigabe", release, Permission.BOOK_FOR_OTHERS, "phone-release"),
)
