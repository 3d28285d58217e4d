"""Stretches of time: what they refuse, and that their sums agree with minute-by-minute sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termin.interval import Interval, intersect, subtract, union

DAY = datetime(2026, 11, 24, tzinfo=UTC)


def at(minute: int) -> datetime:
    return DAY + timedelta(minutes=minute)


def between(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


def minutes_of(intervals: tuple[Interval, ...]) -> set[int]:
    return {
        minute
        for one in intervals
        for minute in range((one.start - DAY).seconds // 60, (one.end - DAY).seconds // 60)
    }


def clean(intervals: tuple[Interval, ...]) -> bool:
    """Sorted, and with a gap between any two."""
    return all(one.end < other.start for one, other in pairwise(intervals))


INTERVALS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda it: between(it[0], sum(it))),
    max_size=6,
).map(tuple)


def test_an_interval_ends_after_it_starts() -> None:
    for start, end in ((5, 5), (6, 5)):
        with pytest.raises(ValueError, match="ends after it starts"):
            between(start, end)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Interval(DAY.replace(tzinfo=None), at(5))
    with pytest.raises(ValueError, match="without a zone"):
        Interval(DAY, at(5).replace(tzinfo=None))


def test_other_zones_are_kept_as_utc_so_that_the_doubled_hour_compares_rightly() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # On this night 02:30 comes twice; the second is an hour after the first, and after 02:45.
    night = Interval(
        datetime(2026, 10, 25, 2, 45, tzinfo=berlin),
        datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=1),
    )
    assert night.minutes == 45
    assert night.start == datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert night.start.tzinfo is UTC


def test_neighbours_do_not_overlap() -> None:
    assert not between(0, 5).overlaps(between(5, 10))
    assert between(0, 6).overlaps(between(5, 10))


def test_it_contains_its_start_and_not_its_end() -> None:
    assert between(0, 5).contains(at(0))
    assert not between(0, 5).contains(at(5))
    assert between(0, 5).contains(between(0, 5))
    assert not between(0, 5).contains(between(0, 6))


def test_minutes_are_rounded_down() -> None:
    assert Interval(DAY, DAY + timedelta(minutes=7, seconds=59)).minutes == 7


def test_touching_intervals_are_joined() -> None:
    assert union([between(5, 10), between(0, 5)]) == (between(0, 10),)


@given(INTERVALS, INTERVALS)
def test_sums_cuts_and_overlaps_agree_with_sets_of_minutes(
    some: tuple[Interval, ...], others: tuple[Interval, ...]
) -> None:
    left, right = minutes_of(some), minutes_of(others)
    for found, expected in (
        (union(some), left),
        (subtract(some, others), left - right),
        (intersect(some, others), left & right),
    ):
        assert minutes_of(found) == expected
        assert clean(found)
