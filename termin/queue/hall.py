"""All that is known of an office's queue at one moment, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from termin.queue.estimate import Turn, Wait, estimate, rest_minutes
from termin.queue.order import Place, Policy, ahead_of, order
from termin.queue.rows import TicketState
from termin.queue.waiting import Desk, Waiting


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
    services: tuple[tuple[int, int], ...] = ()
    parked_minutes: float = 0.0


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
    """A desk that serves for a stretch of today; `ends_at` None: nobody planned an end."""

    desk: Desk
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """An appointment of today that has not checked in."""

    due_at: datetime
    minutes: int
    skills: frozenset[int] = frozenset()
    services: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """Who waits, who is at a counter, which desks serve, which appointments are to come.

    `staffed` are stretches of today not yet over, now or later; `paused` says of a counter that
    calls nobody until when that is expected to last.
    """

    waiting: tuple[Waiting, ...] = ()
    at_counter: tuple[AtCounter, ...] = ()
    parked: tuple[Parked, ...] = ()
    staffed: tuple[Staffed, ...] = ()
    expected: tuple[Expected, ...] = ()
    paused: Mapping[int, datetime] = field(default_factory=dict)

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


@dataclass(frozen=True, slots=True)
class Outlook:
    """What somebody who waits can be told: how many come first, and how long it may take."""

    ahead: int
    wait: Wait | None
    earliest: datetime | None = None
    """Nobody is called before, as far as one can know."""


def places(hall: Hall, now: datetime, policy: Policy) -> tuple[Place, ...]:
    """Return everybody who waits, in the order of the whole office."""
    return order(hall.waiting, now, policy)


def outlook(hall: Hall, ticket: UUID, now: datetime, policy: Policy) -> Outlook:
    """Return what the holder of a waiting ticket can be told."""
    ahead = ahead_of(ticket, hall.waiting, now, policy)
    mine = next((one for one in hall.waiting if one.ticket == ticket), None)
    due_at = mine.due_at if mine else None
    turns = tuple(_turn(one) for one in ahead)
    if due_at is None:
        turns += _to_come(hall, now)
    wait = estimate(turns, _rests(hall, now), len(hall.desks(now)), now, due_at)
    earliest = now + timedelta(minutes=wait.low) if wait else None
    return Outlook(len(ahead), wait, earliest)


def public_wait(hall: Hall, now: datetime) -> Wait | None:
    """Return what somebody who walks in now can be told; None if nobody serves."""
    turns = tuple(_turn(one) for one in hall.waiting)
    rests = _rests(hall, now)
    return estimate(turns + _to_come(hall, now), rests, len(hall.desks(now)), now)


def outlooks(hall: Hall, now: datetime, policy: Policy) -> Mapping[UUID, Outlook]:
    """Return the outlook of everybody who waits."""
    return {one.ticket: outlook(hall, one.ticket, now, policy) for one in hall.waiting}


def _turn(one: Waiting) -> Turn:
    return Turn(one.minutes, one.due_at)


def _to_come(hall: Hall, now: datetime) -> tuple[Turn, ...]:
    return tuple(Turn(one.minutes, one.due_at) for one in hall.expected if one.due_at > now)


def _rests(hall: Hall, now: datetime) -> tuple[float, ...]:
    return tuple(rest_minutes(one.minutes, one.arrived_at, now) for one in hall.at_counter)
