"""What happens to holds and appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.events.event import Event


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
    """The mailed link was followed, or the person was there and checked in without it."""

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
class AppointmentDisplaced(Event):
    """An appointment lost its time, as its bus does not come; `hold` keeps another, if any."""

    kind = "appointment-displaced"
    appointment: UUID
    sequence: int
    hold: UUID | None
    until: datetime | None


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
