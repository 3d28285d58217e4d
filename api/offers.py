"""Offering times: what the catalogue says a visit takes, laid over what the index says is free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from termin.booking import Channel, SeatWish, Wish, seat, uses_of
from termin.capacity import Availability, FreeStarts, Lane, Use, shortlist
from termin.catalogue import CatalogueView, Line
from termin.errors import Invalid, SlotTaken
from termin.localtime import at_local, local_date

ALTERNATIVES = 5
SHOWN_A_DAY = 8
STAFFED = frozenset({Channel.PHONE, Channel.DESK})
"""Channels on which staff book, also what citizens are not offered."""
_NOON = time(12)


@dataclass(frozen=True, order=True, slots=True)
class Offer:
    """A start at an office and how long the visit takes there; ordered by time."""

    start: datetime
    office: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be offered to one channel for the lines of one visit.

    Horizon and minutes come from the catalogue, free time from the index; `hold_wish` is judged by
    the same values, so an offered start is refused only because somebody was first.
    """

    view: CatalogueView
    availability: Availability
    lines: tuple[Line, ...]
    channel: Channel
    now: datetime
    offices: tuple[int, ...]

    @classmethod
    def of(
        cls,
        view: CatalogueView,
        availability: Availability,
        lines: Sequence[Line],
        channel: Channel,
        now: datetime,
        offices: Iterable[int] = (),
    ) -> Offers:
        """Return the offers for these lines at these offices, or wherever all of them are done.

        Raises:
            Invalid, NotFound, NotCombinable: as `CatalogueView.check` says.
        """
        if channel in STAFFED:
            view = view.internal
        view.check(lines)
        able = [office.id for office in view.offices_for(lines)]
        wanted = set(offices)
        for office in wanted:
            view.office(office)
        chosen = tuple(office for office in able if not wanted or office in wanted)
        return cls(view, availability, tuple(lines), channel, now, chosen)

    @property
    def uses(self) -> frozenset[Use]:
        """Which time this channel may book."""
        return uses_of(self.channel)

    @property
    def minutes(self) -> dict[int, int]:
        """How long the visit takes at each office."""
        return {office: self.view.minutes(office, self.lines) for office in self.offices}

    @property
    def last_day(self) -> date:
        """The last bookable date."""
        zone = ZoneInfo(self.view.time_zone)
        return local_date(self.now, zone) + timedelta(days=self.view.horizon_days)

    def free(self, first: date, last: date) -> FreeStarts:
        """Return all free starts from `first` to `last`, both inclusive, within the horizon."""
        required = self.view.required_skills(self.lines)
        dates = (first, min(last, self.last_day))
        return self.availability.find(self.minutes, required, dates, self.now, self.uses)

    def earliest(self, most: int = ALTERNATIVES) -> tuple[Offer, ...]:
        """Return the next free starts anywhere, at most one for each office and half an hour."""
        today = local_date(self.now, ZoneInfo(self.view.time_zone)) - timedelta(days=1)
        minutes = self.minutes
        chosen: dict[tuple[int, int], Offer] = {}
        for start, office in self.free(today, self.last_day).earliest(most * 12):
            key = (office, int(start.timestamp()) // 1800)
            chosen.setdefault(key, Offer(start, office, minutes[office]))
            if len(chosen) == most:
                break
        return tuple(chosen.values())

    def days(self, first: date, last: date) -> dict[date, dict[int, tuple[datetime, ...]]]:
        """Return the free starts by date and office; dates without any are left out."""
        found: dict[date, dict[int, tuple[datetime, ...]]] = {}
        for on, office, starts in self.free(first, last).by_day():
            found.setdefault(on, {})[office] = starts
        return found

    def shown(
        self, office: int, on: date, starts: Sequence[datetime], most: int = SHOWN_A_DAY
    ) -> tuple[datetime, ...]:
        """Return the few starts of a day worth showing: first those that leave no useless gap."""
        lanes: tuple[Lane, ...] = self.availability.lanes(office, on, self.uses, self.now)
        return shortlist(
            lanes,
            starts,
            self.view.minutes(office, self.lines),
            self.view.smallest_minutes(office),
            most,
            required=self.view.required_skills(self.lines),
            not_before=self.now,
            noon=at_local(on, _NOON, ZoneInfo(self.view.office(office).time_zone)),
        )

    def wish(self, office: int, start: datetime, needs: Sequence[str] = ()) -> Wish:
        """Return the wish for a start, after all that can be said without the lock.

        Raises:
            Invalid: the start is beyond the horizon, or the office does not do all of it.
            SlotTaken: the start is not free as far as the index knows.
        """
        if office not in self.offices:
            raise Invalid(fields={"office": "Dort gibt es nicht alle gewählten Anliegen."})
        zone = ZoneInfo(self.view.office(office).time_zone)
        on = local_date(start, zone)
        if on > self.last_day:
            raise Invalid(fields={"start": "So weit im Voraus können wir noch nichts vergeben."})
        wish = Wish(
            municipality=self.view.municipality,
            office=office,
            zone=zone.key,
            start=start,
            lines=self.view.planned(office, self.lines),
            required=self.view.required_skills(self.lines),
            channel=self.channel,
            needs=tuple(needs),
        )
        self.check_free(wish)
        return wish

    def check_free(self, wish: Wish) -> None:
        """Turn away in memory who cannot win, re-seating included.

        Raises:
            SlotTaken: no counter could be made free, as far as the index knows.
        """
        book = self.availability.book(wish.office, local_date(wish.start, ZoneInfo(wish.zone)))
        asked = SeatWish(wish.start, wish.minutes, wish.required, self.uses)
        if book is None or seat(book, asked, self.now) is None:
            raise SlotTaken

    def alternatives(
        self, office: int, start: datetime, most: int = ALTERNATIVES
    ) -> tuple[Offer, ...]:
        """Return free starts near a lost one: same office nearest in time, then the earliest."""
        minutes = self.minutes
        zone = ZoneInfo(self.view.office(office).time_zone)
        on = local_date(start, zone)
        near: list[Offer] = []
        if office in minutes:
            days = self.days(on - timedelta(days=3), on + timedelta(days=3))
            starts = (each for offices in days.values() for each in offices.get(office, ()))
            nearest = sorted(starts, key=lambda each: (abs(each - start), each))
            near = [Offer(each, office, minutes[office]) for each in nearest[:3]]
        others = [offer for offer in self.earliest(most + len(near)) if offer not in near]
        return tuple((near + others)[:most])
