"""An office's day at a glance, for those who plan it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from termin.booking import Appointment, AppointmentState
from termin.capacity import Duty, DutyState
from termin.localtime import day_bounds, local_date
from termin.offices import Office
from termin.queue import queue_of


@dataclass(frozen=True, slots=True)
class OfficeToday:
    """Waiting people, counters in use and appointments to come at one office today."""

    office: Office
    waiting: int
    open_counters: int
    planned_counters: int
    appointments_left: int


async def offices_today(rows: Sequence[Office], now: datetime) -> list[OfficeToday]:
    """Return the offices that have duties or people today; most waiting first."""
    found = [await _today(office, now) for office in rows]
    busy = [one for one in found if one.waiting or one.planned_counters or one.appointments_left]
    return sorted(busy, key=lambda one: (-one.waiting, one.office.name))


async def _today(office: Office, now: datetime) -> OfficeToday:
    zone = ZoneInfo(office.time_zone)
    day = day_bounds(local_date(now, zone), zone)
    duties = await Duty.filter(
        office_id=office.id, state=DutyState.PUBLISHED, starts_at__lte=now, ends_at__gt=now
    ).count()
    left = await Appointment.filter(
        office_id=office.id,
        state=AppointmentState.BOOKED,
        ends_at__gt=now,
        starts_at__lt=day.end,
    ).count()
    queue = await queue_of(office.id, now)
    return OfficeToday(office, len(queue.waiting), queue.open_counters, duties, left)
