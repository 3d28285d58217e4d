"""Pure parts: dates among holidays, differences of plans, and which other time is nearest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from termin.booking.nearest import Candidate, nearest
from termin.mobile import HaltPlan, Kind, differences, fitted
from termin.offices.mobile import OnHoliday

EASTER_MONDAY = date(2027, 3, 29)
LOST = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_a_holiday_is_left_out_or_moved_to_the_next_working_day() -> None:
    days = (date(2027, 3, 22), EASTER_MONDAY)
    assert fitted(days, {EASTER_MONDAY}, OnHoliday.LEAVE_OUT) == days[:1]
    moved = fitted(days, {EASTER_MONDAY}, OnHoliday.NEXT_WORKDAY)
    assert moved == (days[0], date(2027, 3, 30))
    good_friday = date(2027, 3, 26)
    holidays = {good_friday, EASTER_MONDAY}
    assert fitted([good_friday], holidays, OnHoliday.NEXT_WORKDAY) == (date(2027, 3, 30),)


def halt(day: int, stop: int = 1, opens: int = 540) -> HaltPlan:
    return HaltPlan(date(2026, 11, day), opens - 15, opens, opens + 120, opens + 130, stop)


def test_each_difference_is_told_once() -> None:
    was = [halt(2), halt(3, stop=2), halt(4, stop=3), halt(5, stop=4)]
    becomes = [halt(2), halt(3, stop=2, opens=600), halt(11, stop=3), halt(6, stop=5)]
    assert [(one.kind, one.halt.stop) for one in differences(was, becomes)] == [
        (Kind.OTHER_TIME, 2),
        (Kind.GONE, 4),
        (Kind.NEW, 5),
        (Kind.OTHER_DAY, 3),
    ]


@given(
    st.lists(st.builds(halt, st.integers(1, 28), st.integers(1, 3)), max_size=8),
    st.lists(st.builds(halt, st.integers(1, 28), st.integers(1, 3)), max_size=8),
)
def test_differences_lead_from_one_plan_to_the_other(
    was: list[HaltPlan], becomes: list[HaltPlan]
) -> None:
    found = differences(was, becomes)
    plan = {*was} - {one.was for one in found} | {one.becomes for one in found} - {None}
    assert plan == {*becomes}


def candidate(days: float, metres: int = 0, *, here: bool = False, office: int = 1) -> Candidate:
    return Candidate(office, LOST + timedelta(days=days), metres, here)


def test_the_same_place_comes_first_and_there_the_next_visit_at_the_usual_hour() -> None:
    early = Candidate(1, LOST + timedelta(days=7, hours=-1), 0, same_place=True)
    same_hour = candidate(7, here=True)
    later = candidate(14, here=True)
    near = candidate(1, 800, office=2)
    assert nearest([later, near, early, same_hour], LOST) == (same_hour, early, later, near)


def test_at_the_same_place_the_day_nearest_to_the_lost_one_comes_first() -> None:
    weeks_before = candidate(-42, here=True)
    day_after = candidate(1, here=True)
    day_before = candidate(-1, here=True)
    week_after = candidate(7, here=True)
    found = nearest([weeks_before, day_before, week_after, day_after], LOST)
    assert found == (day_after, day_before, week_after, weeks_before)


def test_what_cannot_be_kept_so_long_comes_last_unless_people_had_planned_to_come_then() -> None:
    kept_from = LOST - timedelta(days=2)
    hasty, far_but_calm = candidate(-3, here=True), candidate(10, 90_000, office=2)
    assert nearest([hasty, far_but_calm], LOST, kept_from) == (far_but_calm, hasty)
    assert nearest([hasty], LOST, kept_from) == (hasty,)
    same_day, next_week = candidate(0, here=True), candidate(7, here=True)
    kept_from = LOST + timedelta(days=2)
    assert nearest([next_week, same_day], LOST, kept_from) == (same_day, next_week)


def test_elsewhere_days_weigh_against_the_way() -> None:
    tomorrow_far = candidate(1, 9_000, office=2)
    today_near = candidate(0, 4_000, office=3)
    next_week_here = candidate(7, 500, office=4)
    found = nearest([next_week_here, tomorrow_far, today_near], LOST)
    assert found == (today_near, tomorrow_far, next_week_here)


def test_there_is_always_some_of_each() -> None:
    here = [candidate(7 + day, here=True) for day in range(20)]
    found = nearest([*here, candidate(1, 100, office=2)], LOST, most=8)
    assert len(found) == 8
    assert [one.same_place for one in found] == [True] * 7 + [False]
