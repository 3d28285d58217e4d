"""What programs send and get of the queue: tickets, what is done with them, pauses and alarms."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, field

from api.v1.shapes import Id, In, Line, Out

Area = Annotated[str, Meta(min_length=1, max_length=60)]
Room = Annotated[str, Meta(max_length=120)]
Instant = Annotated[datetime, Meta(tz=True)]


class WaitAnswer(Out):
    """How long it may take, in minutes; null where nothing can be said."""

    low: int | None
    high: int | None


class TicketRequest(In):
    """Draw a number for services, or check in with the code of an appointment."""

    services: Annotated[list[Line], Meta(max_length=20)] = field(default_factory=list)
    code: Annotated[str, Meta(max_length=40)] | None = None


class TicketAnswer(Out):
    """A place in the queue; `secret` is told once, where it was drawn.

    `state` is waiting, called, serving, parked, finished, missed, withdrawn or forwarded. `ahead`
    and `wait` are those of who waits; nobody is called before `earliest`, as far as one can know.
    `counter` is the name to go to, `room` where a parked person waits, `area` where somebody was
    sent on to. `forwarded_to` is the ticket at another office that this one became.
    `undo_until`, told to staff, says how long the last step can be taken back.
    """

    id: str
    office: str
    number: str
    state: str
    ahead: int
    wait: WaitAnswer
    earliest: datetime | None = None
    counter: str | None = None
    area: str = ""
    room: str = ""
    forwarded_to: str | None = None
    undo_until: datetime | None = None
    secret: str | None = None


class CallRequest(In):
    """Whom to call: a ticket that waits, is parked or was missed; whoever is next without it."""

    ticket: Id | None = None


class ParkingRequest(In):
    """Where the person waits, and when to be reminded of them."""

    room: Room = ""
    remind_at: Instant | None = None


class ForwardingRequest(In):
    """Where the person goes on: one of a counter, an area of this office, another office."""

    counter: Id | None = None
    area: Area | None = None
    office: Id | None = None


class DoneRequest(In):
    """How often a service was done; `because` names the reason where it was not.

    Reasons: documents-missing, not-entitled, other-office, system-down, person-must-come, other.
    """

    id: Id
    done: Annotated[int, Meta(ge=0, le=99)]
    because: Annotated[str, Meta(max_length=40)] = ""


class CompletionRequest(In):
    """What was done, for how many persons; `minutes` in all where those measured are wrong."""

    services: Annotated[list[DoneRequest], Meta(max_length=40)] = field(default_factory=list)
    persons: Annotated[int, Meta(ge=1, le=99)] = 1
    minutes: Annotated[float, Meta(ge=0, le=1440)] | None = None


class PauseRequest(In):
    """Until about when a counter calls nobody."""

    until: Instant


class PauseAnswer(Out):
    """A counter that pauses."""

    counter: str
    until: datetime


class AlarmRequest(In):
    """Where help is needed: in words, or the counter."""

    place: Annotated[str, Meta(max_length=60)] = ""
    counter: Id | None = None


class AlarmAnswer(Out):
    """An alarm that is not over; `answered_at` is set once somebody is on the way."""

    id: str
    office: str
    place: str
    counter: str | None
    raised_at: datetime
    answered_at: datetime | None


class AlarmsAnswer(Out):
    """All alarms of an office that are not over, oldest first."""

    alarms: list[AlarmAnswer]
