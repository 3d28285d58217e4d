"""Reading the public format."""

from __future__ import annotations

import pytest

from scheduler.tours.orienteering.problem import Unreadable, parse

SMALL = """1 2 2 1
0 200
 0 0.0 0.0 0.0 0.0 0 0 0 100
 1 3.0 4.0 10.0 7.0 1 1 1 0 50
 2 1.0 1.0 5.0 3.0 1 1 1 20 60
"""


def test_distances_are_cut_off_after_one_decimal_or_two() -> None:
    solomon, cordeau = parse("r1", SMALL), parse("pr1", SMALL)
    assert (solomon.travel[0][1], solomon.travel[0][2]) == (50, 14)
    assert (cordeau.travel[0][1], cordeau.travel[0][2]) == (500, 141)
    assert (cordeau.places[2].service, cordeau.places[2].opens) == (500, 2000)
    assert solomon.places[1].profit == 7
    assert solomon.places[0].closes == 1000


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("1 2 2 1", "1 2 x 1", "line 1: the number of stops"),
        ("1 2 2 1", "1 2 3 1", "3 stops and a depot are announced, 3 lines"),
        ("1 3.0", "7 3.0", "line 4: place 7 where 1 should be"),
        ("1 3.0", "1 three", "line 4: could not convert"),
        ("1 3.0", "1 inf", "line 4: a number that is none"),
        ("20 60", "60 20", "line 5: window, service or profit"),
        ("5.0 3.0 1 1 1 20 60", "5.0", "line 5: 4 columns"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(before: str, after: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        parse("r1", SMALL.replace(before, after))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Unreadable, match="missing"):
        parse("r1", "")
