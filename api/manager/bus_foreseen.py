"""Whom a change of halts would cost their time, and what would be kept for each instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request

from api.alternatives import ANSWER, other_times
from api.house import house
from api.manager.bus_room import read_room
from api.manager.frame import now
from api.requests import municipality
from termin.booking import Appointment, Offered
from termin.interval import Interval
from termin.mobile import HaltPlan
from termin.offices.mobile import Halt
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
    now: datetime

    @property
    def short(self) -> datetime | None:
        """Until when the other time is kept, where that is less than is promised to all."""
        until = self.offered.until if self.offered else None
        return until if until and until < self.now + ANSWER else None

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
    own, town, at = house(request), municipality(request), now(request)
    room = await read_room(own.availability, gone, fresh, ids, at)
    rows = await Appointment.filter(id__in=list(ids)).prefetch_related(
        "lines__service", "visit__contact"
    )
    offices = {one.id: one for one in await Office.filter(municipality_id=town.id)}
    given: defaultdict[int, list[Interval]] = defaultdict(list)

    def taken(office: int, start: datetime) -> bool:
        """Whether a start falls away itself, or goes to those before."""
        zone = ZoneInfo(offices[office].time_zone if office in offices else town.time_zone)
        return not room.has(office, zone, Interval(start, start + long), given[office])

    found = []
    for row in sorted(rows, key=lambda one: ids.index(one.id)):
        long = row.ends_at - row.starts_at
        times = await other_times(own, town, row, at, without=taken, also=room.starts(long))
        offered = times[0] if times else None
        if offered:
            target = offered.target
            given[target.office].append(Interval(target.start, target.ends_at))
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
                at,
            )
        )
    return found
