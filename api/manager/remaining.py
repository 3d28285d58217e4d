"""The room there is after a change, taken one appointment after the other before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.offers import Offers
from termin.booking import Appointment, Seat, SeatWish, seat
from termin.capacity import STAFF, Availability, DayBook
from termin.capacity.daybook import Promise
from termin.interval import Interval
from termin.localtime import local_date

BEFORE, BEHIND = timedelta(days=14), timedelta(days=28)
ON_NEAREST_DAY, ON_OTHER_DAYS, ELSEWHERE = 2, 2, 1
APART = timedelta(minutes=30)
"""Two proposals closer than this are one choice."""

TRIED = 400
"""Starts looked at for one appointment: a long closure has thousands that are all closed."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new time for an appointment; `value` is what the form sends."""

    office: int
    office_name: str
    zone: ZoneInfo
    start: datetime

    @property
    def value(self) -> str:
        """What a form sends to choose it."""
        return f"{self.office}@{self.start.isoformat()}"


class Remaining:
    """Free time as it will be: changed days as they become, all others as they are."""

    def __init__(
        self, availability: Availability, changed: Mapping[tuple[int, date], DayBook]
    ) -> None:
        self._availability = availability
        self._books = dict(changed)
        self._next = -1

    def fits(self, offers: Offers, office: int, start: datetime) -> Seat | None:
        """Return the seat that an appointment would have there, or None."""
        book = self._book(office, self._on(offers, office, start))
        wish = _wish(offers, office, start)
        return None if book is None else seat(book, wish, offers.now)

    def take(self, offers: Offers, office: int, start: datetime, holder: UUID) -> bool:
        """Give an appointment this time; whether there was room."""
        on = self._on(offers, office, start)
        found = self.fits(offers, office, start)
        book = self._book(office, on)
        if found is None or book is None:
            return False
        skills = _wish(offers, office, start).required
        during = Interval(found.starts_at, found.ends_at)
        # Numbers below zero: claims that do not exist yet.
        taken = Promise(self._next, found.duty, during, skills, holder, None)
        self._next -= 1
        others = (replace(p, duty=found.moves.get(p.id, p.duty)) for p in book.promises)
        self._books[office, on] = replace(book, promises=(*others, taken))
        return True

    def _book(self, office: int, on: date) -> DayBook | None:
        return self._books.get((office, on)) or self._availability.book(office, on)

    @staticmethod
    def _on(offers: Offers, office: int, start: datetime) -> date:
        return local_date(start, ZoneInfo(offers.view.office(office).time_zone))


def proposals(
    offers: Offers, appointment: Appointment, remaining: Remaining
) -> tuple[Proposal, ...]:
    """Return few new times near the lost one: the same office first, then the nearest elsewhere."""
    zone = ZoneInfo(offers.view.office(appointment.office_id).time_zone)
    own_day = local_date(appointment.starts_at, zone)
    chosen: list[Proposal] = []
    days: dict[date, int] = {}
    elsewhere = 0
    wanted = ON_NEAREST_DAY + ON_OTHER_DAYS
    for tried, (start, office) in enumerate(_nearest(offers, appointment, own_day)):
        here = office == appointment.office_id
        on = local_date(start, zone)
        if tried > TRIED or (len(days) > ON_OTHER_DAYS and elsewhere == ELSEWHERE):
            break
        if here and (len(chosen) - elsewhere == wanted or _enough(days, on)):
            continue
        if not here and elsewhere == ELSEWHERE:
            continue
        if any(one.office == office and abs(one.start - start) < APART for one in chosen):
            continue
        if remaining.fits(offers, office, start) is None:
            continue
        place = offers.view.office(office)
        chosen.append(Proposal(office, place.name, ZoneInfo(place.time_zone), start))
        if here:
            days[on] = days.get(on, 0) + 1
        else:
            elsewhere += 1
    return tuple(sorted(chosen, key=lambda one: one.office != appointment.office_id))


def _enough(days: Mapping[date, int], on: date) -> bool:
    first = next(iter(days), on)
    return days.get(on, 0) >= (ON_NEAREST_DAY if on == first else 1)


def _nearest(
    offers: Offers, appointment: Appointment, own_day: date
) -> Iterator[tuple[datetime, int]]:
    first = max(own_day - BEFORE, offers.now.date())
    lost = appointment.starts_at
    starts = [
        (start, office)
        for places in offers.days(first, own_day + BEHIND).values()
        for office, found in places.items()
        for start in found
    ]
    # Other places only behind the same office's: a day's difference is less than another way.
    return iter(
        sorted(
            starts,
            key=lambda one: (abs(one[0] - lost), one[1] != appointment.office_id, one[0]),
        )
    )


def _wish(offers: Offers, office: int, start: datetime) -> SeatWish:
    required = offers.view.required_skills(offers.lines)
    return SeatWish(start, offers.view.minutes(office, offers.lines), required, STAFF)
