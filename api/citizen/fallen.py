"""Times that fell away while somebody kept them: the bus does not come, or the office is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from termin.catalogue import OfficeFacts
from termin.offices.mobile import GONE, Halt, HaltState
from termin.offices.rows import Closure


@dataclass(frozen=True, slots=True)
class Fallen:
    """A time that does not take place; `reason` is empty where none was given."""

    start: datetime
    office: OfficeFacts
    reason: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office, in which its clocks are read."""
        return ZoneInfo(self.office.time_zone)


async def fallen(
    municipality: int, office: OfficeFacts, start: datetime, minutes: int
) -> Fallen | None:
    """Return why this time does not take place, None where nothing is known against it."""
    end = start + timedelta(minutes=minutes)
    here = Halt.filter(
        municipality_id=municipality,
        stop__office_id=office.id,
        opens_at__lt=end,
        closes_at__gt=start,
    )
    if not await here.filter(state=HaltState.PUBLISHED).exists():
        gone = await here.filter(state__in=GONE).order_by("-changed_at").first()
        if gone is not None:
            return Fallen(start, office, gone.reason)
    closed = await Closure.filter(
        Q(office_id=office.id) | Q(office_id=None),
        municipality_id=municipality,
        starts_at__lt=end,
        ends_at__gt=start,
        lifted_at=None,
    ).first()
    return None if closed is None else Fallen(start, office, closed.reason)
