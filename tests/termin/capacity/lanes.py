"""Random lanes of one short day, on the grid and off it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from termin.capacity.slots import Lane
from termin.interval import Interval, union

OPENS = datetime(2026, 11, 24, 7, tzinfo=UTC)
LENGTH = 240


def at(minute: float) -> datetime:
    return OPENS + timedelta(minutes=minute)


def between(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


def lane(duty: int, *free: tuple[int, int], skills: set[int] | None = None) -> Lane:
    """A lane at the counter of the same number as its duty."""
    return Lane(
        duty,
        duty,
        None if skills is None else frozenset(skills),
        tuple(between(*part) for part in free),
    )


DAY = between(0, LENGTH)
SKILLS = st.frozensets(st.integers(1, 3), max_size=3)
REQUIRED = st.frozensets(st.integers(1, 3), max_size=2)
MINUTES = st.integers(1, 70)
STARTS = st.integers(0, LENGTH // 5 - 1).map(lambda step: at(5 * step))

_FREE = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 90)).map(
        lambda it: between(it[0], min(LENGTH, sum(it)))
    ),
    max_size=4,
).map(union)


def lanes(most: int = 4) -> st.SearchStrategy[tuple[Lane, ...]]:
    """Up to `most` lanes with duties and counters of their own."""
    parts = st.tuples(st.integers(1, 9), st.none() | SKILLS, _FREE)
    return st.lists(parts, max_size=most, unique_by=lambda it: it[0]).map(
        lambda rows: tuple(Lane(duty, 10 - duty, skills, free) for duty, skills, free in rows)
    )
