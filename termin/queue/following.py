"""An appointment follows its ticket: who is here, was served, or did not come when called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from termin.booking.rows import Appointment, AppointmentState
from termin.booking.states import Step, after
from termin.errors import WrongState

_S = AppointmentState

_WAY_BACK: Mapping[tuple[AppointmentState, AppointmentState], Step] = MappingProxyType(
    {
        (_S.KEPT, _S.ARRIVED): Step.REVIVE,
        (_S.MISSED, _S.ARRIVED): Step.REVIVE,
        (_S.BOOKED, _S.ARRIVED): Step.ARRIVE,
        (_S.ARRIVED, _S.MISSED): Step.MISS,
    }
)


async def follow(appointment: UUID | None, step: Step, now: datetime) -> None:
    """Let the appointment of a ticket, if there is one, take this step; its day is locked.

    Raises:
        WrongState: the step does not lead out of the appointment's state.
    """
    if appointment is not None:
        await _take(await Appointment.get(id=appointment), step, now)


async def follow_back(
    appointment: UUID | None, was: AppointmentState, sequence: int, now: datetime
) -> None:
    """Let the appointment go back to the state it had before its ticket's last step.

    Raises:
        WrongState: it was moved or given up in between.
    """
    if appointment is None:
        return
    row = await Appointment.get(id=appointment)
    if row.sequence != sequence:
        raise WrongState(state="moved")
    if row.state is was:
        return
    if (row.state, was) not in _WAY_BACK:
        raise WrongState(state=row.state.value)
    await _take(row, _WAY_BACK[row.state, was], now)


async def _take(row: Appointment, step: Step, now: datetime) -> None:
    row.state = after(row.state, step)
    row.changed_at = now
    await row.save(update_fields=["state", "changed_at"])
