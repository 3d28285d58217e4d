"""What a person needs, noted by staff when it is seen or said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from termin.booking.needs import Need
from termin.booking.rows import Appointment, AppointmentState
from termin.errors import Invalid, NotFound, TryAgain, WrongState
from termin.events import NeedsNoted
from termin.officeday import locked

LIVING = frozenset(
    {
        AppointmentState.UNCONFIRMED,
        AppointmentState.BOOKED,
        AppointmentState.ARRIVED,
        AppointmentState.MISSED,
    }
)
"""The states of appointments that somebody still comes for."""


async def note_needs(appointment: UUID, needs: Sequence[str], now: datetime) -> None:
    """Keep these needs instead of those noted before; the counter sees them.

    Raises:
        NotFound: there is no such appointment.
        Invalid: a need that is not known.
        WrongState: the appointment is over or was given up.
        TryAgain: it was moved to another day in this moment, or the day is too busy.
    """
    if any(need not in set(Need) for need in needs):
        raise Invalid(fields={"bedarf": "Bitte wählen Sie aus der Liste."})
    seen = await Appointment.get_or_none(id=appointment)
    if seen is None:
        raise NotFound
    async with locked(seen.office_day_id) as (day,):
        row = await Appointment.get(id=appointment)
        if row.office_day_id != day.id:
            raise TryAgain
        if row.state not in LIVING:
            raise WrongState(state=row.state.value, step="note")
        row.needs = [need.value for need in Need if need in needs]
        row.changed_at = now
        await row.save(update_fields=["needs", "changed_at"])
        await day.record(NeedsNoted(row.id), now)
