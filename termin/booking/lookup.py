"""Finding an appointment: by its code, with its secret, or for staff within their scope."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from termin.booking.rows import Appointment, AppointmentState, Contact
from termin.errors import NotFound
from termin.scope import Scope
from termin.tokens import matches, typed

COMING = (AppointmentState.UNCONFIRMED, AppointmentState.BOOKED, AppointmentState.ARRIVED)


async def by_code(municipality: int, code: str) -> Appointment:
    """Return the appointment somebody names by its code, however it was typed.

    Raises:
        NotFound: there is none in this municipality.
    """
    found = typed(code)
    appointment = (
        await Appointment.get_or_none(code=found, municipality_id=municipality)
        .prefetch_related("lines__service")
        .select_related("office", "visit")
        if found
        else None
    )
    if appointment is None:
        raise NotFound
    return appointment


async def by_secret(code: str, secret: str) -> Appointment:
    """Return the appointment for a program that has its code and its secret.

    Raises:
        NotFound: there is none, or the secret is another's.
    """
    found = typed(code)
    appointment = (
        await Appointment.get_or_none(code=found)
        .prefetch_related("lines__service")
        .select_related("office", "visit")
        if found
        else None
    )
    if appointment is None or not matches(secret, appointment.secret_hash):
        raise NotFound
    return appointment


async def contact_of(visit: UUID) -> Contact | None:
    """Return how to reach the person of a visit, if it was given and not yet erased."""
    return await Contact.get_or_none(visit_id=visit)


async def of_office_day(scope: Scope, office: int, on: date) -> list[Appointment]:
    """Return an office's appointments of a date for staff, by time, with services and contact."""
    return (
        await scope.within(Appointment.filter(office_id=office, office_day__date=on))
        .order_by("starts_at", "code")
        .prefetch_related("lines__service", "visit__contact")
    )
