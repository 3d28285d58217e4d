"""Wall clocks against instants, on the Sundays when they jump and on all other days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termin.localtime import (
    Weekday,
    at_local,
    day_bounds,
    local,
    local_date,
    minutes_in_day,
    weekday,
)

BERLIN = ZoneInfo("Europe/Berlin")
CAIRO = ZoneInfo("Africa/Cairo")  # skips midnight in April, when the clocks go forward
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # moves its clocks by half an hour
NEW_YORK = ZoneInfo("America/New_York")

FORWARD = (date(2026, 3, 29), date(2027, 3, 28))
BACK = (date(2026, 10, 25), date(2027, 10, 31))


def utc(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize("day", FORWARD)
def test_a_day_with_the_clocks_going_forward_has_23_hours(day: date) -> None:
    assert weekday(day) is Weekday.SUNDAY
    assert minutes_in_day(day, BERLIN) == 23 * 60


@pytest.mark.parametrize("day", BACK)
def test_a_day_with_the_clocks_going_back_has_25_hours(day: date) -> None:
    assert weekday(day) is Weekday.SUNDAY
    assert minutes_in_day(day, BERLIN) == 25 * 60


def test_the_bounds_of_a_day_in_berlin() -> None:
    spring = day_bounds(date(2026, 3, 29), BERLIN)
    assert (spring.start, spring.end) == (utc(2026, 3, 28, 23), utc(2026, 3, 29, 22))
    autumn = day_bounds(date(2026, 10, 25), BERLIN)
    assert (autumn.start, autumn.end) == (utc(2026, 10, 24, 22), utc(2026, 10, 25, 23))


def test_the_leap_day_is_a_day_between_its_neighbours() -> None:
    leap = date(2028, 2, 29)
    assert minutes_in_day(leap, BERLIN) == 24 * 60
    assert weekday(leap) is Weekday.TUESDAY
    assert day_bounds(leap, BERLIN).start == day_bounds(date(2028, 2, 28), BERLIN).end
    assert day_bounds(leap, BERLIN).end == day_bounds(date(2028, 3, 1), BERLIN).start
    assert local_date(utc(2028, 2, 29, 22, 59), BERLIN) == leap
    assert local_date(utc(2028, 2, 29, 23, 0), BERLIN) == date(2028, 3, 1)


@pytest.mark.parametrize("day", FORWARD)
def test_a_time_that_does_not_exist_moves_on_by_the_gap(day: date) -> None:
    instant = at_local(day, time(2, 30), BERLIN)
    assert local(instant, BERLIN).time() == time(3, 30)
    assert instant == utc(day.year, day.month, day.day, 1, 30)


@pytest.mark.parametrize("day", BACK)
@pytest.mark.parametrize("fold", [0, 1])
def test_a_time_that_comes_twice_means_its_first_occurrence(day: date, fold: int) -> None:
    instant = at_local(day, time(2, 30, fold=fold), BERLIN)
    assert instant == utc(day.year, day.month, day.day, 0, 30)
    assert local(instant + timedelta(hours=1), BERLIN).time() == time(2, 30)


def test_opening_hours_keep_their_wall_clock_through_the_year() -> None:
    assert at_local(date(2026, 3, 28), time(8), BERLIN) == utc(2026, 3, 28, 7)
    assert at_local(date(2026, 3, 29), time(8), BERLIN) == utc(2026, 3, 29, 6)


def test_a_day_whose_midnight_is_skipped_starts_an_hour_late() -> None:
    day = date(2026, 4, 24)
    assert minutes_in_day(day, CAIRO) == 23 * 60
    assert local(day_bounds(day, CAIRO).start, CAIRO) == datetime(2026, 4, 24, 1, tzinfo=CAIRO)


def test_half_an_hour_of_summer_time() -> None:
    assert minutes_in_day(date(2026, 4, 5), LORD_HOWE) == 24 * 60 + 30
    assert minutes_in_day(date(2026, 10, 4), LORD_HOWE) == 24 * 60 - 30


def test_the_same_instant_has_two_dates() -> None:
    instant = utc(2026, 11, 24, 2)
    assert local_date(instant, BERLIN) == date(2026, 11, 24)
    assert local_date(instant, NEW_YORK) == date(2026, 11, 23)


def test_times_without_or_with_a_wrong_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        local_date(datetime(2026, 11, 24), BERLIN)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="no zone of its own"):
        at_local(date(2026, 11, 24), time(8, tzinfo=UTC), BERLIN)


@given(
    st.dates(date(2020, 1, 1), date(2036, 12, 31)),
    st.sampled_from([BERLIN, CAIRO, LORD_HOWE, NEW_YORK]),
)
def test_days_follow_each_other_without_gap_and_hold_their_own_instants(
    day: date, zone: ZoneInfo
) -> None:
    bounds = day_bounds(day, zone)
    assert bounds.end == day_bounds(day + timedelta(days=1), zone).start
    assert local_date(bounds.start, zone) == day
    assert local_date(bounds.end - timedelta(seconds=1), zone) == day


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2036, 12, 31)),  # noqa: DTZ001 - a wall clock
    st.sampled_from([BERLIN, CAIRO, LORD_HOWE, NEW_YORK]),
)
def test_a_wall_clock_is_shown_again_or_moved_on_by_a_gap(clock: datetime, zone: ZoneInfo) -> None:
    shown = local(at_local(clock.date(), clock.time(), zone), zone).replace(tzinfo=None)
    assert timedelta() <= shown - clock <= timedelta(hours=1)
