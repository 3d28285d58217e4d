"""Plans of counters: the best of all there are, legal, and costed as the check does."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.check import check
from scheduler.capacity.greedy import greedy
from scheduler.capacity.highs import Failed, solved
from scheduler.capacity.model import build
from scheduler.capacity.part import Part, settle
from scheduler.capacity.problem import Kind, Limit, Place, Plan, Problem
from scheduler.capacity.sample import city
from scheduler.capacity.solve import Impossible, plan_counters
from scheduler.capacity.work import Step, work
from scheduler.watch import Progress
from tests.scheduler.capacity.small import office, offices, plans, problem, towns

BUSY = (30.0, 45.0, 15.0, 0.0, 30.0, 15.0)
BOTH = frozenset({0, 1})


@settings(max_examples=15, deadline=None)
@given(offices())
def test_the_solver_finds_the_best_of_all_plans(town: Problem) -> None:
    verdicts = [check(town, plan) for plan in plans(town)]
    best = min(verdict.cost for verdict in verdicts if verdict.legal)
    found = plan_counters(town, number_of_workers=0, target=0.0)
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(towns())
def test_what_the_solver_says_the_check_says(town: Problem) -> None:
    found = plan_counters(town, number_of_workers=0, target=0.0)
    verdict = check(town, found.plan)
    assert verdict.legal
    assert verdict.cost == pytest.approx(found.value, rel=1e-6, abs=1e-6)
    assert found.bound <= found.value
    assert check(town, greedy(town)).cost >= found.value - 1e-6


def test_people_are_sent_to_where_a_counter_is_free() -> None:
    none = ((0.0,) * 6,) * 2
    town = problem(
        office((BUSY, none[0]), (Kind(frozenset({1}), 1),), name="Village"),
        office(none, (Kind(BOTH, 2),), name="Town"),
    )
    found = plan_counters(town, number_of_workers=0, target=0.0)
    assert sum(found.plan.flows.values()) == pytest.approx(sum(BUSY))


def test_a_skill_that_one_clerk_has_opens_one_counter() -> None:
    hall = office((BUSY, BUSY), (Kind(BOTH, 3),), staff=3)
    hall = replace(hall, limits=(Limit(frozenset({1}), ((1,) * 6,)),))
    found = plan_counters(problem(hall), number_of_workers=0)
    assert check(problem(hall), found.plan).legal
    assert max(n for place, n in found.plan.counts.items() if place.group == 1) == 1


def test_what_is_pinned_stays_and_what_cannot_be_is_refused() -> None:
    town = problem(office((BUSY, BUSY), (Kind(BOTH, 2),), staff=1))
    pinned = replace(town, pins={Place(0, 0, 0, 1, 0): 1, Place(0, 0, 0, 0, 1): 0})
    found = plan_counters(pinned, number_of_workers=0)
    assert found.plan.counts[Place(0, 0, 0, 1, 0)] == 1
    assert found.plan.counts.get(Place(0, 0, 0, 0, 1), 0) == 0
    with pytest.raises(Impossible, match="1 clerks are there"):
        plan_counters(replace(town, pins={Place(0, 0, 0, 1, 0): 2}), number_of_workers=0)


def test_a_closed_office_opens_nothing() -> None:
    town = problem(office((BUSY, BUSY), (Kind(BOTH, 2),), staff=0))
    found = plan_counters(town, number_of_workers=0)
    assert not found.plan.counts
    assert found.gap == 0


def test_a_previous_plan_is_kept_where_change_costs_more_than_it_brings() -> None:
    town = problem(office((BUSY, BUSY), (Kind(BOTH, 2),)))
    first = plan_counters(town, number_of_workers=0, target=0.0).plan
    dear = replace(town, previous=first.counts, costs=replace(town.costs, change=1000.0, setup=9.0))
    again = plan_counters(dear, number_of_workers=0, target=0.0)
    assert again.plan.counts == first.counts
    assert check(dear, again.plan).cost == pytest.approx(again.value)


def test_one_process_and_two_agree() -> None:
    halls = [office((BUSY, BUSY[::-1]), (Kind(BOTH, 2),), name=name) for name in "AB"]
    town = problem(halls[0], replace(halls[1], district="Harbour"))
    here = plan_counters(town, number_of_workers=0, target=0.0)
    there = plan_counters(town, number_of_workers=2, target=0.0)
    assert there.value == pytest.approx(here.value, rel=1e-6)
    assert not multiprocessing.active_children()


def test_stopping_gives_the_best_so_far_at_once_and_leaves_no_process() -> None:
    whole = city(1)
    town = replace(
        whole,
        days=whole.days[:1],
        sites=whole.sites[:9],
        distances=tuple(row[:9] for row in whole.distances[:9]),
    )
    told: list[Progress] = []
    stopped: list[float] = []

    def stop(progress: Progress) -> bool:
        told.append(progress)
        if len(told) > 5 and not stopped:
            stopped.append(time.monotonic())
        return bool(stopped)

    found = plan_counters(town, seconds=600.0, watch=stop)
    assert time.monotonic() - stopped[0] < 20, "a second; more on a busy machine"
    assert not multiprocessing.active_children()
    verdict = check(town, found.plan)
    assert verdict.legal
    assert verdict.cost == pytest.approx(found.value)
    assert told[0].parts == len(town.districts())


def test_the_compiled_search_finds_legal_plans_near_the_best() -> None:
    from scheduler.capacity.search import Start, search

    town = problem(
        office((BUSY, BUSY[::-1]), (Kind(BOTH, 2), Kind(frozenset({0}), 1)), 2, 14, name="A"),
        office((BUSY[::-1], BUSY), (Kind(BOTH, 1),), 1, None, name="B"),
    )
    best = plan_counters(town, number_of_workers=0, target=0.0).value
    model = build(town, (0, 1), 0)
    part = settle(model, search(model, Start(), 50_000, 10.0, 1)[1])
    assert part is not None
    verdict = check(town, part.plan)
    assert verdict.legal
    assert verdict.cost == pytest.approx(part.value)
    assert best - 1e-6 <= part.value <= 1.05 * best


def test_where_highs_fails_over_a_hint_a_program_built_anew_has_the_answer() -> None:
    town = problem(office((BUSY, BUSY), (Kind(BOTH, 2),)))
    beyond = Plan({Place(0, 0, 0, 0, 0): 900})
    model = build(town, (0,), 0)
    hint = mo.SolutionHint(variable_values={model.counters[0, 0, 0]: 900})
    with pytest.raises(Failed, match="HiGHS"):
        solved(model.program, mo.SolveParameters(), hint)
    best = plan_counters(town, number_of_workers=0, target=0.0)
    found = work(town, Part((0,), 0, beyond, 1e9, 0.0), Step.SEARCH, 10.0, 0.0, 1)
    assert found.value == pytest.approx(best.value)
    assert not found.failed


@pytest.mark.parametrize("workers", [0, 1])
def test_where_highs_always_fails_it_is_said(workers: int) -> None:
    town = problem(office((BUSY, BUSY), (Kind(BOTH, 2),)))
    with pytest.raises(Failed, match="HiGHS failed"):
        plan_counters(town, seed=-9, number_of_workers=workers)
