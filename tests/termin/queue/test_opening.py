"""When walk-in numbers are given out."""

from __future__ import annotations

import pytest

from termin.errors import Closed
from termin.interval import Interval
from termin.queue.opening import check_open
from tests.termin.queue.people import at

TWO_STRETCHES = (Interval(at(0), at(180)), Interval(at(300), at(420)))


@pytest.mark.parametrize("minute", [-30, -1, 0, 179, 270, 300, 419])
def test_numbers_are_given_from_a_little_before_opening_until_closing(minute: int) -> None:
    check_open(TWO_STRETCHES, at(minute), 30)


@pytest.mark.parametrize(
    ("minute", "opens"), [(-31, 0), (180, 300), (269, 300), (420, None), (900, None)]
)
def test_otherwise_the_refusal_says_when_it_opens(minute: int, opens: int | None) -> None:
    with pytest.raises(Closed) as refused:
        check_open(TWO_STRETCHES, at(minute), 30)
    assert refused.value.facts["opens_at"] == (at(opens) if opens is not None else None)


def test_a_day_without_opening_is_closed() -> None:
    with pytest.raises(Closed):
        check_open((), at(0), 30)
