"""Another time kept for somebody whose own fell away: which it is, and how it is given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from termin.booking.rows import Alternative, AlternativeState, Appointment, Hold
from termin.errors import TryAgain
from termin.events import AppointmentDisplaced, HoldReleased
from termin.officeday import Day


async def open_alternative(appointment: UUID) -> Alternative | None:
    """Return what waits for the answer of an appointment's person, with hold and offices."""
    return (
        await Alternative.filter(appointment_id=appointment, state=AlternativeState.OPEN)
        .select_related("hold", "office", "lost_office")
        .first()
    )


async def days_kept(appointment: UUID) -> tuple[int, ...]:
    """Return the office-day, if any, on which another time is kept for an appointment.

    Whoever changes the appointment locks it together with its own day.
    """
    found = await Hold.filter(
        alternatives__appointment_id=appointment, alternatives__state=AlternativeState.OPEN
    ).values_list("office_day_id", flat=True)
    return tuple(sorted({int(str(day)) for day in found}))


def kept(hold: Hold | None) -> dict[str, Any]:
    """Return the columns of an alternative that say which time a hold keeps; empty without one."""
    return {
        "hold_id": hold.id if hold else None,
        "office_id": hold.office_id if hold else None,
        "starts_at": hold.starts_at if hold else None,
        "ends_at": hold.ends_at if hold else None,
        "until": hold.expires_at if hold else None,
    }


def displaced(appointment: Appointment, hold: Hold | None) -> AppointmentDisplaced:
    """Return the event that an appointment lost its time, and which hold keeps another, if any."""
    return AppointmentDisplaced(
        appointment.id,
        appointment.sequence,
        hold.id if hold else None,
        hold.expires_at if hold else None,
    )


async def give_back(
    appointment: UUID, became: AlternativeState, days: Sequence[Day], now: datetime
) -> Alternative | None:
    """End what waits for an answer, and free the time it keeps; return it, None if nothing did.

    Raises:
        TryAgain: the time is kept on a day that is not among the locked `days`.
    """
    found = await open_alternative(appointment)
    if found is None:
        return None
    hold = found.hold
    if hold is not None:
        day = next((one for one in days if one.id == hold.office_day_id), None)
        if day is None:
            raise TryAgain
    await Alternative.filter(id=found.id).update(state=became, hold_id=None, changed_at=now)
    if hold is not None and day is not None:
        await Hold.filter(id=hold.id).delete()  # its claims go with it
        await day.record(HoldReleased(hold.id), now)
    return found
