"""An appointment follows its ticket: who is here, was served, or did not come when called."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from termin.booking.rows import Appointment
from termin.booking.states import Step, after


async def follow(appointment: UUID | None, step: Step, now: datetime) -> None:
    """Let the appointment of a ticket, if there is one, take this step; its day is locked.

    Raises:
        WrongState: the step does not lead out of the appointment's state.
    """
    if appointment is None:
        return
    row = await Appointment.get(id=appointment)
    row.state = after(row.state, step)
    row.changed_at = now
    await row.save(update_fields=["state", "changed_at"])
