"""Patterns: what RFC 5545 rules mean, and back from dates to rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.tours.pattern import Pattern
from scheduler.tours.recurrence import describe

FIRST = date(2026, 1, 1)
DATES = st.integers(0, 200).map(lambda days: FIRST + timedelta(days=days))


def test_first_mondays_but_for_a_holiday_and_with_a_day_instead() -> None:
    holiday, instead = date(2026, 4, 6), date(2026, 4, 7)
    pattern = Pattern("FREQ=MONTHLY;BYDAY=1MO", FIRST, frozenset({holiday}), frozenset({instead}))
    assert pattern.between(date(2026, 3, 1), date(2026, 5, 31)) == (
        date(2026, 3, 2),
        instead,
        date(2026, 5, 4),
    )
    assert pattern.without([instead]).between(holiday, instead) == ()


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "BYDAY=MO", "FREQ=WEEKLY;BYHOUR=3", ""])
def test_what_is_no_rule_of_days_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="day"):
        Pattern(rule, FIRST)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=1TU,3TU",
        "FREQ=WEEKLY;BYDAY=TH",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE",
        "FREQ=MONTHLY;BYMONTHDAY=15",
    ],
)
def test_the_dates_of_a_rule_are_described_by_that_rule(rule: str) -> None:
    last = FIRST + timedelta(days=200)
    dates = Pattern(rule, FIRST).between(FIRST, last)
    found = describe(dates, last)
    assert found.rule == rule
    assert not found.except_dates | found.extra_dates


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYDAY=2WE", "FREQ=WEEKLY;BYDAY=TH"])
def test_a_date_left_out_and_one_put_in_stay_departures(rule: str) -> None:
    last = FIRST + timedelta(days=300)
    dates = {*Pattern(rule, FIRST).between(FIRST, last)}
    gone, new = sorted(dates)[3], sorted(dates)[4] + timedelta(days=2)
    found = describe(dates - {gone} | {new}, last)
    assert found.rule == rule
    assert found.except_dates == {gone}
    assert found.extra_dates == {new}


@settings(max_examples=60, deadline=None)
@given(st.sets(DATES, min_size=1, max_size=8), st.one_of(st.none(), DATES))
def test_any_dates_come_back_from_their_description(dates: set[date], last: date | None) -> None:
    end = max(last or FIRST, *dates)
    assert set(describe(dates, last).between(FIRST, end)) == dates


def test_no_dates_are_no_pattern() -> None:
    with pytest.raises(ValueError, match="no dates"):
        describe([])
