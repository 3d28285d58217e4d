"""Another time kept for somebody whose own fell away: which it is, and how it is given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from termin.booking.rows import Alternative, AlternativeState, Hold
from termin.errors import TryAgain
from termin.events import HoldReleased
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
