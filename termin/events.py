"""What can happen, as values: the journal's vocabulary.

Every event names ids, times and amounts only; never a name, an address or a code of a citizen.
`docs/reference/events.md` documents each kind, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

KINDS: dict[str, type[Event]] = {}


@dataclass(frozen=True)
class Event:
    """Something that happened; `kind` is stable and part of the interface."""

    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.kind in KINDS or not cls.kind:
            raise TypeError(f"{cls.__name__} needs a kind of its own")
        KINDS[cls.kind] = cls

    def facts(self) -> dict[str, Any]:
        """Return the event's values as JSON takes them (times RFC 3339, ids as strings)."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case tuple():
            return [_plain(part) for part in value]
    return value


@dataclass(frozen=True)
class Recorded:
    """An event as the journal holds it; `day_seq` counts the changes of one office's day."""

    id: int
    municipality: int
    office_day: int | None
    day_seq: int | None
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    facts: Mapping[str, Any]


# Capacity


@dataclass(frozen=True)
class DutiesPublished(Event):
    """Duties of the day became bookable."""

    kind = "duties-published"
    duties: tuple[int, ...]


@dataclass(frozen=True)
class DutyWithdrawn(Event):
    """A published duty no longer stands."""

    kind = "duty-withdrawn"
    duty: int


@dataclass(frozen=True)
class OfficeClosed(Event):
    """A closure was entered that touches the day."""

    kind = "office-closed"
    closure: int


@dataclass(frozen=True)
class OfficeReopened(Event):
    """A closure that touched the day was taken back."""

    kind = "office-reopened"
    closure: int


@dataclass(frozen=True)
class DutiesChanged(Event):
    """Published duties of the day offer other time, or their counters or clerks other skills."""

    kind = "duties-changed"
    duties: tuple[int, ...]


@dataclass(frozen=True)
class ClaimsRepacked(Event):
    """Appointments changed their counter, never their time, to make room."""

    kind = "claims-repacked"
    claims: tuple[int, ...]


# Booking


@dataclass(frozen=True)
class HoldPlaced(Event):
    """A time is kept for somebody who fills in the form."""

    kind = "hold-placed"
    hold: UUID
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime
    channel: str


@dataclass(frozen=True)
class HoldExtended(Event):
    """A hold was given more time."""

    kind = "hold-extended"
    hold: UUID
    expires_at: datetime


@dataclass(frozen=True)
class HoldReleased(Event):
    """A hold was given back by the person who had it."""

    kind = "hold-released"
    hold: UUID


@dataclass(frozen=True)
class ClaimsExpired(Event):
    """Holds and unconfirmed appointments ran out; their time is free again."""

    kind = "claims-expired"
    holds: tuple[UUID, ...]
    appointments: tuple[UUID, ...]


@dataclass(frozen=True)
class AppointmentMade(Event):
    """A hold became an appointment; unconfirmed where a link is to be followed first."""

    kind = "appointment-made"
    appointment: UUID
    hold: UUID
    state: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    services: tuple[int, ...]
    minutes: int
    channel: str


@dataclass(frozen=True)
class AppointmentConfirmed(Event):
    """The mailed link was followed."""

    kind = "appointment-confirmed"
    appointment: UUID
    sequence: int


@dataclass(frozen=True)
class AppointmentMovedAway(Event):
    """An appointment left this day for another; the other day records `appointment-moved`."""

    kind = "appointment-moved-away"
    appointment: UUID
    sequence: int


@dataclass(frozen=True)
class AppointmentMoved(Event):
    """An appointment has a new time on this day. `by` is citizen or staff."""

    kind = "appointment-moved"
    appointment: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    by: str


@dataclass(frozen=True)
class AppointmentCancelled(Event):
    """An appointment was given up; its time is free again. `by` is citizen or staff."""

    kind = "appointment-cancelled"
    appointment: UUID
    sequence: int
    by: str


@dataclass(frozen=True)
class NeedsNoted(Event):
    """Staff noted what a person needs; which needs, no event tells."""

    kind = "needs-noted"
    appointment: UUID


@dataclass(frozen=True)
class ContactErased(Event):
    """The personal data of a visit was deleted."""

    kind = "contact-erased"
    appointment: UUID


# Queue


@dataclass(frozen=True)
class TicketDrawn(Event):
    """Somebody joined the queue, by walking in or by checking in for an appointment."""

    kind = "ticket-drawn"
    ticket: UUID
    number: str
    appointment: UUID | None
    channel: str


