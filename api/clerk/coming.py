"""Appointments to come: who is expected today and has not checked in; the same for all who ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from termin.booking.lookup import of_office_day
from termin.booking.rows import Appointment, AppointmentState, Contact
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.scope import Scope

LINGER = timedelta(hours=1)
"""So long after the end of their time people are still expected: they may come late, and ask."""

SOON = timedelta(minutes=15)
"""Who has an appointment so soon should be here, or come in any moment."""


@dataclass(frozen=True, slots=True)
class Coming:
    """An appointment whose person has not checked in; `late` are minutes past its time."""

    code: str
    starts_at: datetime
    ends_at: datetime
    services: str
    name: str
    needs: tuple[str, ...]
    late: int
    given_up: bool
    """So late that a check-in now would be that of somebody without an appointment."""
    soon: bool
    unconfirmed: bool
    """The mailed link was not followed; checking in confirms as well."""


async def coming_of(scope: Scope, office: Office, now: datetime) -> tuple[Coming, ...]:
    """Return who is expected at an office today, by time; the late ones are first by that."""
    today = local_date(now, ZoneInfo(office.time_zone))
    booked = await of_office_day(scope, office.id, today)
    return expected(booked, now, timedelta(minutes=office.late_minutes))


def expected(
    appointments: Iterable[Appointment], now: datetime, lateness: timedelta
) -> tuple[Coming, ...]:
    """Return those still expected of a day's appointments, read with services and contact."""
    return tuple(
        Coming(
            code=row.code,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            services=services_in(row),
            name=name_of(row),
            needs=tuple(row.needs),
            late=max(0, int((now - row.starts_at).total_seconds() // 60)),
            given_up=now > row.starts_at + lateness,
            soon=row.starts_at <= now + SOON,
            unconfirmed=row.state is AppointmentState.UNCONFIRMED,
        )
        for row in appointments
        if _awaited(row, now) and row.ends_at > now - LINGER
    )


def _awaited(row: Appointment, now: datetime) -> bool:
    """Whether an appointment still counts: booked, or with time left to confirm it."""
    if row.state is AppointmentState.UNCONFIRMED:
        return row.confirm_until is not None and row.confirm_until > now
    return row.state is AppointmentState.BOOKED


def name_of(appointment: Appointment) -> str:
    """Return the name a visit was booked under, empty without one or once it is erased."""
    contact: Contact | None = appointment.visit.contact
    return contact.name if contact is not None else ""


def services_in(appointment: Appointment) -> str:
    """Return what an appointment, read with its lines, is for."""
    lines = sorted(appointment.lines, key=lambda line: line.position)
    return ", ".join(counted(line.service.name, line.count) for line in lines)


def counted(name: str, count: int) -> str:
    """Return a service with how often it is wanted."""
    return f"{name} ({count}×)" if count > 1 else name
