"""How a ticket stood before its last step, kept on the ticket so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from termin.booking.rows import Appointment
from termin.queue.rows import Ticket, TicketLine, TicketState
from termin.queue.states import Step

CALLS = frozenset({Step.CALL, Step.RESUME, Step.RECALL})
"""Steps that bring somebody to a counter; taken back by `undo_call` as long as nobody came."""

UNDO_SECONDS = 30

UNDOABLE = frozenset(
    {
        Step.ARRIVE,
        Step.FINISH,
        Step.CONTINUE,
        Step.MISS,
        Step.PARK,
        Step.FORWARD,
        Step.WITHDRAW,
        Step.REQUEUE,
    }
)
"""Steps that `undo` takes back within its seconds."""

_TIMES = (
    "due_at",
    "drawn_at",
    "continued_at",
    "called_at",
    "first_called_at",
    "arrived_at",
    "parked_at",
    "remind_at",
    "ended_at",
)
_VALUES = (
    "area",
    "for_counter_id",
    "stations",
    "parked_minutes",
    "room",
    "served_minutes",
    "persons",
    "calls",
    "counter_id",
    "called_by",
)
# Priority is not among them: it is given beside the steps, and no step takes it away.


async def remember(ticket: Ticket, step: Step) -> dict[str, object]:
    """Return how a ticket stands, its lines and its appointment with it, as JSON takes it."""
    lines = await TicketLine.filter(ticket_id=ticket.id).order_by("id")
    kept: dict[str, object] = {name: _written(getattr(ticket, name)) for name in _TIMES}
    kept |= {name: getattr(ticket, name) for name in _VALUES}
    return kept | {
        "step": step.value,
        "state": ticket.state.value,
        "lines": [[line.service_id, line.done, line.because] for line in lines],
        "appointment": await _appointment(ticket),
        # Who was missed by mistake stands called again, and that call can be taken back in turn.
        "before": ticket.before if last_step(ticket) in CALLS else None,
    }


def last_step(ticket: Ticket) -> Step | None:
    """Return the step that could be taken back; None if the last one cannot be."""
    return Step(str(ticket.before["step"])) if ticket.before else None


def undoable_step(ticket: Ticket) -> Step | None:
    """Return the step that `undo` takes back, whatever the time; None if there is none."""
    step = last_step(ticket)
    return step if step in UNDOABLE else None


async def put_back(ticket: Ticket) -> None:
    """Give a ticket (not saved) and its lines the values they had before the last step."""
    before: Mapping[str, Any] = ticket.before or {}
    for name in _TIMES:
        setattr(ticket, name, _read(before[name]))
    for name in _VALUES:
        setattr(ticket, name, before[name])
    ticket.state = TicketState(before["state"])
    ticket.before = before["before"]
    ticket.stepped_at = None
    await _put_back_lines(ticket, before["lines"])


async def _put_back_lines(ticket: Ticket, kept: list[list[Any]]) -> None:
    told = {service: (done, because) for service, done, because in kept}
    for line in await TicketLine.filter(ticket_id=ticket.id):
        if line.service_id not in told:
            await line.delete()
        elif (line.done, line.because) != told[line.service_id]:
            line.done, line.because = told[line.service_id]
            await line.save(update_fields=["done", "because"])


async def _appointment(ticket: Ticket) -> list[object] | None:
    """Return the state and the version of the appointment: who moves it meanwhile ends the undo."""
    if ticket.appointment_id is None:
        return None
    found = await Appointment.get(id=ticket.appointment_id)
    return [found.state.value, found.sequence]


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