@dataclass(frozen=True)
class TicketCalled(Event):
    """A number is called to a counter."""

    kind = "ticket-called"
    ticket: UUID
    number: str
    counter: int
    counter_name: str
    room: str = ""


@dataclass(frozen=True)
class TicketRecalled(Event):
    """A number is called once more to the same counter."""

    kind = "ticket-recalled"
    ticket: UUID
    number: str
    counter: int
    counter_name: str
    room: str = ""


@dataclass(frozen=True)
class TicketArrived(Event):
    """The person called came to the counter."""

    kind = "ticket-arrived"
    ticket: UUID
    number: str
    counter: int


@dataclass(frozen=True)
class TicketMissed(Event):
    """The person called did not come."""

    kind = "ticket-missed"
    ticket: UUID
    number: str
    counter: int


@dataclass(frozen=True)
class TicketFinished(Event):
    """The person was served; `minutes` are the real ones at the counter."""

    kind = "ticket-finished"
    ticket: UUID
    number: str
    counter: int
    minutes: float


@dataclass(frozen=True)
class TicketWithdrawn(Event):
    """A person left the queue before being called."""

    kind = "ticket-withdrawn"
    ticket: UUID
    number: str


@dataclass(frozen=True)
class TicketRequeued(Event):
    """A person waits again: the call was a mistake (`undone`), or they came back (`returned`)."""

    kind = "ticket-requeued"
    ticket: UUID
    number: str
    why: str


@dataclass(frozen=True)
class TicketParked(Event):
    """A person left the counter for a while and will be served on."""

    kind = "ticket-parked"
    ticket: UUID
    number: str
    counter: int
    remind_at: datetime | None


@dataclass(frozen=True)
class TicketForwarded(Event):
    """A person goes on elsewhere: to a counter, an area, or (with `office`) another office."""

    kind = "ticket-forwarded"
    ticket: UUID
    number: str
    area: str
    counter: int | None
    office: int | None


@dataclass(frozen=True)
class TicketRestored(Event):
    """The last step with a ticket was taken back; it stands as before."""

    kind = "ticket-restored"
    ticket: UUID
    number: str
    state: str
    counter: int | None
    counter_name: str | None
    called_at: datetime | None
    room: str = ""


@dataclass(frozen=True)
class TicketRanked(Event):
    """A person was given priority, or it was taken back."""

    kind = "ticket-ranked"
    ticket: UUID
    number: str
    priority: bool


@dataclass(frozen=True)
class TurnedAway(Event):
    """Somebody who walked in got no number; `why` is closed, full or late."""

    kind = "turned-away"
    why: str
    channel: str
    services: tuple[int, ...]


@dataclass(frozen=True)
class AppointmentMissed(Event):
    """The day is over and nobody came for this appointment."""

    kind = "appointment-missed"
    appointment: UUID


@dataclass(frozen=True)
class CounterPaused(Event):
    """A counter calls nobody until about a time."""

    kind = "counter-paused"
    counter: int
    expected_until: datetime


@dataclass(frozen=True)
class CounterResumed(Event):
    """A counter's pause is over."""

    kind = "counter-resumed"
    counter: int


@dataclass(frozen=True)
class AlarmRaised(Event):
    """Somebody at a desk needs help at once; `counter` is null at the reception."""

    kind = "alarm-raised"
    alarm: int
    counter: int | None


@dataclass(frozen=True)
class AlarmAnswered(Event):
    """Somebody is on the way to help."""

    kind = "alarm-answered"
    alarm: int


@dataclass(frozen=True)
class AlarmEnded(Event):
    """The alarm is over."""

    kind = "alarm-ended"
    alarm: int


@dataclass(frozen=True)
class WaitChanged(Event):
    """The waiting interval shown to the public changed; minutes, null when nothing can be said."""

    kind = "wait-changed"
    low: int | None
    high: int | None


# Municipality


@dataclass(frozen=True)
class CatalogueImported(Event):
    """An import of services and offices was taken in."""

    kind = "catalogue-imported"
    source: str
    services: int
    offices: int


@dataclass(frozen=True)
class AccountSignedIn(Event):
    """Somebody of the staff signed in."""

    kind = "account-signed-in"
    account: int


@dataclass(frozen=True)
class AccountSignedOut(Event):
    """Somebody of the staff signed out."""

    kind = "account-signed-out"
    account: int
