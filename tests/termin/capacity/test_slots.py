"""What is offered, who takes it, and which starts are shown first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termin.capacity.slots import Lane, fit, rank, shortlist, starts
from tests.termin.capacity.lanes import (
    LENGTH,
    MINUTES,
    OPENS,
    REQUIRED,
    STARTS,
    at,
    between,
    lane,
    lanes,
)

NONE: frozenset[int] = frozenset()


def times(found: tuple[datetime, ...]) -> list[int]:
    return [(start - OPENS) // timedelta(minutes=1) for start in found]


# starts


def test_starts_are_on_the_grid_and_end_with_the_free_time() -> None:
    assert times(starts([lane(1, (3, 31))], 15, NONE, OPENS)) == [5, 10, 15]


def test_a_length_between_two_marks_counts_as_the_longer() -> None:
    assert starts([lane(1, (0, 14))], 11, NONE, OPENS) == ()
    assert times(starts([lane(1, (0, 15))], 11, NONE, OPENS)) == [0]


def test_nobody_changes_counters_in_the_middle() -> None:
    assert starts([lane(1, (0, 30)), lane(2, (30, 60))], 40, NONE, OPENS) == ()


def test_touching_free_times_of_one_lane_are_one() -> None:
    assert times(starts([lane(1, (30, 60), (0, 30))], 55, NONE, OPENS)) == [0, 5]


def test_only_who_has_all_the_skills_serves() -> None:
    free = [lane(1, (0, 15), skills={1}), lane(2, (15, 30), skills={1, 2}), lane(3, (30, 45))]
    assert times(starts(free, 15, frozenset({1, 2}), OPENS)) == [15, 30]


def test_nothing_starts_before_the_first_allowed_instant() -> None:
    assert times(starts([lane(1, (0, 30))], 15, NONE, at(6.5))) == [10, 15]


def test_an_appointment_takes_time() -> None:
    with pytest.raises(ValueError, match="takes time"):
        starts([lane(1, (0, 30))], 0, NONE, OPENS)


@given(lanes(), MINUTES, REQUIRED, st.integers(-20, LENGTH).map(at))
def test_starts_are_all_the_grid_has_and_sorted(
    free: tuple[Lane, ...], minutes: int, required: frozenset[int], not_before: datetime
) -> None:
    rounded = -(-minutes // 5) * 5
    expected = [
        minute
        for minute in range(0, LENGTH, 5)
        if at(minute) >= not_before
        and any(
            part.contains(between(minute, minute + rounded))
            for one in free
            if one.skills is None or required <= one.skills
            for part in one.free
        )
    ]
    assert times(starts(free, minutes, required, not_before)) == expected


# fit


@given(lanes(), MINUTES, REQUIRED, st.integers(0, LENGTH).map(at), STARTS)
def test_what_is_offered_is_what_somebody_takes(
    free: tuple[Lane, ...],
    minutes: int,
    required: frozenset[int],
    not_before: datetime,
    start: datetime,
) -> None:
    offered = start in starts(free, minutes, required, not_before)
    taker = fit(free, start, minutes, required, not_before=not_before)
    assert offered == (taker is not None)


def test_nobody_takes_a_start_off_the_grid() -> None:
    assert fit([lane(1, (0, 60))], at(2), 15, NONE) is None
    assert fit([lane(1, (0, 60))], at(5) + timedelta(microseconds=1), 15, NONE) is None


def test_the_gap_that_it_fills_is_best() -> None:
    free = [lane(1, (0, 120)), lane(2, (30, 60)), lane(3, (15, 75))]
    assert fit(free, at(30), 30, NONE) == free[1]


def test_useless_minutes_weigh_more_than_a_long_gap() -> None:
    # In the first, ten minutes remain that nobody can use; in the second a whole hour.
    free = [lane(1, (0, 40)), lane(2, (0, 90))]
    assert fit(free, at(0), 30, NONE, smallest=15) == free[1]
    assert fit(free, at(0), 30, NONE, smallest=10) == free[0]


def test_who_can_do_more_is_spared() -> None:
    free = [lane(1, (0, 60)), lane(2, (0, 90), skills={1, 2}), lane(3, (0, 120), skills={1})]
    assert fit(free, at(0), 30, frozenset({1})) == free[2]
    assert fit(free, at(0), 30, frozenset({2})) == free[1]
    assert fit(free, at(0), 30, frozenset({3})) == free[0]


def test_among_equals_the_smallest_counter() -> None:
    free = (between(0, 60),)
    equals = [Lane(1, 7, None, free), Lane(2, 5, None, free), Lane(3, 6, None, free)]
    assert fit(equals, at(0), 30, NONE) == equals[1]


def test_time_that_is_past_is_no_gap() -> None:
    free = [lane(1, (0, 60)), lane(2, (20, 90))]
    assert fit(free, at(30), 30, NONE, not_before=at(30)) == free[0]


@given(lanes(), MINUTES, REQUIRED, STARTS)
def test_the_order_of_the_lanes_does_not_matter(
    free: tuple[Lane, ...], minutes: int, required: frozenset[int], start: datetime
) -> None:
    assert fit(free, start, minutes, required) == fit(free[::-1], start, minutes, required)


# rank and shortlist


def test_starts_without_a_useless_gap_come_first() -> None:
    free = [lane(1, (0, 60))]
    offered = starts(free, 30, NONE, OPENS)
    assert times(offered) == [0, 5, 10, 15, 20, 25, 30]
    assert times(rank(free, offered, 30, 15)) == [0, 15, 30, 5, 10, 20, 25]


@given(lanes(), MINUTES, REQUIRED, st.integers(5, 40))
def test_ranking_loses_and_invents_nothing(
    free: tuple[Lane, ...], minutes: int, required: frozenset[int], smallest: int
) -> None:
    offered = starts(free, minutes, required, OPENS)
    ranked = rank(free, offered, minutes, smallest, required=required)
    assert sorted(ranked) == list(offered)


@given(lanes(), MINUTES, REQUIRED, st.integers(5, 40))
def test_the_first_in_rank_leaves_no_useless_gap_if_any_does(
    free: tuple[Lane, ...], minutes: int, required: frozenset[int], smallest: int
) -> None:
    def useless(start: datetime) -> bool:
        taker = fit(free, start, minutes, required, smallest=smallest)
        assert taker is not None
        rounded = -(-minutes // 5) * 5
        whole = next(part for part in taker.free if part.contains(start))
        first = -((OPENS - whole.start) // timedelta(minutes=5)) * 5
        before = times((start,))[0] - first
        after = (whole.end - start) // timedelta(minutes=5) * 5 - rounded
        return 0 < before < smallest or 0 < after < smallest

    ranked = rank(
        free, starts(free, minutes, required, OPENS), minutes, smallest, required=required
    )
    spoilt = [useless(start) for start in ranked]
    assert spoilt == sorted(spoilt)


def test_starts_nobody_can_take_any_more_are_left_out() -> None:
    assert times(rank([lane(1, (30, 60))], [at(0), at(30)], 30, 15)) == [30]
    assert times(shortlist([lane(1, (30, 60))], [at(0), at(30)], 30, 15)) == [30]


def test_a_shortlist_shows_morning_and_afternoon_and_first_what_breaks_nothing() -> None:
    free = [lane(1, (0, 240), (300, 480))]
    offered = starts(free, 30, NONE, OPENS)
    shown = times(shortlist(free, offered, 30, 30, noon=at(270)))
    assert shown == [0, 50, 105, 210, 300, 330, 390, 450]


def test_a_day_without_an_afternoon_gives_all_places_to_the_morning() -> None:
    free = [lane(1, (0, 240))]
    shown = shortlist(free, starts(free, 15, NONE, OPENS), 15, 15, noon=at(300))
    assert len(shown) == 8


@given(lanes(), MINUTES, REQUIRED, st.integers(5, 40), st.integers(0, 9))
def test_a_shortlist_is_a_few_of_the_starts_from_both_halves_of_the_day(
    free: tuple[Lane, ...], minutes: int, required: frozenset[int], smallest: int, most: int
) -> None:
    offered = starts(free, minutes, required, OPENS)
    shown = shortlist(free, offered, minutes, smallest, most, required=required)
    assert set(shown) <= set(offered)
    assert list(shown) == sorted(set(shown))
    assert len(shown) == min(most, len(offered))
    if len(offered) >= 2 and most >= 2:
        middle = offered[0] + (offered[-1] - offered[0]) / 2
        assert shown[0] < middle <= shown[-1]
