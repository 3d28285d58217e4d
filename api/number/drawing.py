"""`/{municipality}/ziehen/{office}/{code}`: a number drawn on one's own phone, in the house."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect
from api.citizen.addresses import private
from api.citizen.services import LONGEST_QUERY
from api.house import House, house
from api.number.code import is_poster_code
from api.number.own_numbers import own_numbers, remember
from api.problems import status_of
from api.requests import address_of, form, identity, language, limit, municipality
from api.routes import Permission, Route
from api.security.limits import Limit
from termin import queue
from termin.booking import Channel
from termin.catalogue import CatalogueView, Line, ServiceFacts
from termin.errors import Closed, Invalid, NotFound
from termin.offices import Office, sign_of

OFTEN = 8
"""How many of the often wanted services stand on top."""

MOST_SERVICES = 10
MOST_PERSONS = 5


@dataclass(frozen=True, slots=True)
class Door:
    """The office whose code somebody scanned; `valid` says whether it is today's."""

    own: House
    view: CatalogueView
    office: Office
    valid: bool

    def services(self) -> tuple[ServiceFacts, ...]:
        """Return what is done here, the often wanted first."""
        here = self.view.services_at(self.office.id)
        return tuple(sorted(here, key=lambda one: not one.on_start_page))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is chosen so far: the services, for how many persons, and the key of this wish."""

    services: tuple[str, ...] = ()
    persons: int = 1
    key: str = ""
    words: str = ""

    @classmethod
    def read(cls, fields: FormData | QueryParams) -> Wanted:
        """Return what a form or an address says; what makes no sense counts as not said."""
        chosen = [one for one in fields.getlist("anliegen") if isinstance(one, str)]
        plain = {name: one for name, one in fields.multi_items() if isinstance(one, str)}
        persons = plain.get("personen", "")
        return cls(
            services=tuple(dict.fromkeys(chosen))[:MOST_SERVICES],
            persons=int(persons) if persons in _PERSONS else 1,
            key=plain.get("wunsch", "")[:80],
            words=plain.get("q", "").strip()[:LONGEST_QUERY],
        )

    def lines(self, view: CatalogueView) -> list[Line]:
        """Return the lines of the ticket; nothing is wanted more often than it can be.

        Raises:
            NotFound: an id is none.
        """
        found = [view.service(identity(one)) for one in self.services]
        return [Line(one.id, min(self.persons, one.max_count)) for one in found]


_PERSONS = tuple(str(count) for count in range(1, MOST_PERSONS + 1))


async def ask(request: Request) -> Response:
    """Ask what somebody came for; who has a number already is shown the way to it."""
    door = await _door(request)
    if not door.valid or not door.office.phone_numbers:
        return _no_code(request, door)
    if not door.office.walk_ins:
        return await _closed(request, door, Closed(opens_at=None))
    return await _page(request, door, Wanted.read(request.query_params), {}, 200)


async def draw(request: Request) -> Response:
    """Draw a number; the same form sent twice draws one."""
    fields = await form(request)
    door = await _door(request)
    if not door.valid or not door.office.phone_numbers:
        return _no_code(request, door)
    wanted = Wanted.read(fields)
    if not wanted.services:
        wrong = {"anliegen": "Bitte wählen Sie aus, was Sie erledigen möchten."}
        return await _page(request, door, wanted, wrong, 422)
    limit(request, Limit.PHONE)
    try:
        drawn = await queue.draw_number(
            door.office.id,
            wanted.lines(door.view),
            Channel.WEB,
            door.own.clock.now(),
            key=door.own.keys.digest("draw-key", wanted.key) if wanted.key else None,
        )
    except Invalid as refusal:
        wrong = {"anliegen": next(iter(refusal.fields.values()), refusal.title)}
        return await _page(request, door, wanted, wrong, 422)
    except Closed as refusal:
        return await _closed(request, door, refusal)
    answer = redirect(request, "number", id=drawn.id)
    remember(request, answer, drawn.id)
    return answer


async def _door(request: Request) -> Door:
    limit(request, Limit.CODE)
    own, town = house(request), municipality(request)
    office = await Office.get_or_none(
        id=identity(request.path_params["office"]), municipality_id=town.id, retired_at=None
    )
    if office is None:
        raise NotFound
    valid = is_poster_code(own.keys, office, request.path_params["code"])
    if valid:
        own.limits.give_back(Limit.CODE, address_of(request))  # a right one costs nothing
    return Door(own, await own.catalogues.view(town), office, valid)


async def _page(
    request: Request, door: Door, wanted: Wanted, errors: Mapping[str, str], status: int
) -> Response:
    services, tongue = door.services(), language(request)
    here = {one.id for one in services}
    found = [one for one in door.view.search(wanted.words) if one.id in here]
    chosen = [one for one in services if str(one.id) in wanted.services]
    first = _once([*chosen, *(found if wanted.words else services[:OFTEN])])
    return private(
        request,
        "number/draw.html",
        status,
        office=door.office,
        code=request.path_params["code"],
        wanted=wanted,
        key=wanted.key or secrets.token_urlsafe(16),
        found=found,
        first=_options(first, tongue),
        rest=sorted(_options(_once(services, but=first), tongue), key=lambda one: one[1]),
        own=await own_numbers(request, door.office),
        errors=errors,
    )


def _once(
    services: list[ServiceFacts] | tuple[ServiceFacts, ...], but: tuple[ServiceFacts, ...] = ()
) -> tuple[ServiceFacts, ...]:
    shown = {one.id for one in but}
    return tuple({one.id: one for one in services if one.id not in shown}.values())


def _options(services: tuple[ServiceFacts, ...], tongue: str) -> list[tuple[str, str]]:
    return [(str(one.id), one.name_in(tongue)) for one in services]


async def _closed(request: Request, door: Door, refusal: Closed) -> Response:
    sign = await sign_of(door.office.id, door.own.clock.now())
    context = {"office": door.office, "refusal": refusal, "sign": sign}
    return private(request, "number/closed.html", status_of(refusal), **context)


def _no_code(request: Request, door: Door) -> Response:
    return private(request, "number/no_code.html", 404, office=door.office)


_DRAW = "/{municipality}/ziehen/{office}/{code}"
ROUTES = (
    Route("GET", _DRAW, ask, Permission.PUBLIC, "ask-for-number", "Draw a number on the phone"),
    Route("POST", _DRAW, draw, Permission.PUBLIC, "draw-number", "Draw a number on the phone"),
)
