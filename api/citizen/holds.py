"""From a chosen time to the booking: hold it, ask for details, show everything, book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.citizen import own_holds
from api.citizen.addresses import address, private, see
from api.citizen.basket import NAME, Basket, chosen, documents
from api.citizen.details import KEPT, Details, unpacked
from api.citizen.filters import Filters, choice_value, read_choice
from api.citizen.services import basket_of
from api.citizen.times import times_page
from api.house import House, house
from api.offers import Offers
from api.requests import form, language, limit, municipality, over_https, values_of
from api.routes import Permission, Route
from api.security.cookies import Cookie, delete_cookie, read_cookie, set_cookie
from api.security.limits import Limit
from termin.booking import Appointment, Channel, Held, find_hold, has_to_confirm
from termin.catalogue import Line
from termin.errors import HoldExpired, HoldNotExtendable, Invalid, NotFound, SlotTaken, TryAgain
from termin.localtime import local_date
from termin.tokens import matches


@dataclass(frozen=True, slots=True)
class Opened:
    """A hold that this browser has the secret of."""

    own: House
    held: Held
    secret: str
    now: datetime

    @property
    def basket(self) -> Basket:
        """What it is held for."""
        return Basket(tuple(Line(service, count) for service, count, _ in self.held.lines))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What its pages keep in their addresses, so that it is known when the hold is gone."""
        return [*self.basket.pairs, ("wahl", choice_value(self.held.office, self.held.starts_at))]


async def place(request: Request) -> Response:
    """Keep the chosen time; where somebody was faster, show others."""
    fields = await form(request)
    own, town, now = house(request), municipality(request), house(request).clock.now()
    basket = Basket.read(fields.getlist(NAME))
    office, start = read_choice(fields.get("wahl"))
    former = await _former(request, basket)
    for each in former:
        if (each.held.office, each.held.starts_at) == (office, start):
            return see(request, "hold-details", each.pairs, id=each.held.id)
    limit(request, Limit.HOLD)
    view = await own.catalogues.view(town)
    offers = Offers.of(view, own.availability, basket.lines, Channel.WEB, now)
    try:
        held = await booking.hold(own, town, offers, office, start, ())
    except SlotTaken:
        return await times_page(request, basket, 409, (office, start))
    except TryAgain:
        return await times_page(request, basket, 503)
    for each in former:  # a change of mind: one visit keeps one time
        await booking.release(own, each.held, each.secret, now)
    opened = Opened(own, held, held.secret, now)
    answer = see(request, "hold-details", opened.pairs, id=held.id)
    own_holds.remember(request, answer, held.id, held.secret)
    return answer


async def ask(request: Request) -> Response:
    """Ask for what is needed, which is nothing but the time."""
    opened = await _open(request)
    if isinstance(opened, Response):
        return opened
    return await _details_page(request, opened, _kept(request), {}, 200)


async def take_down(request: Request) -> Response:
    """Take the details and show everything once more; `verlaengern` only extends the hold."""
    fields = await form(request)
    details = Details.read(values_of(fields), fields.getlist("needs"))
    opened = await _open(request)
    if isinstance(opened, Response):
        return _keeping(request, opened, details)
    if "verlaengern" in fields:
        return _keeping(request, await _extended(request, opened), details)
    try:
        details.check()
    except Invalid as refusal:
        return await _details_page(request, opened, details, refusal.fields, 422)
    answer = see(request, "hold-check", opened.pairs, id=opened.held.id)
    return _keeping(request, answer, details)


async def check(request: Request) -> Response:
    """Show everything before it is booked."""
    opened = await _open(request)
    if isinstance(opened, Response):
        return opened
    return await _check_page(request, opened)


async def book(request: Request) -> Response:
    """Book; sent twice, it is the same appointment."""
    fields = await form(request)
    hold, secret = _named(request)
    own, town = house(request), municipality(request)
    opened = await _open(request)
    if isinstance(opened, Response):
        return opened
    if "verlaengern" in fields:
        return await _extended(request, opened, "hold-check")
    details = _kept(request)
    try:
        details.check()  # the form may have been passed by
        contact = details.contact(language(request))
        now = own.clock.now()
        made = await booking.make(own, town, hold, secret, contact, now, needs=details.needs)
    except Invalid as refusal:
        return await _details_page(request, opened, details, refusal.fields, 422)
    except (HoldExpired, NotFound):
        return await _gone(request)
    except TryAgain:
        return await _check_page(request, opened, 503)
    answer = see(request, "appointment", [("meldung", "gebucht")], code=made.code)
    delete_cookie(answer, Cookie.DETAILS, secure=over_https(request))
    return answer


async def release(request: Request) -> Response:
    """Give the time back and choose another."""
    await form(request)
    opened = await _open(request)
    if isinstance(opened, Response):
        return opened
    await booking.release(opened.own, opened.held, opened.secret, opened.now)
    where = await _where(request, opened.held.office, opened.held.starts_at)
    return see(request, "times", opened.basket.pairs + where)


