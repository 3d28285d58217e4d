"""Events of one office's day, as the journal would hold them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import strategies as st

from display.board import Board
from termin import events
from termin.events import Event, Recorded

OFFICE = 7
DATE = date(2026, 11, 24)
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
EMPTY = Board(OFFICE, DATE)


def ticket(number: str) -> UUID:
    """The id that belongs to a number."""
    return uuid5(UUID(int=0), number)


def drawn(number: str) -> Event:
    """A number was drawn."""
    return events.TicketDrawn(ticket(number), number, None, "kiosk")


def called(number: str, counter: int) -> Event:
    """A number is called."""
    return events.TicketCalled(ticket(number), number, counter, f"Platz {counter}")


def recalled(number: str, counter: int) -> Event:
    """A number is called again."""
    return events.TicketRecalled(ticket(number), number, counter, f"Platz {counter}")


def arrived(number: str, counter: int) -> Event:
    """The person came."""
    return events.TicketArrived(ticket(number), number, counter)


def missed(number: str, counter: int) -> Event:
    """The person did not come."""
    return events.TicketMissed(ticket(number), number, counter)


def finished(number: str, counter: int) -> Event:
    """The person was served."""
    return events.TicketFinished(ticket(number), number, counter, 7.5)


def withdrawn(number: str) -> Event:
    """The person left."""
    return events.TicketWithdrawn(ticket(number), number)


def requeued(number: str) -> Event:
    """The person waits again."""
    return events.TicketRequeued(ticket(number), number, "undone")


def wait(low: int | None, high: int | None) -> Event:
    """The public interval changed."""
    return events.WaitChanged(low, high)


def recorded(*happened: Event, first: int = 1) -> tuple[Recorded, ...]:
    """The same as the journal holds them, a minute between any two."""
    return tuple(
        Recorded(
            id=1000 + seq,
            municipality=1,
            office_day=3,
            day_seq=seq,
            kind=event.kind,
            occurred_at=NINE + timedelta(minutes=seq),
            recorded_at=NINE + timedelta(minutes=seq),
            facts=event.facts(),
        )
        for seq, event in enumerate(happened, start=first)
    )


_numbers = st.sampled_from([f"B{n:03d}" for n in range(1, 7)])
_counters = st.integers(1, 3)
_anything = st.one_of(
    st.builds(drawn, _numbers),
    st.builds(called, _numbers, _counters),
    st.builds(recalled, _numbers, _counters),
    st.builds(arrived, _numbers, _counters),
    st.builds(missed, _numbers, _counters),
    st.builds(finished, _numbers, _counters),
    st.builds(withdrawn, _numbers),
    st.builds(requeued, _numbers),
    st.builds(wait, st.integers(0, 30), st.integers(30, 90)),
    st.just(wait(None, None)),
    st.just(events.HoldReleased(ticket("hold"))),
)


@st.composite
def days(draw: st.DrawFn) -> tuple[Recorded, ...]:
    """Any sequence of events, sensible or not, among them kinds that nobody knows."""
    happened = recorded(*draw(st.lists(_anything, max_size=40)))
    strange = draw(st.sets(st.integers(0, max(len(happened) - 1, 0)), max_size=3))
    return tuple(
        replace(event, kind="of-a-later-version", facts={}) if index in strange else event
        for index, event in enumerate(happened)
    )
