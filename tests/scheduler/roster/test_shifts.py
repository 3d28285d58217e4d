"""The list of shifts: lawful each, few enough, and enough to fill a contract."""

from __future__ import annotations

import pytest

from scheduler.roster.choices import legal
from scheduler.roster.shifts import MOST, legal_shifts


@pytest.mark.parametrize(
    ("opens", "closes"), [(450, 1110), (450, 1020), (420, 1230), (450, 1290), (480, 720)]
)
def test_each_shift_is_lawful_and_there_are_not_too_many(opens: int, closes: int) -> None:
    found = legal_shifts(opens, closes)
    assert 0 < len(found) <= MOST
    assert len({one.name for one in found}) == len(found)
    for one in found:
        assert legal(one), one
        assert opens <= one.start < one.end <= closes
        assert 240 <= one.work <= 600


def test_five_of_them_can_be_39_hours() -> None:
    works = {one.work for one in legal_shifts(450, 1110)}
    assert {450, 480} <= works
    assert 2 * 450 + 3 * 480 == 39 * 60


def test_breaks_are_around_noon_where_that_can_be() -> None:
    for one in legal_shifts(450, 1110):
        for pause in one.breaks:
            if one.start <= 540 and one.end >= 960:
                assert 660 <= pause.start < 840


def test_a_morning_is_too_short_for_a_shift() -> None:
    assert not legal_shifts(480, 660)
