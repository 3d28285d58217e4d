"""Minutes become times of day that promise nothing too precise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.standing.moments import Moments, away_until, moments
from termin.queue import Wait


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "wait", "told"),
    [
        (at(10, 0), Wait(10, 25), Moments(at(10, 10), at(10, 25))),
        (at(10, 2), Wait(10, 25), Moments(at(10, 10), at(10, 30))),
        (at(10, 2, 30), Wait(10, 25), Moments(at(10, 10), at(10, 30))),
        (at(10, 2), Wait(0, 5), Moments(None, at(10, 10))),
        (at(10, 2), Wait(1, 5), Moments(None, at(10, 10))),
    ],
)
def test_an_interval_is_rounded_outwards(now: datetime, wait: Wait, told: Moments) -> None:
    assert moments(wait, now) == told


@pytest.mark.parametrize(
    ("earliest", "until"),
    [
        (None, None),
        (at(10, 2), None),
        (at(10, 14), None),
        (at(10, 18), at(10, 15)),
        (at(11, 4), at(11, 0)),
    ],
)
def test_one_may_leave_only_where_it_is_worth_it(
    earliest: datetime | None, until: datetime | None
) -> None:
    assert away_until(earliest, at(10, 0)) == until
