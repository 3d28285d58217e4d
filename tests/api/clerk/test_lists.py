"""The lists beside the person: how much fits, who is expected, who is parked."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from api.clerk.fitting import FIRST, HEIGHT, LINE, MOST, ROWS, SIGNS, fitting
from api.clerk.side import parked_people
from termin.queue import Parked
from tests.town import NOW

LENGTHS = st.fixed_dictionaries({name: st.integers(0, 40) for name in ROWS})


@given(LENGTHS)
def test_lists_fit_and_leave_no_room_unused(lengths: dict[str, int]) -> None:
    shown = fitting(lengths)
    for name, count in shown.items():
        assert min(lengths[name], FIRST[name]) <= count <= min(lengths[name], MOST[name])
    least = sum(ROWS[name] * min(lengths[name], FIRST[name]) for name in ROWS)
    assert sum(ROWS[name] * count for name, count in shown.items()) <= max(least, HEIGHT)


def test_a_lower_place_shows_less() -> None:
    full = dict.fromkeys(ROWS, 20)
    assert sum(fitting(full, 400).values()) < sum(fitting(full, 600).values())
    assert all(count >= FIRST[name] for name, count in fitting(full, 0).items())


def test_long_reasons_take_the_room_of_further_rows() -> None:
    few = {"next": 6, "coming": 6}
    short, long = (fitting(few, reasons=["x" * signs] * 6) for signs in (SIGNS, 2 * SIGNS))
    assert short == fitting(few)
    assert sum(long.values()) < sum(short.values())
    heights = {"next": ROWS["next"] + LINE, "coming": ROWS["coming"]}
    assert sum(heights[name] * count for name, count in long.items()) <= HEIGHT


def test_own_people_come_first_and_those_due_before_all() -> None:
    def parked(number: str, counter: int, minutes: int, remind: int) -> Parked:
        since, then = NOW - timedelta(minutes=minutes), NOW + timedelta(minutes=remind)
        return Parked(uuid4(), number, counter, "", since, then, 10)

    people = parked_people(
        (parked("B1", 2, 90, -1), parked("B2", 1, 5, 5), parked("B3", 1, 2, -1)),
        1,
        {1: "1", 2: "2"},
        {},
        NOW,
    )
    assert [one.number for one in people] == ["B3", "B2", "B1"]
    assert [one.due for one in people] == [True, False, True]
    assert people[2].counter_name == "2"
