"""Choosing a time: what the page shows of all that is free, few and in order, never a bare no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from zoneinfo import ZoneInfo

import numpy as np

from api.citizen.filters import AFTERNOON, MORNING, Filters, choice_value
from api.offers import Offer, Offers
from termin.capacity.grid import mark_from
from termin.catalogue import OfficeFacts
from termin.localtime import at_local, local_date

DAYS_SHOWN = 12
PLACES_SHOWN = 4
FIRST_SHOWN = 5
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Start:
    """A free start as it is offered; `value` is what the button sends."""

    start: datetime
    office: OfficeFacts
    minutes: int

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office, in which its clocks are read."""
        return ZoneInfo(self.office.time_zone)

    @property
    def value(self) -> str:
        """What a form sends to choose it."""
        return choice_value(self.office.id, self.start)


@dataclass(frozen=True, slots=True)
class DayOffer:
    """A date on which something is free, and in which half of it."""

    on: date
    morning: bool
    afternoon: bool


@dataclass(frozen=True, slots=True)
class PlaceOffer:
    """The few starts of a place on the chosen day."""

    office: OfficeFacts
    minutes: int
    morning: tuple[Start, ...]
    afternoon: tuple[Start, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """All that the page of times shows."""

    filters: Filters
    able: tuple[OfficeFacts, ...]
    first: tuple[Start, ...]
    days: tuple[DayOffer, ...]
    later: date | None
    earlier: date | None
    day: date | None
    nothing_on: date | None
    """The day that was wished for, where nothing is free on it; another one is shown."""
    places: tuple[PlaceOffer, ...]
    more_places: tuple[OfficeFacts, ...]


def choice(offers: Offers, filters: Filters) -> Choice:
    """Return what to show of the offers (for all places) under these filters."""
    able = tuple(offers.view.office(office) for office in offers.offices)
    narrowed = replace(offers, offices=tuple(one.id for one in able if _suits(one, filters)))
    all_days = days_offered(narrowed, filters)
    listed = [day for day in all_days if filters.since is None or day.on >= filters.since]
    shown = tuple(listed[:DAYS_SHOWN])
    dates = {day.on for day in all_days}
    wanted = filters.day if filters.day in dates else None
    day = wanted or (shown[0].on if shown else None)
    lists = _Lists(narrowed, filters)
    places, more = _places(lists, day) if day else ((), ())
    before = [one for one in all_days if shown and one.on < shown[0].on]
    return Choice(
        filters=filters,
        able=able,
        first=first_starts(lists, all_days),
        days=shown,
        later=listed[DAYS_SHOWN].on if len(listed) > DAYS_SHOWN else None,
        earlier=before[-DAYS_SHOWN:][0].on if before else None,
        day=day,
        nothing_on=filters.day if day and wanted is None else None,
        places=places,
        more_places=more,
    )


def without_start(shown: Choice, office: int, start: datetime) -> Choice:
    """Return the choice without one start, as the one somebody has already."""

    def others(starts: tuple[Start, ...]) -> tuple[Start, ...]:
        return tuple(one for one in starts if (one.office.id, one.start) != (office, start))

    return replace(
        shown,
        first=others(shown.first),
        places=tuple(
            replace(place, morning=others(place.morning), afternoon=others(place.afternoon))
            for place in shown.places
        ),
    )


def opened_at(filters: Filters, offers: Offers, lost: tuple[int, datetime]) -> Filters:
    """Return the filters with the day of a start that was lost: there one wanted to come."""
    office, start = lost
    zone = ZoneInfo(offers.view.office(office).time_zone)
    return replace(filters, day=local_date(start, zone))


def days_offered(offers: Offers, filters: Filters) -> tuple[DayOffer, ...]:
    """Return the dates on which anything suits, in order, to the horizon."""
    today = local_date(offers.now, ZoneInfo(offers.view.time_zone)) - timedelta(days=1)
    free = offers.free(today, offers.last_day)
    rows = np.flatnonzero(free.mask.any(axis=1))
    zones = [offers.view.office(free.days[row][0]).time_zone for row in rows]
    noons: dict[tuple[date, str], int] = {}
    for row, zone in zip(rows, zones, strict=True):
        on = free.days[row][1]
        if (on, zone) not in noons:
            noons[on, zone] = mark_from(at_local(on, NOON, ZoneInfo(zone)))
    marks = [noons[free.days[row][1], zone] for row, zone in zip(rows, zones, strict=True)]
    cells = np.array(marks, np.int64) - free.first[rows]
    early = np.arange(free.mask.shape[1]) < cells[:, None]
    mornings = np.any(free.mask[rows] & early, axis=1)
    afternoons = np.any(free.mask[rows] & ~early, axis=1)
    found: dict[date, DayOffer] = {}
    for index, row in enumerate(rows):
        on = free.days[row][1]
        morning = bool(mornings[index]) and filters.half != AFTERNOON
        afternoon = bool(afternoons[index]) and filters.half != MORNING
        if filters.weekday in (None, on.weekday()) and (morning or afternoon):
            known = found.get(on, DayOffer(on, morning=False, afternoon=False))
            found[on] = DayOffer(on, known.morning or morning, known.afternoon or afternoon)
    return tuple(found[on] for on in sorted(found))


@dataclass(frozen=True, slots=True)
class _Lists:
    """What the lists of the days show, each worked out once."""

    offers: Offers
    filters: Filters
    _suiting: dict[date, dict[int, tuple[datetime, ...]]] = field(default_factory=dict)
    _few: dict[tuple[date, int], tuple[datetime, ...]] = field(default_factory=dict)

    def suiting(self, on: date) -> dict[int, tuple[datetime, ...]]:
        """Return the free starts of a day that suit, by office; those without any are left out."""
        if on not in self._suiting:
            self._suiting[on] = _suiting(self.offers, on, self.filters)
        return self._suiting[on]

    def few(self, office: int, on: date) -> tuple[datetime, ...]:
        """Return the starts that the list of a place shows on a day."""
        if (on, office) not in self._few:
            self._few[on, office] = self.offers.shown(office, on, self.suiting(on)[office])
        return self._few[on, office]


def first_starts(lists: _Lists, days: tuple[DayOffer, ...]) -> tuple[Start, ...]:
    """Return the next free starts that suit, at most one for each office and half an hour.

    They are among those that a day's list shows: what breaks the day is not offered first either.
    """
    chosen: dict[tuple[int, int], Offer] = {}
    offers = lists.offers
    minutes = offers.minutes
    for day in days:
        for start, office in _in_order(lists, day.on):
            key = (office, int(start.timestamp()) // 1800)
            chosen.setdefault(key, Offer(start, office, minutes[office]))
            if len(chosen) == FIRST_SHOWN:
                return tuple(shown(offers, offer) for offer in chosen.values())
    return tuple(shown(offers, offer) for offer in chosen.values())


def _in_order(lists: _Lists, on: date) -> Iterator[tuple[datetime, int]]:
    """Yield the starts that the lists of a day's places show, by time.

    A place is looked at only when its first free start is due, which is enough where few are asked.
    """
    due = [(starts[0], office, False) for office, starts in lists.suiting(on).items()]
    heapify(due)
    while due:
        start, office, listed = heappop(due)
        if listed:
            yield start, office
        else:
            for each in lists.few(office, on):
                heappush(due, (each, office, True))


def _suiting(offers: Offers, on: date, filters: Filters) -> dict[int, tuple[datetime, ...]]:
    found = {}
    for office, starts in offers.days(on, on).get(on, {}).items():
        facts = offers.view.office(office)
        each = tuple(start for start in starts if _in_half(start, facts, filters))
        if each:
            found[office] = each
    return found


def shown(offers: Offers, offer: Offer) -> Start:
    """Return an offer as a page shows it."""
    return Start(offer.start, offers.view.office(offer.office), offer.minutes)


def _places(lists: _Lists, on: date) -> tuple[tuple[PlaceOffer, ...], tuple[OfficeFacts, ...]]:
    """Return the first places of a day with their starts, and the places left for a link."""
    offers, suiting = lists.offers, lists.suiting(on)
    order = sorted(suiting, key=lambda office: (suiting[office][0], office))
    places = tuple(
        place
        for office in order[:PLACES_SHOWN]
        if (place := _place(offers, office, on, lists.few(office, on)))
    )
    return places, tuple(offers.view.office(office) for office in order[PLACES_SHOWN:])


def _place(
    offers: Offers, office: int, on: date, starts: tuple[datetime, ...]
) -> PlaceOffer | None:
    facts, minutes = offers.view.office(office), offers.view.minutes(office, offers.lines)
    noon = at_local(on, NOON, ZoneInfo(facts.time_zone))
    few = tuple(Start(start, facts, minutes) for start in starts)
    morning = tuple(one for one in few if one.start < noon)
    afternoon = tuple(one for one in few if one.start >= noon)
    return PlaceOffer(facts, minutes, morning, afternoon) if few else None


def _suits(office: OfficeFacts, filters: Filters) -> bool:
    here = filters.office is None or office.id == filters.office
    return here and (office.step_free or not filters.step_free)


def _in_half(start: datetime, office: OfficeFacts, filters: Filters) -> bool:
    if not filters.half:
        return True
    morning = start.astimezone(ZoneInfo(office.time_zone)).time() < NOON
    return morning is (filters.half == MORNING)
