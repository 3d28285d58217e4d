"""What past days teach, and what is believed before there are any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from termin.queue.habits import UNKNOWN, Past, Served, hit, learn
from tests.termin.queue.people import at


def past(
    number: int, minutes: float | None, service: int = 1, planned: int = 10, day: int = 1
) -> Past:
    """Somebody of a counter that calls every thirty minutes while the next one waits."""
    called = 30.0 * number
    return Past(
        day=day,
        counter=1,
        came_at=at(0),
        booked_for=None,
        first_called_at=at(called),
        called_at=at(called),
        arrived_at=at(called) if minutes is not None else None,
        ended_at=at(called + (minutes or 5.0)),
        minutes=minutes,
        lines=((service, planned),),
    )


def test_without_a_past_the_plan_is_believed() -> None:
    assert learn([]) == UNKNOWN
    assert UNKNOWN.minutes(((1, 10), (2, 20)), 30) == pytest.approx((30, 0.373), abs=0.001)


def test_many_visits_outweigh_the_plan_and_a_few_do_not() -> None:
    few, many = (learn([past(n, 20) for n in range(count)]) for count in (2, 200))
    assert 10 < few.minutes(((1, 10),), 10)[0] < 15
    assert many.minutes(((1, 10),), 10)[0] == pytest.approx(20, rel=0.05)


def test_a_service_never_seen_goes_as_the_office_goes_on_average() -> None:
    habits = learn([past(n, 20) for n in range(200)])
    assert habits.minutes(((9, 10),), 10)[0] == pytest.approx(20, rel=0.05)


def test_a_gap_counts_only_where_somebody_waited_already() -> None:
    habits = learn([past(n, 20) for n in range(50)])
    assert set(habits.gaps) == {10}
    idle = [
        Past(
            1,
            1,
            at(30 * n),
            None,
            at(30 * n),
            at(30 * n),
            at(30 * n),
            at(30 * n + 20),
            20,
            ((1, 10),),
        )
        for n in range(50)
    ]
    assert learn(idle).gaps != habits.gaps


def test_calls_in_vain_and_appointments_not_kept_are_counted() -> None:
    habits = learn([past(n, None if n % 10 == 0 else 10) for n in range(200)], 200, 50)
    assert habits.miss_rate == pytest.approx(0.1, abs=0.01)
    assert habits.no_show_rate == pytest.approx(0.25, abs=0.01)


def test_today_counts_the_more_the_more_is_over() -> None:
    few, many = (UNKNOWN.today([Served(1, 10.0 * n, 100.0 * n, 15.0 * n)]) for n in (2, 400))
    assert 0 < few[0] < many[0] < 0.41
    assert many[1] < few[1] <= UNKNOWN.day_spread
    assert UNKNOWN.today([]) == (0, UNKNOWN.day_spread)


def test_where_too_few_came_true_more_is_aimed_at_next_time() -> None:
    def told(share: float) -> list[Past]:
        right, wrong = (0, 600), (500, 600)
        return [
            replace(past(n % 3, 10), told=right if n < share * 300 else wrong) for n in range(300)
        ]

    assert learn(told(0.7)).aim > UNKNOWN.aim > learn(told(0.9)).aim
    assert learn(told(0.0)).aim < 1


def test_a_hit_is_a_call_within_what_was_told_both_ends_included() -> None:
    assert hit((5, 10), at(0), at(5))
    assert hit((5, 10), at(0), at(10))
    assert not hit((5, 10), at(0), at(10.1))
