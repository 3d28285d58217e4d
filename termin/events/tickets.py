"""What happens to a ticket, from the number to the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.events.event import Event


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
