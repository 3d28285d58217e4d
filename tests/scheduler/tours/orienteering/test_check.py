"""Judging routes: one rule, one test."""

from __future__ import annotations

import pytest

from scheduler.tours.orienteering.check import check
from scheduler.tours.orienteering.problem import Routes, parse

TOWN = parse(
    "r",
    """1 3 3 1
    0 200
    0 0 0 0 0 0 0 0 30
    1 5 0 2 4 1 1 1 0 6
    2 6 0 2 5 1 1 1 12 20
    3 0 9 1 6 1 1 1 0 29
    """,
)


def test_service_waits_for_the_window_and_profits_add_up() -> None:
    score = check(TOWN, 2, ((1, 2), (3,)))
    assert score.verdict.legal
    assert score.value == 15
    assert score.begins == ((50, 120), (90,))


@pytest.mark.parametrize(
    ("vehicles", "routes", "rule"),
    [
        (1, ((1,), (2,)), "fleet"),
        (2, ((1,), (1,)), "once"),
        (1, ((4,),), "known"),
        (1, ((0,),), "known"),
        (1, ((2, 1),), "window"),
        (1, ((2, 3),), "back"),
    ],
)
def test_each_rule_is_broken_by_itself(vehicles: int, routes: Routes, rule: str) -> None:
    broken = {one.rule.name for one in check(TOWN, vehicles, routes).verdict.broken}
    assert rule in broken
    assert broken <= {rule, "back"}
