"""`/api/v1/availability`: free starts. The hottest path of all: each day is rendered once."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Annotated
from weakref import ref
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from api.fragments import Answer
from api.house import House, house
from api.offers import Offers
from api.requests import identity, municipality, parse_query
from api.routes import Permission, Route
from api.v1.shapes import AvailabilityAnswer
from termin.booking import Channel
from termin.catalogue import CatalogueView, Line
from termin.errors import Invalid, NotCombinable, NotFound
from termin.localtime import local_date

LONGEST_DAYS = 92


class AvailabilityQuery(msgspec.Struct, frozen=True):
    """Services as `ID` or `ID:COUNT`, offices (none: all), and the first and last date.

    At most 92 days. Dates beyond the booking horizon are simply empty.
    """

    service: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,18}(:[1-9][0-9]?)?$")]],
        msgspec.Meta(min_length=1, max_length=20),
    ]
    first: date = msgspec.field(name="from")
    last: date = msgspec.field(name="to")
    office: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,18}$")]],
        msgspec.Meta(max_length=200),
    ] = []


async def availability(request: Request) -> Response:
    """Say when a visit with these services can start."""
    asked = parse_query(request, AvailabilityQuery)
    _check_dates(asked)
    own = house(request)
    view = await own.catalogues.view(municipality(request))
    answer = _answer(own, view, asked)
    headers = {"ETag": answer.tag, "Cache-Control": "no-cache"}
    if answer.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers, media_type="application/json")


def _answer(own: House, view: CatalogueView, asked: AvailabilityQuery) -> Answer:
    """Return the answer given before if nothing has changed since, else a new one."""
    now = own.clock.now()
    question = (ref(view), tuple(asked.service), tuple(asked.office), asked.first, asked.last)
    moment = own.availability.moment(now)
    known = own.answers.get(question, moment)
    if known is not None:
        return known
    lines = [line_of(text) for text in asked.service]
    offices = [identity(office) for office in asked.office]
    offers = Offers.of(view, own.availability, lines, Channel.API, now, offices)
    body = render(own, offers, asked.first, asked.last)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    answer = Answer(moment, body, tag)
    own.answers.put(question, answer)
    return answer


def line_of(text: str) -> Line:
    """Return the line that `ID` or `ID:COUNT` says."""
    service, _, count = text.partition(":")
    return Line(identity(service), int(count or 1))


def render(own: House, offers: Offers, first: date, last: date) -> bytes:
    """Return the whole answer as JSON, joined from days rendered before where they still hold."""
    minutes = offers.minutes
    required = offers.view.required_skills(offers.lines)
    free = offers.free(first, last)
    days: dict[date, list[tuple[int, int]]] = {}
    for row in np.flatnonzero(free.mask.any(axis=1)).tolist():
        day = free.days[row]
        if day is not None:
            days.setdefault(day[1], []).append((day[0], row))
    zones = {office: ZoneInfo(offers.view.office(office).time_zone) for office in minutes}
    today = {office: local_date(offers.now, zone) for office, zone in zones.items()}
    stamp_of, known = own.availability.stamp, own.fragments.get
    parts: list[bytes] = []
    for on in sorted(days):
        fragments = []
        for office, row in sorted(days[on]):
            key = (office, on, minutes[office], required)
            stamp, passing = stamp_of(office, on), today[office] >= on  # today's starts go by
            text = None if passing else known(key, stamp)
            if text is None:
                starts = free.starts_of(row)
                text = _fragment(office, starts, zones[office])
                if not passing:
                    own.fragments.put(key, stamp, text)
            fragments.append(text)
        parts.append(b'{"date":"%s","offices":[%s]}' % (str(on).encode(), b",".join(fragments)))
    by_office = msgspec.json.encode({str(office): length for office, length in minutes.items()})
    return b'{"days":[%s],"minutes":%s}' % (b",".join(parts), by_office)


def _fragment(office: int, starts: tuple[datetime, ...], zone: ZoneInfo) -> bytes:
    told = [start.astimezone(zone).isoformat() for start in starts]
    return msgspec.json.encode({"office": str(office), "starts": told})


def _check_dates(asked: AvailabilityQuery) -> None:
    if asked.last < asked.first:
        raise Invalid(fields={"to": "'to' is before 'from'"})
    if (asked.last - asked.first).days >= LONGEST_DAYS:
        raise Invalid(fields={"to": f"at most {LONGEST_DAYS} days at once"})


ROUTES = (
    Route(
        "GET",
        "/api/v1/availability",
        availability,
        Permission.PUBLIC,
        "v1-availability",
        "Free starts by day and office",
        query=AvailabilityQuery,
        answer=AvailabilityAnswer,
        problems=(NotFound, NotCombinable),
    ),
)
