"""The whole planner on small problems: legal, of the cost it says, and as cheap as can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings

from scheduler.tours.check import check
from scheduler.tours.day import Days
from scheduler.tours.problem import Pin, Plan, Problem, Window
from scheduler.tours.slots import Slot, slots_of
from scheduler.tours.solve import Impossible, solve
from scheduler.watch import Progress, Solution
from tests.scheduler.tours.problems import MONDAY, pinned, problems
from tests.scheduler.tours.test_conflict import town


def solved(problem: Problem) -> Solution[Plan]:
    return solve(problem, seconds=60, workers=1, deterministic=4, steps=40)


@settings(max_examples=25, deadline=None)
@given(problems(stops=4, days=4, vehicles=2))
def test_plans_are_legal_and_cost_what_is_said(problem: Problem) -> None:
    solution = solved(problem)
    verdict = check(problem, solution.plan)
    assert verdict.legal, verdict.broken
    assert verdict.cost == pytest.approx(solution.value, abs=1e-6)
    assert solution.bound <= solution.value + 1e-6


@settings(max_examples=15, deadline=None)
@given(problems(stops=2, days=2))
def test_no_plan_of_a_small_problem_is_cheaper(problem: Problem) -> None:
    solution = solved(problem)
    least = min(check(problem, plan).cost for plan in every_plan(problem))
    assert solution.value == pytest.approx(least, abs=1e-6)
    assert solution.bound == pytest.approx(least, abs=1e-2)


@settings(max_examples=15, deadline=None)
@given(problems(stops=3, days=3))
def test_a_pin_is_kept_or_nothing_is_possible(problem: Problem) -> None:
    fixed = pinned(problem, Pin(problem.stops[0].id, problem.horizon.first))
    fits = [one for one in slots_of(problem, Days(problem)) if one.day == MONDAY and one.fits[0]]
    if not fits:
        with pytest.raises(Impossible):
            solved(fixed)
        return
    assert MONDAY in solved(fixed).plan.dates(problem.stops[0].id)


@settings(max_examples=10, deadline=None)
@given(problems(stops=3, days=3))
def test_a_new_plan_keeps_to_the_previous_where_change_is_dear(problem: Problem) -> None:
    before = solved(problem).plan
    dear = replace(problem, costs=replace(problem.costs, change=10_000_000, day=0), previous=before)
    after = solved(dear).plan
    for stop in problem.stops:
        assert sorted(after.dates(stop.id)) == sorted(before.dates(stop.id))


def test_the_watch_stops_the_search_with_a_legal_plan() -> None:
    problem, told = town(), list[Progress]()

    def stop(progress: Progress) -> bool:
        told.append(progress)
        return progress.value is not None

    solution = solve(problem, seconds=600, watch=stop, workers=1)
    assert told
    assert check(problem, solution.plan).legal


def test_windows_that_the_master_does_not_know_are_learnt() -> None:
    problem = town()
    stops = tuple(
        replace(one, wanted=9, weekdays={0: (Window(480 + 60 * at, 550 + 60 * at),)})
        for at, one in enumerate(reversed(problem.stops))
    )
    narrow = replace(problem, stops=stops, costs=replace(problem.costs, unserved=9000))
    solution = solved(narrow)
    assert check(narrow, solution.plan).legal
    assert solution.value == pytest.approx(solution.bound, abs=1e-2)
    assert solution.value == min(check(narrow, plan).cost for plan in every_plan(narrow))


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Yield a plan for each choice of visits and lengths, each day by the day's engine."""
    days = Days(problem)
    slots = slots_of(problem, days)

    def tours(slot: Slot) -> list[Plan]:
        lengths = [[None, *(stay.minutes for stay in stop.stays)] for stop in problem.stops]
        found = [Plan()]
        for chosen in product(*lengths):
            picks = [(s.id, n) for s, n in zip(problem.stops, chosen, strict=True) if n]
            usable = all(slot.fits[number] for number, n in enumerate(chosen) if n)
            if picks and usable and (best := days.best(slot.vehicle, slot.day, picks)):
                found.append(Plan((best.tour,)))
        return found

    for parts in product(*(tours(slot) for slot in slots)):
        yield Plan(tuple(tour for part in parts for tour in part.tours))
