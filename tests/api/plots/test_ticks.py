"""Where axes are marked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.plots.ticks import hours, ticks, whole_ticks

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("most", "marks"),
    [
        (0, (0, 1)),
        (3, (0, 1, 2, 3)),
        (10, (0, 2, 4, 6, 8, 10)),
        (47, (0, 10, 20, 30, 40, 50)),
        (100, (0, 20, 40, 60, 80, 100)),
        (0.4, (0, 0.1, 0.2, 0.3, 0.4)),
    ],
)
def test_marks_are_round(most: float, marks: tuple[float, ...]) -> None:
    assert ticks(most) == pytest.approx(marks)


def test_people_are_counted_whole() -> None:
    assert whole_ticks(1) == (0, 1)
    assert whole_ticks(2) == (0, 1, 2)
    assert whole_ticks(0) == (0, 1)


@given(st.floats(0.001, 1e6))
def test_marks_reach_everything_and_are_few(most: float) -> None:
    marks = ticks(most)
    assert marks[0] == 0
    assert marks[-1] >= most * (1 - 1e-6)
    assert 2 <= len(marks) <= 8


def test_hours_are_those_of_the_wall() -> None:
    start = datetime(2026, 11, 23, 6, 40, tzinfo=UTC)
    found = hours(start, start + timedelta(hours=9), BERLIN)
    assert [at.astimezone(BERLIN).hour for at in found] == list(range(8, 17))


def test_hours_stay_full_when_the_clocks_go_back() -> None:
    start = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # midnight in Berlin, of 25 hours
    found = hours(start, start + timedelta(hours=25), BERLIN)
    told = [at.astimezone(BERLIN) for at in found]
    assert {one.minute for one in told} == {0}
    assert (told[0].hour, told[-1].hour, told[-1].day) == (0, 0, 26)


def test_a_short_time_has_half_hours() -> None:
    start = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert len(hours(start, start + timedelta(hours=2), BERLIN)) == 5
