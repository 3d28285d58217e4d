"""The waiting interval: what it adds up, and how it behaves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from termin.queue.estimate import STEP, Turn, Wait, estimate, rest_minutes
from tests.termin.queue.people import at

NOW = at(0)
minutes = st.integers(1, 60)
ahead = st.lists(st.builds(Turn, minutes), max_size=15)


def test_an_idle_counter_means_hardly_any_wait() -> None:
    assert estimate([], [], 1, NOW) == Wait(0, 5)


def test_nobody_serves_and_nothing_is_said() -> None:
    assert estimate([Turn(10)], [], 0, NOW) is None


def test_people_ahead_share_the_counters() -> None:
    assert estimate([Turn(20), Turn(20)], [], 2, NOW) == Wait(10, 35)
    assert estimate([Turn(20), Turn(20)], [], 1, NOW) == Wait(20, 65)


def test_the_rest_of_those_at_the_counters_counts() -> None:
    assert estimate([], [20], 1, NOW) == Wait(10, 35)
    assert estimate([], [20], 2, NOW) == Wait(0, 5)


def test_an_appointment_to_come_counts_if_its_time_is_before_one_s_turn() -> None:
    assert estimate([Turn(30), Turn(20, at(10))], [], 1, NOW) == Wait(30, 80)
    assert estimate([Turn(30), Turn(20, at(40))], [], 1, NOW) == Wait(15, 50)


def test_an_appointment_is_not_promised_before_its_time() -> None:
    assert estimate([], [], 3, NOW, at(20)) == Wait(10, 35)


def test_a_rest_shrinks_but_never_to_nothing() -> None:
    assert rest_minutes(20, None, at(30)) == 20
    assert rest_minutes(20, at(0), at(5)) == 15
    assert rest_minutes(20, at(0), at(90)) == 2


@given(ahead, st.lists(minutes, max_size=4), st.integers(1, 6))
def test_both_ends_are_rounded_and_in_order(
    turns: list[Turn], rests: list[int], counters: int
) -> None:
    wait = estimate(turns, rests, counters, NOW)
    assert wait is not None
    assert 0 <= wait.low < wait.high
    assert wait.low % STEP == wait.high % STEP == 0


@given(ahead, minutes, st.integers(1, 6))
def test_one_more_person_ahead_never_shortens_the_wait(
    turns: list[Turn], more: int, counters: int
) -> None:
    before, after = (
        estimate(turns, [], counters, NOW),
        estimate([*turns, Turn(more)], [], counters, NOW),
    )
    assert before is not None
    assert after is not None
    assert before <= after


@given(ahead, st.integers(1, 6))
def test_one_more_counter_never_lengthens_the_wait(turns: list[Turn], counters: int) -> None:
    fewer, more = estimate(turns, [], counters, NOW), estimate(turns, [], counters + 1, NOW)
    assert fewer is not None
    assert more is not None
    assert more <= fewer
