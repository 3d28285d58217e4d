"""When the bus comes: all its stops, one stop with what can be done there, and a calendar of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.citizen.map_links import map_links
from api.house import house
from api.requests import identity, municipality, public_url
from api.routes import Permission, Route
from termin.booking.invitation import PRODUCT
from termin.errors import NotFound
from termin.localtime import local_date
from termin.offices import Municipality
from termin.offices.mobile import Halt, HaltState, Stop

TOLD = (HaltState.PUBLISHED, HaltState.CANCELLED)
AHEAD = timedelta(days=200)
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Visit:
    """A time at which the bus stands at a stop; `off` says that it does not come after all."""

    on: date
    opens_at: datetime
    closes_at: datetime
    off: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """A stop with its coming visits, cancelled ones among them."""

    stop: Stop
    visits: tuple[Visit, ...]

    @property
    def next(self) -> Visit | None:
        """The next visit that takes place."""
        return next((one for one in self.visits if not one.off), None)

    @property
    def zone(self) -> ZoneInfo:
        """The stop's own zone."""
        return ZoneInfo(self.stop.office.time_zone)


async def show(request: Request) -> Response:
    """Show all stops with their next visits: the sheet that hangs in the villages."""
    town = municipality(request)
    places = await _places(town, house(request).clock.now())
    return render(request, "citizen/bus.html", places=places)


async def show_stop(request: Request) -> Response:
    """Show a stop: when the bus comes, where it stands, and what can be booked there."""
    town = municipality(request)
    place = await _place(request)
    view = await house(request).catalogues.view(town)
    office = view.office(place.stop.office_id)
    return render(
        request,
        "citizen/bus_stop.html",
        place=place,
        office=office,
        maps=map_links(office),
        services=view.services_at(office.id),
        last=local_date(house(request).clock.now(), place.zone) + timedelta(days=town.horizon_days),
    )


async def calendar(request: Request) -> Response:
    """Give a stop's visits as a calendar that programs may read again and again."""
    place, town = await _place(request), municipality(request)
    now = house(request).clock.now()
    address = f"{public_url(request)}/{town.slug}/bus/{place.stop.id}"
    file = await stop_calendar(place.stop, address, now)
    headers = {"Content-Disposition": f'attachment; filename="bus-{place.stop.id}.ics"'}
    return Response(file, headers=headers, media_type=CONTENT_TYPE)


async def stop_calendar(stop: Stop, address: str, now: datetime) -> bytes:
    """Return a stop's visits as iCalendar (RFC 5545); a cancelled one keeps its UID and says so."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", stop.office.name)
    for halt in await _halts([stop.id], now):
        event = Event()
        off = halt.state is HaltState.CANCELLED
        event.add("uid", f"halt-{halt.id}@{address.split('/')[2]}")
        event.add("sequence", int(off))
        event.add("dtstamp", now)
        event.add("last-modified", halt.changed_at)
        event.add("dtstart", halt.opens_at)
        event.add("dtend", halt.closes_at)
        event.add("summary", stop.office.name)
        event.add("location", ", ".join(filter(None, (stop.office.street, stop.office.city))))
        event.add("status", "CANCELLED" if off else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        event.add("url", address)
        if off:
            event.add("description", halt.reason)
        made.add_component(event)
    return bytes(made.to_ical())


async def _places(town: Municipality, now: datetime) -> list[Place]:
    stops = await Stop.filter(
        municipality_id=town.id, office__public=True, office__retired_at=None
    ).select_related("office", "unit")
    halts = await _halts([one.id for one in stops], now)
    return sorted(
        (Place(stop, _visits([one for one in halts if one.stop_id == stop.id])) for stop in stops),
        key=lambda one: (one.stop.office.name, one.stop.id),
    )


async def _place(request: Request) -> Place:
    wanted = identity(request.path_params["stop"])
    places = await _places(municipality(request), house(request).clock.now())
    found = next((one for one in places if one.stop.id == wanted), None)
    if found is None:
        raise NotFound
    return found


async def _halts(stops: Sequence[int], now: datetime) -> list[Halt]:
    return await Halt.filter(
        stop_id__in=list(stops), state__in=TOLD, closes_at__gt=now, opens_at__lt=now + AHEAD
    ).order_by("opens_at", "id")


def _visits(halts: Sequence[Halt]) -> tuple[Visit, ...]:
    """Return halts as visits; one that was cancelled and is published anew is not told as off."""
    there = {one.opens_at for one in halts if one.state is HaltState.PUBLISHED}
    return tuple(
        Visit(
            one.date,
            one.opens_at,
            one.closes_at,
            one.state is HaltState.CANCELLED,
            one.reason,
        )
        for one in halts
        if one.state is HaltState.PUBLISHED or one.opens_at not in there
    )


_BUS = "/{municipality}/bus"
ROUTES = (
    Route("GET", _BUS, show, Permission.PUBLIC, "bus-timetable", "When and where the bus stops"),
    Route("GET", f"{_BUS}/{{stop}}", show_stop, Permission.PUBLIC, "bus-stop"),
    Route("GET", f"{_BUS}/{{stop}}/kalender.ics", calendar, Permission.PUBLIC, "bus-calendar"),
)
