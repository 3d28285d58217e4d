"""The waiting interval: what it says of many ways the day may go on."""

from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from termin.queue.estimate import LONGEST, STEP, Wait, interval, quantile

plays = st.lists(st.floats(0, 300), min_size=8, max_size=40)


def test_it_is_what_lies_in_the_middle_of_the_plays() -> None:
    assert interval([float(minute) for minute in range(100)], aim=0.8) == Wait(10, 90)
    assert interval([float(minute) for minute in range(100)], aim=0.6) == Wait(20, 80)


def test_an_idle_counter_means_hardly_any_wait() -> None:
    assert interval([0.0] * 32) == Wait(0, STEP)


def test_nobody_ever_calls_and_nothing_is_said() -> None:
    assert interval([inf] * 32) is None
    assert interval([LONGEST + 1.0] * 32) is None


def test_who_may_not_be_called_at_all_has_a_far_end() -> None:
    assert interval([20.0] * 20 + [inf] * 12) == Wait(20, LONGEST)


def test_a_quantile_lies_between_two_values() -> None:
    assert quantile([0.0, 10.0], 0.5) == 5.0
    assert quantile([0.0, 10.0], 0.01) == 0.0
    assert quantile([0.0, 10.0], 0.99) == 10.0
    assert quantile([4.0], 0.5) == 4.0


@given(plays, st.floats(0.5, 0.95))
def test_both_ends_are_rounded_and_in_order(minutes: list[float], aim: float) -> None:
    wait = interval(minutes, aim)
    assert wait is not None
    assert 0 <= wait.low < wait.high
    assert wait.low % STEP == wait.high % STEP == 0


@given(plays, st.floats(0, 60))
def test_waiting_longer_in_every_play_shortens_what_is_said_by_rounding_at_most(
    minutes: list[float], more: float
) -> None:
    before, after = interval(minutes), interval([one + more for one in minutes])
    assert before is not None
    assert after is not None
    assert before.low - STEP <= after.low
    assert before.high - STEP <= after.high
