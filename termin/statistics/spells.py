"""What became of every ticket through a day: spells of waiting, being called, served and parked.

Folded from the day's events, because a ticket's row knows only how it stands now: somebody who was
parked, sent on and served at two counters has one row and six spells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from termin.events import (
    Recorded,
    TicketArrived,
    TicketCalled,
    TicketDrawn,
    TicketFinished,
    TicketForwarded,
    TicketMissed,
    TicketParked,
    TicketRequeued,
    TicketRestored,
    TicketWithdrawn,
)


class Kind(StrEnum):
    """What somebody does during a spell."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"


class Ending(StrEnum):
    """How a spell came to its end."""

    OPEN = "open"
    ON = "on"
    """Something else followed: called, served, parked, sent on."""
    DONE = "done"
    MISSED = "missed"
    UNDONE = "undone"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of one ticket's day; `counter` only where one is involved, `end` None: goes on."""

    ticket: str
    number: str
    kind: Kind
    counter: int | None
    start: datetime
    end: datetime | None = None
    ending: Ending = Ending.OPEN

    def minutes(self, now: datetime) -> float:
        """Return how long it lasted, or has lasted by `now`."""
        return max(0.0, ((self.end or now) - self.start).total_seconds() / 60)


def spells_of(events: Iterable[Recorded]) -> tuple[Spell, ...]:
    """Return the spells of a day's tickets by their start; events come in the order they happened.

    A step taken back leaves no trace: the spell it ended goes on as if nothing had been.
    """
    told: dict[str, list[Spell]] = {}
    for event in events:
        ticket = event.facts.get("ticket")
        if ticket is not None:
            _take(told.setdefault(str(ticket), []), event)
    return tuple(
        sorted((spell for one in told.values() for spell in one), key=lambda spell: spell.start)
    )


def _take(spells: list[Spell], event: Recorded) -> None:
    facts, at = event.facts, event.occurred_at
    counter = facts.get("counter")
    match event.kind:
        case TicketDrawn.kind:
            _begin(spells, event, Kind.WAITING, None)
        case TicketCalled.kind:
            _end(spells, at, Ending.ON)
            _begin(spells, event, Kind.CALLED, counter)
        case TicketArrived.kind:
            _end(spells, at, Ending.ON)
            _begin(spells, event, Kind.SERVING, counter)
        case TicketParked.kind:
            _end(spells, at, Ending.ON)
            _begin(spells, event, Kind.PARKED, counter)
        case TicketRequeued.kind:
            _end(spells, at, Ending.UNDONE if facts.get("why") == "undone" else Ending.ON)
            _begin(spells, event, Kind.WAITING, None)
        case TicketForwarded.kind:
            _end(spells, at, Ending.ON)
            if facts.get("office") is None:
                _begin(spells, event, Kind.WAITING, None)
        case TicketFinished.kind:
            _end(spells, at, Ending.DONE)
        case TicketMissed.kind:
            _end(spells, at, Ending.MISSED)
        case TicketWithdrawn.kind:
            _end(spells, at, Ending.LEFT)
        case TicketRestored.kind:
            _restore(spells, event)
        case _:
            pass


def _begin(spells: list[Spell], event: Recorded, kind: Kind, counter: int | None) -> None:
    facts: Mapping[str, Any] = event.facts
    spells.append(Spell(str(facts["ticket"]), facts["number"], kind, counter, event.occurred_at))


def _end(spells: list[Spell], at: datetime, ending: Ending) -> None:
    if spells and spells[-1].end is None:
        spells[-1] = replace(spells[-1], end=at, ending=ending)


def _restore(spells: list[Spell], event: Recorded) -> None:
    """Go back to the last spell of the state that the ticket has again."""
    state, counter = event.facts.get("state"), event.facts.get("counter")
    if state not in {kind.value for kind in Kind}:
        _end(spells, event.occurred_at, Ending.ON)
        return
    kind = Kind(state)
    for place in range(len(spells) - 1, -1, -1):
        former = spells[place]
        same_place = kind is Kind.WAITING or former.counter == counter
        if former.kind is kind and same_place:
            spells[place:] = [replace(former, end=None, ending=Ending.OPEN)]
            return
    _begin(spells, event, kind, counter)
