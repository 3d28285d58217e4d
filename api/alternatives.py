"""Other times for an appointment that loses its own, best first, out of what is free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from api import booking
from api.catalogues import Catalogues
from api.distance import metres_between, position_of
from api.offers import Offers
from termin.booking import Appointment, Channel, Need, Offered, Target, offer, to_seek
from termin.booking.nearest import Candidate, nearest
from termin.capacity.index import Availability
from termin.catalogue import OfficeFacts
from termin.errors import Invalid, NotCombinable, NotFound, SlotTaken
from termin.localtime import local_date
from termin.offices import Municipality, OfficeKind

ANSWER = timedelta(days=3)
"""So long another time is kept for an answer, if it is not over before."""

BEFORE = timedelta(hours=2)
"""The answer has to be there so long before the time that is kept."""

NOTICE = timedelta(hours=24)
"""Nobody is given another time sooner than this: they have to hear of it."""

ELSEWHERE = timedelta(days=14)
FAR = 50_000
"""Metres, where an office's position is not known."""


class Market(Protocol):
    """What is known of free time: a house, or a worker that has read it for once."""

    @property
    def availability(self) -> Availability:
        """The books of the days."""

    @property
    def catalogues(self) -> Catalogues:
        """What is offered where."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A market read for once, by whoever has no house."""

    availability: Availability = field(default_factory=Availability)
    catalogues: Catalogues = field(default_factory=Catalogues)


LeftOut = Callable[[int, datetime], bool]
"""Whether a start at an office is not to be offered."""


def nothing(office: int, start: datetime) -> bool:
    """Leave no start out."""
    del office, start
    return False


async def other_times(
    own: Market,
    town: Municipality,
    appointment: Appointment,
    now: datetime,
    *,
    without: LeftOut = nothing,
    also: Collection[tuple[int, datetime]] = (),
) -> Sequence[Offered]:
    """Return what could be kept for the person of an appointment (read with its lines).

    Free times as staff see them, but for those left out, and `also` these starts at offices that
    are not free yet, up to the last bookable day as well; the lock decides. Virtual offices are no
    substitute for a place, and whoever needs a way without steps is offered only such.
    """
    view = (await own.catalogues.view(town)).internal
    try:
        lines = booking.lines_of(appointment)
        offers = Offers.of(view, own.availability, lines, Channel.DESK, now)
        home = view.office(appointment.office_id)
    except (Invalid, NotFound, NotCombinable):
        return ()  # what it was booked for is no longer offered like this: people must help
    free = _candidates(offers, home, appointment, now, without, also)
    found = nearest(free, appointment.starts_at, now + ANSWER + BEFORE)
    return [_offered(offers, one, now) for one in found]


async def seek_for_all(own: Market, town: Municipality, now: datetime) -> int:
    """Offer the best other time to each who waits for one; return how many are told.

    Done twice, or by two at once, nobody is told twice.
    """
    told = 0
    for row in await to_seek(town.id):
        appointment = await Appointment.get(id=row.appointment_id).prefetch_related("lines")
        times: list[Offered | None] = [*await other_times(own, town, appointment, now), None]
        for offered in times:
            try:
                day = await offer(row.id, offered, now)
            except SlotTaken:
                continue
            if day is not None:
                told += 1
                await own.availability.reload(day, now)
            break
    return told


async def seek_everywhere(now: datetime) -> int:
    """Do the same for all municipalities, without a house; return how many are told."""
    towns = {row.municipality_id for row in await to_seek()}
    if not towns:
        return 0
    market = Opened()
    await market.availability.refresh(now)
    rows = await Municipality.filter(id__in=list(towns)).order_by("id")
    return sum([await seek_for_all(market, town, now) for town in rows])


def _candidates(
    offers: Offers,
    home: OfficeFacts,
    appointment: Appointment,
    now: datetime,
    without: LeftOut,
    also: Collection[tuple[int, datetime]],
) -> Iterator[Candidate]:
    places = {id: offers.view.office(id) for id in offers.offices}
    step_free = Need.STEP_FREE in appointment.needs
    lost = local_date(appointment.starts_at, ZoneInfo(home.time_zone))
    today = local_date(now, ZoneInfo(home.time_zone))
    more: defaultdict[tuple[date, int], list[datetime]] = defaultdict(list)
    for office, start in also:
        on = local_date(start, ZoneInfo((places.get(office) or home).time_zone))
        if office in places and on <= offers.last_day:
            more[on, office].append(start)
    free = (
        *offers.free(today, offers.last_day).by_day(),
        *((on, office, starts) for (on, office), starts in more.items()),
    )
    for on, office, starts in free:
        place, here = places[office], office == home.id
        if not here and not _near(on, lost):
            continue
        if place.kind == OfficeKind.VIRTUAL or (step_free and not place.step_free):
            continue
        good = [one for one in starts if one >= now + NOTICE and not without(office, one)]
        # One a day and place elsewhere; at home every start, since others need one there too.
        for start in good if here else _at_the_hour(good, appointment.starts_at):
            yield Candidate(office, start, _metres(home, place), here)


def _near(on: date, lost: date) -> bool:
    return abs(on - lost) <= ELSEWHERE


def _at_the_hour(starts: Sequence[datetime], lost: datetime) -> Sequence[datetime]:
    """Return the start of a day that is nearest to the lost one's time of day, if there is any."""

    def apart(start: datetime) -> timedelta:
        day = timedelta(days=1)
        rest = (start - lost) % day
        return min(rest, day - rest)

    return sorted(starts, key=apart)[:1]


def _metres(home: OfficeFacts, place: OfficeFacts) -> int:
    if home.id == place.id:
        return 0
    one, other = position_of(home), position_of(place)
    return metres_between(one, other) if one and other else FAR


def _offered(offers: Offers, one: Candidate, now: datetime) -> Offered:
    target = Target(
        one.office,
        offers.view.office(one.office).time_zone,
        one.start,
        offers.view.planned(one.office, offers.lines),
        offers.view.required_skills(offers.lines),
    )
    return Offered(target, min(now + ANSWER, one.start - BEFORE))
