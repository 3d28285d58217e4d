"""When an office is open: weeks, holidays, closures, and the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termin.errors import Invalid
from termin.interval import Interval, intersect
from termin.localtime import day_bounds
from termin.offices import Shutting, Stretch, check_week, opening, public_holidays, sign
from termin.offices.hours import day_hours

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
WEEK = [Stretch(day, 8 * 60, 12 * 60) for day in range(5)] + [Stretch(0, 13 * 60, 16 * 60)]


def utc(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)


def span(on: date, start: int, end: int) -> Interval:
    return Interval(utc(on, start), utc(on, end))


def test_a_day_has_the_stretches_of_its_weekday() -> None:
    assert opening(MONDAY, BERLIN, WEEK) == (span(MONDAY, 7, 11), span(MONDAY, 12, 15))
    assert opening(MONDAY + timedelta(days=1), BERLIN, WEEK) == (
        span(MONDAY + timedelta(days=1), 7, 11),
    )
    assert opening(MONDAY + timedelta(days=5), BERLIN, WEEK) == ()


def test_stretches_hold_from_their_first_to_their_last_day() -> None:
    winter = [Stretch(0, 480, 720, date(2026, 11, 23), date(2026, 11, 30))]
    days = [MONDAY + timedelta(days=7 * week) for week in (-1, 0, 1, 2)]
    assert [bool(opening(day, BERLIN, winter)) for day in days] == [False, True, True, False]


def test_closures_cut_and_holidays_close() -> None:
    cut = [Interval(utc(MONDAY, 10), utc(MONDAY, 13))]
    assert opening(MONDAY, BERLIN, WEEK, cut) == (span(MONDAY, 7, 10), span(MONDAY, 13, 15))
    assert opening(MONDAY, BERLIN, WEEK, [], {MONDAY: "Feiertag"}) == ()
    assert opening(MONDAY, BERLIN, WEEK, [day_bounds(MONDAY, BERLIN)]) == ()


def test_a_day_says_why_it_is_not_as_usual() -> None:
    outing = Shutting(Interval(utc(MONDAY, 10), utc(MONDAY, 13)), "Betriebsausflug")
    night = Shutting(Interval(utc(MONDAY, 1), utc(MONDAY, 2)), "Reinigung")
    day = day_hours(1, MONDAY, BERLIN, WEEK, shuttings=[night, outing])
    assert (day.reason, day.shuttings) == ("Betriebsausflug", (outing,))
    assert day_hours(1, MONDAY, BERLIN, WEEK, shuttings=[night]).reason is None
    feast = day_hours(1, MONDAY, BERLIN, WEEK, holidays={MONDAY: "Allerheiligen"})
    assert (feast.reason, feast.usual != (), feast.open) == ("Allerheiligen", True, ())
    sunday = MONDAY - timedelta(days=1)
    assert day_hours(1, sunday, BERLIN, WEEK, holidays={sunday: "Sonntag"}).reason is None


@pytest.mark.parametrize(
    ("on", "minutes"), [(date(2027, 3, 28), 2 * 60), (date(2026, 10, 25), 4 * 60)]
)
def test_an_hour_more_or_less_when_the_clocks_change(on: date, minutes: int) -> None:
    night = [Stretch(6, 60, 4 * 60)]
    assert sum(one.minutes for one in opening(on, BERLIN, night)) == minutes


def test_a_whole_day_lasts_as_long_as_it_does() -> None:
    always = [Stretch(day, 0, 24 * 60) for day in range(7)]
    for on in (MONDAY, date(2027, 3, 28), date(2026, 10, 25), date(2028, 2, 29)):
        assert opening(on, BERLIN, always) == (day_bounds(on, BERLIN),)
    gone = [Stretch(6, 2 * 60, 2 * 60 + 30)]
    assert [one.minutes for one in opening(date(2027, 3, 28), BERLIN, gone)] == [30]


STRETCHES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 287), st.integers(1, 288))
    .filter(lambda one: one[1] < one[2])
    .map(lambda one: Stretch(one[0], one[1] * 5, one[2] * 5)),
    max_size=6,
)
CLOSURES = st.lists(
    st.tuples(st.integers(-48, 400), st.integers(1, 200)).map(
        lambda one: Interval(
            utc(date(2027, 3, 26), 0) + timedelta(hours=one[0]),
            utc(date(2027, 3, 26), 0) + timedelta(hours=one[0] + one[1]),
        )
    ),
    max_size=4,
)


@given(STRETCHES, CLOSURES, st.integers(0, 9))
def test_open_time_is_usual_time_without_closures_within_the_day(
    hours: list[Stretch], closures: list[Interval], ahead: int
) -> None:
    on = date(2027, 3, 24) + timedelta(days=ahead)
    found = opening(on, BERLIN, hours, closures)
    assert all(day_bounds(on, BERLIN).contains(one) for one in found)
    assert intersect(found, closures) == ()
    assert intersect(found, opening(on, BERLIN, hours)) == found
    assert all(one.end < other.start for one, other in pairwise(found))


def test_holidays_are_those_of_the_land_and_the_town() -> None:
    assumption = date(2026, 8, 15)
    assert public_holidays("BY", ["catholic"], assumption, assumption) == {
        assumption: "Mariä Himmelfahrt"
    }
    assert public_holidays("BY", [], assumption, assumption) == {}
    christmas = public_holidays("SN", [], date(2026, 12, 20), date(2027, 1, 2))
    assert list(christmas.values()) == ["Erster Weihnachtstag", "Zweiter Weihnachtstag", "Neujahr"]
    assert date(2026, 11, 18) in public_holidays("SN", [], MONDAY.replace(day=1), MONDAY)
    assert public_holidays("??", ["nonsense"], christmas_day := date(2026, 12, 25), christmas_day)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Stretch(7, 480, 720), "Wochentag"),
        (Stretch(0, -5, 720), "00:00 bis 24:00"),
        (Stretch(0, 480, 1445), "00:00 bis 24:00"),
        (Stretch(0, 720, 720), "nach dem Beginn"),
        (Stretch(0, 483, 720), "Schritten von 5 Minuten"),
        (Stretch(0, 480, 720, date(2026, 2, 1), date(2026, 1, 1)), "letzte Tag"),
        (Stretch(1, 600, 700), "überschneidet"),
        (Stretch(1, 480, 485, None, date(2026, 1, 1)), "überschneidet"),
    ],
)
def test_a_wrong_row_is_named_with_how_to_mend_it(row: Stretch, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_week([Stretch(1, 480, 720), row])
    assert list(refused.value.fields) == ["row-1"]
    assert sentence in refused.value.fields["row-1"]


def test_rows_may_touch_and_may_share_hours_in_different_times_of_the_year() -> None:
    check_week(
        [
            Stretch(1, 480, 720, None, date(2026, 3, 31)),
            Stretch(1, 480, 720, date(2026, 4, 1), None),
            Stretch(2, 480, 720),
            Stretch(2, 720, 900),
        ]
    )


def test_the_sign_says_until_when_and_when_next() -> None:
    days = [day_hours(1, MONDAY + timedelta(days=n), BERLIN, WEEK) for n in range(7)]
    assert sign(days, utc(MONDAY, 8)).open_until == utc(MONDAY, 11)
    assert sign(days, utc(MONDAY, 11)).opens_at == utc(MONDAY, 12)
    assert sign(days, utc(MONDAY, 20)).opens_at == utc(MONDAY + timedelta(days=1), 7)
    assert not sign(days, utc(MONDAY, 20)).open
    assert sign([], utc(MONDAY, 8)).opens_at is None


def test_the_sign_says_why_it_is_closed() -> None:
    ill = Shutting(Interval(utc(MONDAY, 7), utc(MONDAY, 23)), "Krankheit")
    days = [
        day_hours(1, MONDAY, BERLIN, WEEK, shuttings=[ill]),
        day_hours(1, MONDAY + timedelta(days=1), BERLIN, WEEK),
    ]
    found = sign(days, utc(MONDAY, 9))
    assert (found.reason, found.opens_at) == ("Krankheit", utc(MONDAY + timedelta(days=1), 7))
    feast = [day_hours(1, MONDAY, BERLIN, WEEK, holidays={MONDAY: "Feiertag"})]
    assert sign(feast, utc(MONDAY, 9)).reason == "Feiertag"


def test_an_office_that_never_closes_has_no_seam_at_midnight() -> None:
    always = [Stretch(day, 0, 24 * 60) for day in range(7)]
    days = [day_hours(1, MONDAY + timedelta(days=n), BERLIN, always) for n in range(2)]
    assert sign(days, utc(MONDAY, 9)).open_until == utc(MONDAY + timedelta(days=1), 23)
