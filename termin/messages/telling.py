"""What an event of the journal makes worth telling, and what of it is overtaken already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from termin.booking.rows import AppointmentState
from termin.events import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentDisplaced,
    AppointmentMade,
    AppointmentMoved,
    Recorded,
)
from termin.messages.rows import MessageKind


@dataclass(frozen=True, slots=True)
class Telling:
    """A change that the person of an appointment should hear of; `event` is its journal id."""

    event: int
    municipality: int
    appointment: UUID
    kind: MessageKind
    sequence: int


_KINDS = {
    AppointmentConfirmed.kind: MessageKind.BOOKED,
    AppointmentMoved.kind: MessageKind.MOVED,
    AppointmentCancelled.kind: MessageKind.CANCELLED,
    AppointmentDisplaced.kind: MessageKind.DISPLACED,
}


def telling_of(event: Recorded) -> Telling | None:
    """Return what to tell of an event; None where it is nobody's news."""
    kind = _made(event) if event.kind == AppointmentMade.kind else _KINDS.get(event.kind)
    if kind is None:
        return None
    return Telling(
        event=event.id,
        municipality=event.municipality,
        appointment=UUID(event.facts["appointment"]),
        kind=kind,
        sequence=int(event.facts["sequence"]),
    )


def _made(event: Recorded) -> MessageKind:
    unconfirmed = event.facts["state"] == AppointmentState.UNCONFIRMED
    return MessageKind.CONFIRM if unconfirmed else MessageKind.BOOKED


def newest(tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """Keep one telling for each appointment, that of its highest sequence; the last one of equals.

    The others are overtaken before anybody heard of them.
    """
    kept: dict[UUID, Telling] = {}
    for telling in tellings:
        known = kept.get(telling.appointment)
        if known is None or known.sequence <= telling.sequence:
            kept[telling.appointment] = telling
    return tuple(kept.values())
