"""The 21 stops of a real mobile office: its published days are legal, and can be bettered."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.tours.check import check
from scheduler.tours.recurrence import describe
from scheduler.tours.solve import solve
from tests.scheduler.tours.wittenberg import FILE, published, wittenberg

pytestmark = [
    pytest.mark.sample,
    pytest.mark.skipif(not FILE.is_file(), reason="the stops are not beside the project"),
]
MARCH = date(2026, 3, 1), date(2026, 3, 31)


def test_the_published_days_are_legal_and_keep_all_promises() -> None:
    problem, tours = wittenberg(*MARCH)
    plan = published(problem, tours)
    verdict = check(problem, plan)
    assert len(problem.stops) == 21
    assert [tour.day.day for tour in plan.tours] == [2, 3, 4, 5, 9]
    assert verdict.legal, verdict.broken
    assert "promise" not in verdict.by_rule()


def test_the_published_days_are_bettered_with_as_many_days() -> None:
    problem, tours = wittenberg(*MARCH)
    before = published(problem, tours)
    solution = solve(problem, seconds=30, workers=1, deterministic=0.2, start=before, steps=300)
    verdict = check(problem, solution.plan)
    assert verdict.legal
    assert verdict.cost == pytest.approx(solution.value)
    assert verdict.cost < check(problem, before).cost
    assert len(solution.plan.tours) <= len(before.tours)
    assert solution.bound <= solution.value


def test_the_published_rules_are_read_off_half_a_year_of_days() -> None:
    problem, tours = wittenberg(date(2026, 3, 1), date(2026, 8, 31))
    plan = published(problem, tours)
    for rule, names in tours.items():
        assert describe(plan.dates(names[0]), problem.horizon.last).rule == rule
