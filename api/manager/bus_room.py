"""What room there is once halts go and others come, before either has happened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from termin.capacity import STAFF, Availability, Claim, Shares
from termin.capacity.grid import GRID
from termin.capacity.segments import cut_duty
from termin.interval import Interval, union
from termin.localtime import local_date
from termin.mobile import HaltPlan
from termin.offices.hours import clock_of
from termin.offices.mobile import CrewMember, Halt, Stop
from termin.offices.rows import Counter


@dataclass(frozen=True, slots=True)
class Opening:
    """A halt that comes: what of it can be booked, at how many counters, and who stays there."""

    office: int
    during: Interval
    bookable: tuple[Interval, ...]
    seats: int
    claims: tuple[Interval, ...]

    def free(self, visit: Interval) -> int:
        """Return how many counters have room for a visit."""
        if not any(part.contains(visit) for part in self.bookable):
            return 0
        return self.seats - sum(one.overlaps(visit) for one in self.claims)


@dataclass(frozen=True, slots=True)
class Room:
    """The room at all offices as it would be; `gone` are the hours of halts that fall."""

    availability: Availability
    openings: tuple[Opening, ...]
    gone: tuple[tuple[int, Interval], ...]
    now: datetime

    def starts(self, long: timedelta) -> list[tuple[int, datetime]]:
        """Return the starts of visits so long at halts that come."""
        found = []
        for one in self.openings:
            start = one.during.start
            while start + long <= one.during.end:
                if start > self.now and one.free(Interval(start, start + long)) > 0:
                    found.append((one.office, start))
                start += timedelta(minutes=GRID)
        return found

    def has(
        self, office: int, zone: ZoneInfo, visit: Interval, given: Sequence[Interval] = ()
    ) -> bool:
        """Whether a start that is free now has room, besides visits `given` to others there."""
        among = sum(one.overlaps(visit) for one in given)
        for one in self.openings:
            if one.office == office and one.during.contains(visit):
                return one.free(visit) > among
        if any(office == where and during.contains(visit.start) for where, during in self.gone):
            return False
        if not among:
            return True
        on = local_date(visit.start, zone)
        lanes = self.availability.lanes(office, on, STAFF, self.now)
        return sum(any(part.contains(visit) for part in one.free) for one in lanes) > among


async def read_room(
    availability: Availability,
    gone: Sequence[Halt],
    fresh: Sequence[HaltPlan],
    losing: Collection[UUID],
    now: datetime,
) -> Room:
    """Return the room once halts (read with their stops) give way to others.

    The appointments `losing` their time leave theirs.
    """
    stops = {
        one.id: one
        for one in await Stop.filter(id__in=[plan.stop for plan in fresh]).select_related(
            "office", "unit"
        )
    }
    openings = []
    for plan in fresh:
        stop = stops[plan.stop]
        zone = ZoneInfo(stop.office.time_zone)
        opens, closes = (clock_of(one, plan.date, zone) for one in (plan.opens, plan.closes))
        during = Interval(opens, closes)
        openings.append(
            Opening(
                stop.office_id,
                during,
                _bookable(stop, during),
                await _seats(stop),
                await _claims(stop, during, losing),
            )
        )
    leaving = [(one.stop.office_id, Interval(one.opens_at, one.closes_at)) for one in gone]
    return Room(availability, tuple(openings), tuple(leaving), now)


def _bookable(stop: Stop, during: Interval) -> tuple[Interval, ...]:
    unit = stop.unit
    shares = Shares(unit.public_share, unit.internal_share, unit.walk_in_share)
    parts = cut_duty(during, shares, (), (during,))
    return union(part.during for part in parts if part.use in STAFF)


async def _seats(stop: Stop) -> int:
    """Return at how many counters a halt serves: each takes one of the crew."""
    counters = await Counter.filter(office_id=stop.office_id, retired_at=None).count()
    crew = await CrewMember.filter(unit_id=stop.unit_id, clerk__retired_at=None).count()
    return min(counters, crew)


async def _claims(stop: Stop, during: Interval, losing: Collection[UUID]) -> tuple[Interval, ...]:
    rows = await Claim.filter(
        office_day__office_id=stop.office_id, starts_at__lt=during.end, ends_at__gt=during.start
    )
    return tuple(
        Interval(one.starts_at, one.ends_at) for one in rows if one.appointment_id not in losing
    )
