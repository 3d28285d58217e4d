"""What the reception sees: who should be here by now, who waits, and what numbers are drawn for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.clerk.room import Next, services_in, told
from api.kiosk.place import by_demand
from termin.booking.lookup import of_office_day
from termin.booking.rows import Appointment, AppointmentState, Contact
from termin.catalogue import CatalogueView, ServiceFacts
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.queue import AtCounter, Wait, queue_of
from termin.scope import Scope

SOON = timedelta(minutes=15)
"""Who has an appointment so soon should be here, or come in any moment."""

QUICK = 9
"""Services that can be drawn by a digit."""


@dataclass(frozen=True, slots=True)
class Due:
    """An appointment whose person should be here."""

    code: str
    starts_at: datetime
    name: str
    services: str
    late: bool


@dataclass(frozen=True, slots=True)
class Front:
    """All that the reception shows of an office."""

    due: tuple[Due, ...]
    later: int
    waiting: tuple[Next, ...]
    at_counters: tuple[AtCounter, ...]
    wait: Wait | None
    quick: tuple[ServiceFacts, ...]


async def front_of(scope: Scope, office: Office, view: CatalogueView, now: datetime) -> Front:
    """Return the front as it stands; reads only."""
    zone = ZoneInfo(office.time_zone)
    queue = await queue_of(office.id, now)
    booked = [
        one
        for one in await of_office_day(scope, office.id, local_date(now, zone))
        if one.state is AppointmentState.BOOKED and one.ends_at > now - timedelta(hours=1)
    ]
    due = [one for one in booked if one.starts_at <= now + SOON]
    return Front(
        due=tuple(_due(one, now) for one in due),
        later=len(booked) - len(due),
        waiting=await told(queue.waiting, zone),
        at_counters=queue.called + queue.serving,
        wait=queue.wait,
        quick=by_demand(view, office.id)[:QUICK],
    )


def name_of(appointment: Appointment) -> str:
    """Return the name a visit was booked under, empty without one or once it is erased."""
    contact: Contact | None = appointment.visit.contact
    return contact.name if contact is not None else ""


def _due(row: Appointment, now: datetime) -> Due:
    return Due(row.code, row.starts_at, name_of(row), services_in(row), row.starts_at < now)
