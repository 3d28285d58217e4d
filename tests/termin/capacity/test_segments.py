"""A duty's time cut by its shares: the sums, the grid, and a day that people can work with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termin.capacity.segments import Segment, Shares, Use, cut_duty
from termin.interval import Interval, intersect, subtract, union

OPENS = datetime(2026, 11, 24, 7, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def between(start: int, end: int) -> Interval:
    return Interval(OPENS + timedelta(minutes=start), OPENS + timedelta(minutes=end))


DAY = between(0, 480)
LUNCH = between(240, 270)


def minutes(segments: Iterable[Segment], use: Use) -> int:
    return sum(segment.during.minutes for segment in segments if segment.use is use)


def of_use(segments: Iterable[Segment], use: Use) -> list[Interval]:
    return [segment.during for segment in segments if segment.use is use]


SHARES = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
    lambda cuts: Shares(min(cuts), max(cuts) - min(cuts), 100 - max(cuts))
)
ON_GRID = st.tuples(st.integers(-12, 120), st.integers(1, 60)).map(
    lambda it: between(5 * it[0], 5 * sum(it))
)
ANYWHERE = st.tuples(st.integers(-60, 600), st.integers(1, 300)).map(
    lambda it: between(it[0], sum(it))
)
DAYS = st.integers(12, 132).map(lambda steps: between(0, 5 * steps))
SOME = st.lists(st.one_of(ON_GRID, ANYWHERE), max_size=4)


@pytest.mark.parametrize("parts", [(50, 20, 20), (101, 0, -1), (100, 1, 0)])
def test_shares_that_do_not_add_up_are_refused(parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="add up to 100"):
        Shares(*parts)


def test_a_duty_wholly_for_appointments_is_one_segment() -> None:
    assert cut_duty(DAY, Shares(), (), (DAY,)) == (Segment(DAY, Use.PUBLIC),)


def test_closed_means_closed() -> None:
    assert cut_duty(DAY, Shares(), (), ()) == ()
    assert cut_duty(DAY, Shares(), (DAY,), (DAY,)) == ()
    assert cut_duty(DAY, Shares(), (LUNCH,), (between(-60, 420),)) == (
        Segment(between(0, 240), Use.PUBLIC),
        Segment(between(270, 420), Use.PUBLIC),
    )


def test_odd_minutes_at_the_ends_are_dropped() -> None:
    assert cut_duty(between(3, 64), Shares(), (), (DAY,)) == (Segment(between(5, 60), Use.PUBLIC),)


@given(st.one_of(ON_GRID, ANYWHERE), SHARES, SOME, SOME, st.sampled_from([5, 15]))
def test_segments_fill_the_open_time_on_the_grid_without_overlap_and_by_their_shares(
    duty: Interval, shares: Shares, closures: list[Interval], opening: list[Interval], grid: int
) -> None:
    segments = cut_duty(duty, shares, closures, opening, grid)
    open_time = subtract(intersect((duty,), opening), closures)
    for one, other in pairwise(segments):
        assert one.during.end <= other.during.start
        assert one.during.end < other.during.start or one.use is not other.use
    for segment in segments:
        assert any(stretch.contains(segment.during) for stretch in open_time)
        assert (segment.during.start - EPOCH) % timedelta(minutes=grid) == timedelta()
        assert (segment.during.end - EPOCH) % timedelta(minutes=grid) == timedelta()
    # What is not covered is an odd rest at an end: less than one grid step at each.
    for rest in subtract(open_time, (segment.during for segment in segments)):
        assert rest.minutes < 2 * grid
    total = sum(segment.during.minutes for segment in segments)
    for use, share in zip(Use, (shares.public, shares.internal, shares.walk_in), strict=True):
        assert abs(minutes(segments, use) - total * share / 100) < grid


@given(DAYS, SHARES)
def test_every_public_segment_holds_an_hour_if_the_stretch_has_an_hour_for_the_public(
    duty: Interval, shares: Shares
) -> None:
    segments = cut_duty(duty, shares, (), (duty,))
    if minutes(segments, Use.PUBLIC) >= 60:
        assert min(one.minutes for one in of_use(segments, Use.PUBLIC)) >= 60
    else:
        assert len(of_use(segments, Use.PUBLIC)) <= 1


@given(DAYS, SHARES)
def test_walk_in_and_internal_time_come_in_blocks_worth_having(
    duty: Interval, shares: Shares
) -> None:
    segments = cut_duty(duty, shares, (), (duty,))
    for use, least in ((Use.WALK_IN, 15), (Use.INTERNAL, 30)):
        blocks = of_use(segments, use)
        assert len(blocks) <= 1 or min(one.minutes for one in blocks) >= least


@given(DAYS, SHARES)
def test_no_use_is_left_for_the_end_of_the_day(duty: Interval, shares: Shares) -> None:
    segments = cut_duty(duty, shares, (), (duty,))
    middle = duty.start + (duty.end - duty.start) / 2
    for use, enough in ((Use.PUBLIC, 120), (Use.WALK_IN, 30), (Use.INTERNAL, 60)):
        if minutes(segments, use) >= enough and duty.minutes >= 180:
            halves = [
                sum(part.minutes for part in intersect(of_use(segments, use), (half,)))
                for half in (Interval(duty.start, middle), Interval(middle, duty.end))
            ]
            assert min(halves) * 4 >= sum(halves)


@given(st.integers(15, 50))
def test_walk_ins_never_wait_for_hours_until_their_time_comes(share: int) -> None:
    blocks = of_use(cut_duty(DAY, Shares(100 - share, 0, share), (), (DAY,)), Use.WALK_IN)
    gaps = subtract((DAY,), blocks)
    assert max(gap.minutes for gap in gaps) <= 150


def test_a_usual_day() -> None:
    segments = cut_duty(DAY, Shares(public=70, internal=10, walk_in=20), (LUNCH,), (DAY,))
    assert [(segment.use.value, segment.during.minutes) for segment in segments] == [
        ("walk_in", 15),
        ("public", 85),
        ("walk_in", 15),
        ("internal", 25),
        ("public", 85),
        ("walk_in", 15),
        ("walk_in", 15),
        ("public", 75),
        ("walk_in", 15),
        ("internal", 20),
        ("public", 70),
        ("walk_in", 15),
    ]


def test_short_stretches_trade_so_that_one_of_them_holds_an_hour() -> None:
    # Two stretches of 100 minutes at 40 %: 40 minutes for the public in each would hold no hour.
    opening = (between(0, 100), between(200, 300))
    segments = cut_duty(DAY, Shares(40, 0, 60), (), opening)
    assert sorted(one.minutes for one in of_use(segments, Use.PUBLIC)) == [20, 60]
    assert minutes(segments, Use.PUBLIC) == 80


@given(SHARES, st.lists(st.integers(1, 24), min_size=1, max_size=5))
def test_as_many_hours_for_the_public_as_the_stretches_can_hold(
    shares: Shares, steps: list[int]
) -> None:
    starts = [sum(steps[:number]) + number for number in range(len(steps))]
    opening = [
        between(5 * start, 5 * (start + length))
        for start, length in zip(starts, steps, strict=True)
    ]
    duty = between(0, 5 * (sum(steps) + len(steps)))
    segments = cut_duty(duty, shares, (), opening)
    held = [
        sum(part.minutes for part in intersect(of_use(segments, Use.PUBLIC), (stretch,)))
        for stretch in union(opening)
    ]
    parts = [minutes for minutes in held if 0 < minutes < 60]
    free_to_take = [
        stretch
        for stretch, minutes in zip(opening, held, strict=True)
        if minutes < 60 <= stretch.minutes
    ]
    assert sum(parts) < 60 or not free_to_take


@given(SHARES, SOME, st.randoms(use_true_random=False))
def test_the_order_in_which_closures_are_told_does_not_matter(
    shares: Shares, closures: list[Interval], chance: Random
) -> None:
    shuffled = chance.sample(closures, len(closures))
    assert cut_duty(DAY, shares, closures, (DAY,)) == cut_duty(DAY, shares, shuffled, (DAY,))
