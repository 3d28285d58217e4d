"""The day of an appointment before its check-in: when and where one says that one is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.standing.ticket import has_kiosk
from termin.booking import Appointment, AppointmentState
from termin.catalogue import OfficeFacts
from termin.localtime import local_date


@dataclass(frozen=True, slots=True)
class Arrival:
    """Check-in opens at `opens_at`; after `on_time_until` one is served without a fixed time.

    It is done in the house alone, at the terminal or the reception: a number is called only for
    people who are there.
    """

    opens_at: datetime
    on_time_until: datetime
    now: datetime
    kiosk: bool

    @property
    def open(self) -> bool:
        """Whether one can check in now."""
        return self.opens_at <= self.now

    @property
    def late(self) -> bool:
        """Whether the time has passed."""
        return self.now > self.on_time_until


async def arrival_of(
    appointment: Appointment, office: OfficeFacts, now: datetime
) -> Arrival | None:
    """Return how to check in today; None on other days and where there is nothing to check in."""
    zone = ZoneInfo(office.time_zone)
    if appointment.state is not AppointmentState.BOOKED:
        return None
    if local_date(appointment.starts_at, zone) != local_date(now, zone):
        return None
    return Arrival(
        opens_at=appointment.starts_at - timedelta(minutes=office.early_minutes),
        on_time_until=appointment.starts_at + timedelta(minutes=office.late_minutes),
        now=now,
        kiosk=await has_kiosk(office.id),
    )
