"""All that is known of an office's queue at one moment, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.queue.estimate import Turn, Wait, estimate, rest_minutes
from termin.queue.order import Place, Policy, Waiting, ahead_of, order
from termin.queue.rows import TicketState


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


@dataclass(frozen=True, slots=True)
class Parked:
    """Somebody who left a counter for a while and will be served on."""

    ticket: UUID
    number: str
    counter: int | None


@dataclass(frozen=True, slots=True)
class Hall:
    """Who waits, who is at a counter, how many counters are open, which appointments are to come.

    `counters` are the ids of those with a published duty now; a counter where somebody is served
    counts as open too. `expected` are appointments of the day that have not checked in.
    """

    waiting: tuple[Waiting, ...] = ()
    at_counter: tuple[AtCounter, ...] = ()
    parked: tuple[Parked, ...] = ()
    counters: frozenset[int] = frozenset()
    expected: tuple[Turn, ...] = ()

    @property
    def open_counters(self) -> int:
        """How many counters serve now."""
        return len(self.counters | {one.counter for one in self.at_counter})


@dataclass(frozen=True, slots=True)
class Outlook:
    """What somebody who waits can be told: how many come first, and how long it may take."""

    ahead: int
    wait: Wait | None


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
        turns += hall.expected
    wait = estimate(turns, _rests(hall, now), hall.open_counters, now, due_at)
    return Outlook(len(ahead), wait)


def public_wait(hall: Hall, now: datetime) -> Wait | None:
    """Return what somebody who walks in now can be told; None if nobody serves."""
    turns = tuple(_turn(one) for one in hall.waiting)
    return estimate(turns + hall.expected, _rests(hall, now), hall.open_counters, now)


def outlooks(hall: Hall, now: datetime, policy: Policy) -> Mapping[UUID, Outlook]:
    """Return the outlook of everybody who waits."""
    return {one.ticket: outlook(hall, one.ticket, now, policy) for one in hall.waiting}


def _turn(one: Waiting) -> Turn:
    return Turn(one.minutes, one.due_at)


def _rests(hall: Hall, now: datetime) -> tuple[float, ...]:
    return tuple(rest_minutes(one.minutes, one.arrived_at, now) for one in hall.at_counter)
