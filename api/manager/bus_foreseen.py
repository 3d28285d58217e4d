"""Whom a change of halts would cost their time, and what would be kept for each instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request

from api.alternatives import other_times
from api.house import house
from api.manager.frame import now
from api.requests import municipality
from termin.booking import Appointment, Offered
from termin.capacity import Claim
from termin.capacity.grid import GRID
from termin.interval import Interval
from termin.mobile import HaltPlan
from termin.offices.hours import clock_of
from termin.offices.mobile import Halt, Stop
from termin.offices.rows import Office


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An appointment that would lose its time, and what would be kept instead as things stand."""

    appointment: Appointment
    services: str
    name: str
    phone: str
    by_mail: bool
    offered: Offered | None
    place: Office | None
    lost_at: Office

    @property
    def here(self) -> ZoneInfo:
        """The zone of the place that falls away."""
        return ZoneInfo(self.lost_at.time_zone)

    @property
    def there(self) -> ZoneInfo | None:
        """The zone of the other place."""
        return ZoneInfo(self.place.time_zone) if self.place else None


async def foreseen(
    request: Request, ids: Sequence[UUID], gone: Sequence[Halt], fresh: Sequence[HaltPlan] = ()
) -> list[Foreseen]:
    """Return these appointments, each with a time that nobody before them is offered.

    Nothing is offered at the halts that go (read with their stops), but at those that come.
    """
    opening = await _opening(fresh)
    own, town, at = house(request), municipality(request), now(request)
    rows = await Appointment.filter(id__in=list(ids)).prefetch_related(
        "lines__service", "visit__contact"
    )
    offices = {one.id: one for one in await Office.filter(municipality_id=town.id)}
    given: list[Offered] = []

    def taken(office: int, start: datetime) -> bool:
        """Whether a start falls away itself, or meets what somebody before would get."""
        end = start + long
        if not any(
            office == place and during.contains(Interval(start, end)) for place, during in opening
        ):
            for one in gone:
                if office == one.stop.office_id and one.opens_at <= start < one.closes_at:
                    return True
        return any(
            one.target.office == office and one.target.start < end and start < one.target.ends_at
            for one in given
        )

    found = []
    for row in sorted(rows, key=lambda one: ids.index(one.id)):
        long = row.ends_at - row.starts_at
        also = [one for one in await _starts(opening, long) if one[1] > at]
        times = await other_times(own, town, row, at, without=taken, also=also)
        offered = times[0] if times else None
        if offered:
            given.append(offered)
        contact = getattr(row.visit, "contact", None)
        found.append(
            Foreseen(
                row,
                ", ".join(line.service.name for line in row.lines),
                contact.name if contact else "",
                contact.phone if contact else "",
                bool(contact and contact.email),
                offered,
                offices.get(offered.target.office) if offered else None,
                offices[row.office_id],
            )
        )
    return found


async def _opening(fresh: Sequence[HaltPlan]) -> list[tuple[int, Interval]]:
    """Return when halts that come are open, each with its office."""
    stops = {
        one.id: one
        for one in await Stop.filter(id__in=[plan.stop for plan in fresh]).select_related("office")
    }
    found = []
    for plan in fresh:
        office = stops[plan.stop].office
        zone = ZoneInfo(office.time_zone)
        ends = clock_of(plan.closes, plan.date, zone)
        found.append((office.id, Interval(clock_of(plan.opens, plan.date, zone), ends)))
    return found


async def _starts(
    opening: Sequence[tuple[int, Interval]], long: timedelta
) -> list[tuple[int, datetime]]:
    """Return the starts of visits so long at halts that come, where nobody stays already."""
    found = []
    for office, during in opening:
        claims = await Claim.filter(
            office_day__office_id=office, starts_at__lt=during.end, ends_at__gt=during.start
        )
        start = during.start
        while start + long <= during.end:
            if not any(one.starts_at < start + long and start < one.ends_at for one in claims):
                found.append((office, start))
            start += timedelta(minutes=GRID)
    return found
