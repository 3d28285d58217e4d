"""What must be open is open: pins, needs, and an older plan as far as it is worth keeping."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from scheduler.capacity.check import check
from scheduler.capacity.model import build
from scheduler.capacity.part import settle
from scheduler.capacity.problem import Kind, Least, Place, Plan, Problem
from scheduler.capacity.search import Start, search
from scheduler.capacity.solve import plan_counters
from scheduler.capacity.start import Impossible, begin
from tests.scheduler.capacity.small import asking, office, offices, plans, problem, towns

BUSY = (30.0, 45.0, 15.0, 0.0, 30.0, 15.0)
NONE = (0.0,) * 6
BOTH = frozenset({0, 1})
FIRST, SECOND = frozenset({0}), frozenset({1})


def test_fewer_counters_than_needed_are_not_allowed() -> None:
    town = problem(office((BUSY, NONE), (Kind(BOTH, 2), Kind(FIRST, 1))))
    town = replace(town, least=(Least(0, 0, 1, frozenset({0, 1}), FIRST, 2),))
    one = Plan({Place(0, 0, 0, 0, 1): 1, Place(0, 0, 0, 1, 1): 1})
    (finding,) = check(town, one).broken
    assert str(finding) == "Hall, Tuesday 08:30: 1 open for passports, 2 needed (not allowed)"
    assert check(town, Plan({Place(0, 0, 0, 0, 1): 1, Place(0, 0, 1, 0, 1): 1})).legal


@settings(max_examples=20, deadline=None)
@given(asking(offices()))
def test_the_solver_finds_the_best_of_all_plans_that_are_allowed(town: Problem) -> None:
    legal = [verdict for plan in plans(town) if (verdict := check(town, plan)).legal]
    if not legal:
        with pytest.raises(Impossible):
            plan_counters(town, number_of_workers=0)
        return
    best = min(verdict.cost for verdict in legal)
    found = plan_counters(town, number_of_workers=0, target=0.0)
    assert check(town, found.plan).legal
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.bound <= best + 1e-6


@settings(max_examples=25, deadline=None)
@given(asking(towns()))
def test_the_compiled_search_keeps_what_must_be_open(town: Problem) -> None:
    try:
        first = begin(town)
    except Impossible:
        return
    model = build(town, range(len(town.sites)), 0)
    _, counters = search(model, Start(legal=first.counts), 20_000, 10.0, 1)
    part = settle(model, counters)
    assert part is not None
    verdict = check(town, part.plan)
    assert verdict.legal
    assert verdict.cost == pytest.approx(part.value)


def test_an_office_of_many_kinds_is_searched_kind_by_kind() -> None:
    kinds = tuple(Kind(some, 1) for some in (FIRST, SECOND, BOTH) * 3)
    town = problem(office((tuple(3 * minutes for minutes in BUSY), BUSY), kinds, staff=5))
    model = build(town, (0,), 0)
    part = settle(model, search(model, Start(), 50_000, 10.0, 1)[1])
    assert part is not None
    assert check(town, part.plan).legal
    best = plan_counters(town, number_of_workers=0, target=0.0).value
    assert best - 1e-6 <= part.value <= 1.05 * best
