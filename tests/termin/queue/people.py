"""People who wait, as values for tests: times in minutes after nine o'clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import strategies as st

from termin.queue.order import Waiting

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_NAMES = UUID(int=0)


def at(minutes: float) -> datetime:
    """The instant so many minutes after nine in Berlin."""
    return NINE + timedelta(minutes=minutes)


def ticket(number: str) -> UUID:
    """The id that belongs to a number."""
    return uuid5(_NAMES, number)


def walk_in(number: str, drawn: float, *skills: int, minutes: int = 10) -> Waiting:
    """Somebody without an appointment."""
    return Waiting(ticket(number), number, at(drawn), None, frozenset(skills), minutes)


def booked(number: str, drawn: float, due: float, *skills: int, minutes: int = 10) -> Waiting:
    """Somebody with an appointment, checked in."""
    return Waiting(ticket(number), number, at(drawn), at(due), frozenset(skills), minutes)


def changed(one: Waiting, **changes: object) -> Waiting:
    """The same person with something else about them."""
    return replace(one, **changes)  # type: ignore[arg-type]


_people = st.builds(
    lambda drawn, due, skills, minutes: (drawn, due, skills, minutes),
    st.integers(0, 120),
    st.none() | st.integers(0, 180),
    st.frozensets(st.integers(1, 3), max_size=2),
    st.integers(5, 40),
)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Waiting, ...]:
    """Up to twelve people with distinct numbers."""
    rows = draw(st.lists(_people, max_size=12))
    return tuple(
        Waiting(
            ticket(f"X{index:03d}"),
            f"X{index:03d}",
            at(drawn),
            at(due) if due is not None else None,
            skills,
            minutes,
        )
        for index, (drawn, due, skills, minutes) in enumerate(rows)
    )
