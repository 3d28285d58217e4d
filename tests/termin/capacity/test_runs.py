"""Run lengths in numpy agree with the plain function, for one day and for a stack of days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from termin.capacity.city import CityRuns
from termin.capacity.runs import DayRuns
from termin.capacity.slots import Lane, starts
from termin.interval import Interval
from termin.localtime import day_bounds
from tests.termin.capacity.lanes import (
    DAY,
    LENGTH,
    MINUTES,
    OPENS,
    REQUIRED,
    at,
    between,
    lane,
    lanes,
)

NONE: frozenset[int] = frozenset()
BERLIN = ZoneInfo("Europe/Berlin")
NOVEMBER = date(2026, 11, 24)


@given(lanes(), MINUTES, REQUIRED, st.integers(-20, LENGTH + 20).map(at))
def test_a_day_of_runs_says_what_the_plain_function_says(
    free: tuple[Lane, ...], minutes: int, required: frozenset[int], not_before: datetime
) -> None:
    runs = DayRuns.of(free, DAY)
    assert runs.starts(minutes, required, not_before) == starts(free, minutes, required, not_before)


@given(lanes(), st.integers(1, 15), REQUIRED)
def test_the_mask_marks_the_cells_of_these_starts(
    free: tuple[Lane, ...], cells_needed: int, required: frozenset[int]
) -> None:
    mask = DayRuns.of(free, DAY).starts_mask(cells_needed, required)
    expected = starts(free, 5 * cells_needed, required, OPENS)
    assert [at(5 * int(cell)) for cell in np.flatnonzero(mask)] == list(expected)


@pytest.mark.parametrize(
    ("day", "cells"),
    [
        (date(2026, 3, 29), 276),
        (NOVEMBER, 288),
        (date(2026, 10, 25), 300),
        (date(2028, 2, 29), 288),
    ],
)
def test_a_day_has_as_many_cells_as_it_has_hours(day: date, cells: int) -> None:
    bounds = day_bounds(day, BERLIN)
    runs = DayRuns.of([Lane(1, 1, None, (bounds,))], bounds)
    assert runs.runs.shape == (1, cells)
    assert int(runs.runs[0, 0]) == cells
    assert runs.starts(5 * cells, NONE, bounds.start) == (bounds.start,)


def test_one_row_for_each_set_of_skills_and_the_longest_run_counts() -> None:
    free = [lane(1, (0, 30), skills={1}), lane(2, (0, 60), skills={1}), lane(3, (15, 30))]
    runs = DayRuns.of(free, DAY)
    assert runs.signatures == (frozenset({1}), None)
    assert list(runs.longest(frozenset({1}))[:4]) == [12, 11, 10, 9]
    assert list(runs.longest(frozenset({2}))[:4]) == [0, 0, 0, 3]


def test_time_outside_the_day_is_cut_off_and_a_day_off_the_grid_refused() -> None:
    runs = DayRuns.of([lane(1, (-60, LENGTH + 60))], DAY)
    assert int(runs.runs[0, 0]) == LENGTH // 5
    with pytest.raises(ValueError, match="on the grid"):
        DayRuns.of([], between(1, 60))


def test_an_appointment_takes_time() -> None:
    city = CityRuns()
    city.replace(1, NOVEMBER, DayRuns.of([lane(1, (0, 60))], DAY))
    with pytest.raises(ValueError, match="takes time"):
        DayRuns.of([], DAY).starts_mask(0, NONE)
    for needed in (0, {1: 3, 2: 0}):
        with pytest.raises(ValueError, match="takes time"):
            city.find(needed, NONE)


def test_a_day_that_is_no_day_is_refused() -> None:
    week = Interval(OPENS, OPENS + timedelta(days=7))
    with pytest.raises(ValueError, match="at most 300 cells"):
        CityRuns().replace(1, NOVEMBER, DayRuns.of([], week))


def test_an_empty_city_has_no_starts() -> None:
    found = CityRuns().find(3, NONE)
    assert list(found.by_day()) == []
    assert found.earliest() == ()
    assert CityRuns().day(1, NOVEMBER) is None


def test_the_earliest_starts_of_the_city_come_from_anywhere() -> None:
    city = CityRuns()
    city.replace(2, NOVEMBER, DayRuns.of([lane(1, (0, 20))], DAY))
    city.replace(1, NOVEMBER, DayRuns.of([lane(2, (5, 20)), lane(3, (100, 120))], DAY))
    city.replace(3, NOVEMBER, DayRuns.of([], DAY))
    found = city.find(3, NONE)
    assert found.earliest(3) == ((at(0), 2), (at(5), 1), (at(5), 2))
    assert found.earliest(9) == (*found.earliest(3), (at(100), 1), (at(105), 1))
    assert found.earliest(0) == ()


DATES = [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)]
OFFICES = [1, 2, 3]


def free_on(day: date, free: tuple[Lane, ...]) -> tuple[Lane, ...]:
    """The lanes of the sample day moved to another day, into the hours around its end."""
    shift = day_bounds(day, BERLIN).end - timedelta(minutes=LENGTH) - OPENS
    return tuple(
        Lane(
            one.duty,
            one.counter,
            one.skills,
            tuple(Interval(part.start + shift, part.end + shift) for part in one.free),
        )
        for one in free
    )


class CityBesideAPlainOne(RuleBasedStateMachine):
    """Replace and drop days in any order: the stack says what the lanes say, day by day."""

    @initialize(remembered=st.integers(1, 3))
    def open(self, remembered: int) -> None:
        self.city = CityRuns(remembered)
        self.plain: dict[tuple[date, int], tuple[Lane, ...]] = {}

    @rule(office=st.sampled_from(OFFICES), day=st.sampled_from(DATES), free=lanes(3))
    def replace(self, office: int, day: date, free: tuple[Lane, ...]) -> None:
        self.plain[day, office] = free_on(day, free)
        self.city.replace(office, day, DayRuns.of(free_on(day, free), day_bounds(day, BERLIN)))

    @rule(office=st.sampled_from(OFFICES), day=st.sampled_from(DATES))
    def drop(self, office: int, day: date) -> None:
        self.plain.pop((day, office), None)
        self.city.drop(office, day)
        assert self.city.day(office, day) is None

    @rule(
        needed=st.integers(1, 10)
        | st.dictionaries(st.sampled_from(OFFICES), st.integers(1, 10), max_size=3),
        required=REQUIRED,
        dates=st.none() | st.tuples(st.sampled_from(DATES), st.sampled_from(DATES)),
        not_before=st.none()
        | st.integers(0, 72 * 12).map(
            lambda step: datetime(2026, 10, 24, tzinfo=UTC) + timedelta(minutes=5 * step - 2)
        ),
    )
    def ask(
        self,
        needed: int | dict[int, int],
        required: frozenset[int],
        dates: tuple[date, date] | None,
        not_before: datetime | None,
    ) -> None:
        expected = []
        for (day, office), free in sorted(self.plain.items(), key=lambda item: item[0]):
            cells = needed if isinstance(needed, int) else needed.get(office)
            if cells and (dates is None or dates[0] <= day <= dates[1]):
                begin = not_before or datetime(2026, 1, 1, tzinfo=UTC)
                if found := starts(free, 5 * cells, required, begin):
                    expected.append((day, office, found))
        answer = self.city.find(needed, required, not_before=not_before, dates=dates)
        assert list(answer.by_day()) == expected
        earliest = sorted((start, office) for _, office, found in expected for start in found)
        assert answer.earliest(4) == tuple(earliest[:4])

    @invariant()
    def knows_its_days(self) -> None:
        if hasattr(self, "city"):
            assert len(self.city) == len(self.plain)


TestCityBesideAPlainOne = CityBesideAPlainOne.TestCase
TestCityBesideAPlainOne.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
