"""The board: what a waiting room sees, as a pure fold of an office day's events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
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
    TicketRecalled,
    TicketRequeued,
    TicketRestored,
    TicketWithdrawn,
    WaitChanged,
)

Version = tuple[date, int]

FILLED = 6
"""Up to so many calls are shown while their people are already served, for those who come late."""


class Gap(Exception):
    """An event is missing before this one; the day must be read from its start."""


@dataclass(frozen=True, slots=True)
class Call:
    """A number that was called to a counter.

    `since` is the latest call, `times` how often it was called, `arrived` whether somebody came,
    `room` the waiting room of its counter (empty: the only one).
    """

    ticket: str
    number: str
    counter: str
    counter_id: int
    since: datetime
    times: int = 1
    arrived: bool = False
    room: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Minutes a person who comes now may wait."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Board:
    """One office's day on the screen; `seq` is the last event it contains.

    `calls` are newest first, one per counter; `queue` are the tickets that wait.
    """

    office: int
    date: date
    seq: int = 0
    calls: tuple[Call, ...] = ()
    queue: frozenset[str] = frozenset()
    wait: Wait | None = None

    @property
    def version(self) -> Version:
        """What boards of one office are ordered by; a new day begins again at 0."""
        return self.date, self.seq

    @property
    def waiting(self) -> int:
        """How many people wait."""
        return len(self.queue)

    @property
    def shown(self) -> tuple[Call, ...]:
        """The calls worth showing: all that are still awaited, and the newest others up to six."""
        room = FILLED - sum(not call.arrived for call in self.calls)
        shown = []
        for call in self.calls:
            if call.arrived:
                room -= 1
            if not call.arrived or room >= 0:
                shown.append(call)
        return tuple(shown)


def fold(board: Board, events: Iterable[Recorded]) -> Board:
    """Return the board after these events, which come in the order of the day.

    Events that the board contains already are passed over.

    Raises:
        Gap: one is missing in between.
    """
    for event in events:
        board = _after(board, event)
    return board


def _after(board: Board, event: Recorded) -> Board:
    seq = event.day_seq or 0
    if seq <= board.seq:
        return board
    if seq != board.seq + 1:
        raise Gap(f"event {seq} came after {board.seq}")
    change = _CHANGES.get(event.kind)  # booking and planning happen on the same day, unseen here
    changed = change(board, event) if change else board
    return replace(changed, seq=seq)


def _waits(board: Board, event: Recorded) -> Board:
    gone = _gone(board, event)
    return replace(gone, queue=gone.queue | {_ticket(event)})


def _called(board: Board, event: Recorded) -> Board:
    return _on_top(board, _call(event, 1))


def _recalled(board: Board, event: Recorded) -> Board:
    before = next((call for call in board.calls if call.ticket == _ticket(event)), None)
    call = _call(event, before.times + 1 if before else 1)
    return _on_top(board, replace(call, room=call.room or (before.room if before else "")))


def _arrived(board: Board, event: Recorded) -> Board:
    ticket = _ticket(event)
    calls = (replace(call, arrived=call.ticket == ticket or call.arrived) for call in board.calls)
    return replace(board, calls=tuple(calls))


def _gone(board: Board, event: Recorded) -> Board:
    ticket = _ticket(event)
    calls = tuple(call for call in board.calls if call.ticket != ticket)
    return replace(board, calls=calls, queue=board.queue - {ticket})


def _forwarded(board: Board, event: Recorded) -> Board:
    return _waits(board, event) if event.facts["office"] is None else _gone(board, event)


def _restored(board: Board, event: Recorded) -> Board:
    """Put a person back to where they stood; a call comes back as old as it was."""
    facts = event.facts
    if facts["state"] == "waiting":
        return _waits(board, event)
    gone = _gone(board, event)
    if facts["state"] not in ("called", "serving"):
        return gone
    call = replace(
        _call(event, 1),
        since=datetime.fromisoformat(facts["called_at"]),
        arrived=facts["state"] == "serving",
    )
    others = (other for other in gone.calls if other.counter_id != call.counter_id)
    calls = sorted((call, *others), key=lambda each: each.since, reverse=True)
    return replace(gone, calls=tuple(calls))


def _wait_changed(board: Board, event: Recorded) -> Board:
    low, high = event.facts["low"], event.facts["high"]
    known = low is not None and high is not None
    return replace(board, wait=Wait(low, high) if known else None)


_CHANGES: Mapping[str, Callable[[Board, Recorded], Board]] = {
    TicketDrawn.kind: _waits,
    TicketCalled.kind: _called,
    TicketRecalled.kind: _recalled,
    TicketArrived.kind: _arrived,
    TicketMissed.kind: _gone,
    TicketFinished.kind: _gone,
    TicketWithdrawn.kind: _gone,
    TicketRequeued.kind: _waits,
    TicketParked.kind: _gone,
    TicketForwarded.kind: _forwarded,
    TicketRestored.kind: _restored,
    WaitChanged.kind: _wait_changed,
}


def _on_top(board: Board, call: Call) -> Board:
    others = tuple(
        other
        for other in board.calls
        if other.ticket != call.ticket and other.counter_id != call.counter_id
    )
    return replace(board, calls=(call, *others), queue=board.queue - {call.ticket})


def _call(event: Recorded, times: int) -> Call:
    facts: Mapping[str, Any] = event.facts
    return Call(
        ticket=facts["ticket"],
        number=facts["number"],
        counter=facts["counter_name"],
        counter_id=facts["counter"],
        since=event.occurred_at,
        times=times,
        room=facts.get("room") or "",  # the journal has calls from before rooms were told
    )


def _ticket(event: Recorded) -> str:
    return str(event.facts["ticket"])