async def _open(request: Request) -> Opened | Response:
    """Return the hold, or the page to go on with where it is gone."""
    hold, secret = _named(request)
    own = house(request)
    if not secret:
        pairs = basket_of(request).pairs
        again = address(request, "times", pairs + await _wished(request)) if pairs else ""
        return private(request, "citizen/hold_gone.html", 410, again=again)
    now, town = own.clock.now(), municipality(request).id
    try:
        held = await find_hold(hold, secret, now, municipality=town)
        return Opened(own, held, secret, now)
    except (HoldExpired, NotFound):
        made = await Appointment.get_or_none(id=hold, municipality_id=town)
        if made is not None and matches(secret, made.secret_hash):
            return see(request, "appointment", code=made.code)
        return await _gone(request)


async def _former(request: Request, basket: Basket) -> list[Opened]:
    """Return the browser's holds for the very same things."""
    own, found = house(request), []
    now, town = own.clock.now(), municipality(request).id
    for hold, secret in own_holds.secrets_of(request).items():
        try:
            held = await find_hold(hold, secret, now, municipality=town)
            opened = Opened(own, held, secret, now)
        except (HoldExpired, NotFound):
            continue
        if sorted(opened.basket.lines) == sorted(basket.lines):
            found.append(opened)
    return found


async def _extended(request: Request, opened: Opened, back: str = "hold-details") -> Response:
    query = opened.pairs
    try:
        town = municipality(request)
        await booking.extend(opened.own, town, opened.held, opened.secret, opened.now)
    except HoldNotExtendable:
        query = [*query, ("hinweis", "letzte")]
    return see(request, back, query, id=opened.held.id)


async def _gone(request: Request) -> Response:
    """Lead back to the times of the place and day that were chosen, which say what happened."""
    query = [*basket_of(request).pairs, ("hinweis", "abgelaufen"), *await _wished(request)]
    wahl = request.query_params.get("wahl")
    return see(request, "times", [*query, ("wahl", wahl)] if wahl else query)


async def _wished(request: Request) -> list[tuple[str, str]]:
    """Return place and day of the time in the address, as the page of times reads them."""
    try:
        office, start = read_choice(request.query_params.get("wahl"))
        return await _where(request, office, start)
    except (Invalid, NotFound):
        return []


async def _where(request: Request, office: int, start: datetime) -> list[tuple[str, str]]:
    view = await house(request).catalogues.view(municipality(request))
    zone = ZoneInfo(view.office(office).time_zone)
    return Filters(office=office, day=local_date(start, zone)).whole


async def _details_page(
    request: Request, opened: Opened, details: Details, errors: Mapping[str, str], status: int
) -> Response:
    context = await _context(request, opened)
    return private(
        request, "citizen/details.html", status, details=details, errors=errors, **context
    )


async def _check_page(request: Request, opened: Opened, status: int = 200) -> Response:
    context = await _context(request, opened)
    details, busy = _kept(request), status == 503
    return private(request, "citizen/check.html", status, details=details, busy=busy, **context)


async def _context(request: Request, opened: Opened) -> dict[str, Any]:
    view = await opened.own.catalogues.view(municipality(request))
    office = view.office(opened.held.office)
    lines = chosen(view, opened.basket.lines)
    within = timedelta(minutes=municipality(request).confirm_minutes)
    return {
        "held": opened.held,
        "has_to_confirm": has_to_confirm(opened.held.starts_at, within, opened.now),
        "office": office,
        "zone": ZoneInfo(office.time_zone),
        "chosen": lines,
        "minutes": sum(minutes for _, _, minutes in opened.held.lines),
        "papers": documents(lines, language(request)),
        "query": urlencode(opened.pairs),
        "last_extension": request.query_params.get("hinweis") == "letzte",
    }


def _named(request: Request) -> tuple[UUID, str]:
    try:
        hold = UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None
    return hold, own_holds.secrets_of(request).get(hold, "")


def _kept(request: Request) -> Details:
    return unpacked(read_cookie(request, Cookie.DETAILS, secure=over_https(request)))


def _keeping(request: Request, answer: Response, details: Details) -> Response:
    set_cookie(answer, Cookie.DETAILS, details.packed(), secure=over_https(request), keep=KEPT)
    return answer


_OF_A_HOLD = "/{municipality}/vormerkung/{id}"
ROUTES = (
    Route("POST", "/{municipality}/vormerkungen", place, Permission.PUBLIC, "place-hold"),
    Route("GET", f"{_OF_A_HOLD}/angaben", ask, Permission.SECRET, "hold-details"),
    Route("POST", f"{_OF_A_HOLD}/angaben", take_down, Permission.SECRET, "take-details"),
    Route("GET", f"{_OF_A_HOLD}/pruefen", check, Permission.SECRET, "hold-check"),
    Route("POST", f"{_OF_A_HOLD}/buchen", book, Permission.SECRET, "book-hold"),
    Route("POST", f"{_OF_A_HOLD}/freigeben", release, Permission.SECRET, "release-hold"),
)
