"""Rows of stretches: no plan of whole counters breaks one, and fractions of counters do."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.highs import held, solved
from scheduler.capacity.model import Model, build
from scheduler.capacity.part import Part
from scheduler.capacity.problem import Kind, Plan, Problem
from scheduler.capacity.sample import city
from scheduler.capacity.stretches import Stretch, add, relaxed
from scheduler.capacity.work import Step, work
from tests.scheduler.capacity.small import office, problem

MINUTES = st.sampled_from((0.0, 5.0, 15.0, 25.0, 40.0, 70.0))


@st.composite
def wide_towns(draw: st.DrawFn) -> Problem:
    """Make two offices with several counters of a kind, of which each serves both groups."""
    both = frozenset({0, 1})
    return problem(
        *(
            office(
                tuple(tuple(draw(MINUTES) for _ in range(8)) for _ in range(2)),
                (Kind(both, draw(st.integers(1, 3))), Kind(frozenset({0}), 1)),
                staff=4,
                name=name,
            )
            for name in ("Hall", "Branch")
        )
    )


def every_stretch(model: Model) -> list[Stretch]:
    """Return all stretches there are, also those that say nothing."""
    size = model.problem.block
    return [
        Stretch(site, group, first, last)
        for site, group, last in model.left
        for first in range(last // size + 1)
    ]


@settings(max_examples=40, deadline=None)
@given(wide_towns(), st.data())
def test_whole_counters_cost_the_same_with_and_without_rows_of_stretches(
    town: Problem, data: st.DataObject
) -> None:
    model = build(town, (0, 1), 0)
    some = st.integers(0, 2)
    counters = [(each, data.draw(some)) for each in model.counters.values()]
    with held(counters):
        before = solved(model.program, mo.SolveParameters())
        add(model, every_stretch(model))
        after = solved(model.program, mo.SolveParameters())
    assert before.has_primal_feasible_solution() == after.has_primal_feasible_solution()
    if before.has_primal_feasible_solution():
        assert after.objective_value() == pytest.approx(before.objective_value(), abs=1e-6)


def test_two_fifths_of_a_counter_serve_nobody() -> None:
    # Six minutes a quarter of an hour: a fraction serves them all, and is set up for two units.
    # Whole, one counter has to be set up (five), or all 48 minutes wait.
    town = problem(office(((6.0,) * 8, (0.0,) * 8), (Kind(frozenset({0}), 1),)))
    model = build(town, (0,), 0)
    rows = sum(1 for _ in model.program.linear_constraints())
    best = solved(model.program, mo.SolveParameters()).objective_value()
    found, stretches = relaxed(model, time.monotonic() + 60)
    bare, none = relaxed(model, time.monotonic() - 1)
    assert stretches
    assert not none
    assert bare.objective_value() < best - 2
    assert bare.objective_value() + 1 < found.objective_value() <= best + 1e-6
    assert sum(1 for _ in model.program.linear_constraints()) == rows, "the program is as it was"


def test_a_search_says_more_than_fractions_and_a_better_plan_keeps_why() -> None:
    town = city(3)
    sites = next(iter(town.districts().values()))
    empty = Part(sites, 0, Plan({}, {}), 1e9, 0.0)
    searched = work(town, empty, Step.SEARCH, 20.0, 1.0, 1)
    assert searched.stretches
    bare, _ = relaxed(build(town, sites, 0), time.monotonic() - 1)
    assert searched.bound > 1.01 * bare.objective_value()
    better = searched.or_better(replace(searched, value=searched.value - 1, stretches=()))
    assert better.value == searched.value - 1
    assert better.stretches == searched.stretches
