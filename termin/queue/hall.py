"""All that is known of an office's queue at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from termin.queue.habits import UNKNOWN, Habits, Served
from termin.queue.rows import TicketState
from termin.queue.rules import USUAL, Policy
from termin.queue.waiting import Desk, Lines, Waiting


@dataclass(frozen=True, slots=True)
class AtCounter:
    """Somebody called to a counter or served there; `arrived_at` is None until they come."""

    ticket: UUID
    number: str
    state: TicketState
    counter: int
    counter_name: str
    called_at: datetime
    arrived_at: datetime | None
    minutes: int
    calls: int = 1
    lines: Lines = ()
    served_minutes: float = 0.0
    """Minutes of serving before this stay at the counter."""


@dataclass(frozen=True, slots=True)
class Parked:
    """Somebody who left a counter for a while and will be served on."""

    ticket: UUID
    number: str
    counter: int | None
    room: str = ""
    parked_at: datetime | None = None
    remind_at: datetime | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Staffed:
    """A desk that serves for a stretch of today; `ends_at` None: nobody planned an end.

    `left_at` is when the last person left it, if any did.
    """

    desk: Desk
    starts_at: datetime
    ends_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """An appointment of today that has not checked in."""

    due_at: datetime
    minutes: int
    skills: frozenset[int] = frozenset()
    lines: Lines = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """Who waits, who is at a counter, which desks serve, which appointments are to come.

    `staffed` are stretches of today not yet over, now or later; `paused` says of a counter that
    calls nobody until when that is expected to last. `policy` is the office's own, `habits` are
    what its past days taught, `served` what is over of the present one.
    """

    waiting: tuple[Waiting, ...] = ()
    at_counter: tuple[AtCounter, ...] = ()
    parked: tuple[Parked, ...] = ()
    staffed: tuple[Staffed, ...] = ()
    expected: tuple[Expected, ...] = ()
    paused: Mapping[int, datetime] = field(default_factory=dict)
    policy: Policy = USUAL
    habits: Habits = UNKNOWN
    served: tuple[Served, ...] = ()
    played: dict[tuple[datetime, Policy], Mapping[UUID, tuple[float, ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What playing on until a newcomer's call has shown already: whoever draws asks twice."""

    def desks(self, now: datetime) -> tuple[Desk, ...]:
        """Return the desks that serve now: on duty and not paused, or with somebody at it."""
        busy = {one.counter for one in self.at_counter}
        here = {
            one.desk.counter: one.desk
            for one in self.staffed
            if one.starts_at <= now
            and (one.desk.counter in busy or one.desk.counter not in self.paused)
        }
        for counter in sorted(busy - set(here)):
            here[counter] = Desk(counter)
        return tuple(here.values())
