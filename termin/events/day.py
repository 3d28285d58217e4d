"""What happens in an office on a day, beside its tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.events.event import Event


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
