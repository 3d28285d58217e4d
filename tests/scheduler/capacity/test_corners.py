"""Corners of a district's day: what they find is legal, cheaper, and costs what they say."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from scheduler.capacity.check import check, cost
from scheduler.capacity.corners import corners
from scheduler.capacity.greedy import greedy
from scheduler.capacity.model import Model, build
from scheduler.capacity.part import Part
from scheduler.capacity.problem import Plan, Problem
from scheduler.capacity.sample import city
from scheduler.capacity.work import Step, work

DAY = 2


@pytest.fixture
def town() -> Problem:
    return city(1)


@pytest.fixture
def poor(town: Problem) -> Part:
    """Return a district's day as it is where each half hour opens for the largest backlog.

    The district is one whose steps all end by themselves, long before their time.
    """
    sites = list(town.districts().values())[7]
    whole = greedy(town).counts
    counts = {at: n for at, n in whole.items() if at.day == DAY and at.site in sites}
    plan = Plan(counts)
    return Part(sites, DAY, plan, cost(town, plan, sites, DAY), 0.0)


def program(town: Problem, part: Part) -> Model:
    return build(town, part.sites, part.day)


def test_corners_make_a_poor_plan_cheaper_and_keep_all_rules(town: Problem, poor: Part) -> None:
    found = corners(program(town, poor), poor, time.monotonic() + 4.0, 1.0, 3)
    assert found.value < 0.98 * poor.value
    assert found.bound == poor.bound, "a corner proves nothing of the rest"
    assert check(town, found.plan).legal
    assert cost(town, found.plan, found.sites, DAY) == pytest.approx(found.value)


def test_without_time_or_need_a_part_stays_as_it_is(town: Problem, poor: Part) -> None:
    model = program(town, poor)
    assert corners(model, poor, time.monotonic(), 1.0, 3) == poor
    proven = replace(poor, bound=poor.value)
    assert corners(model, proven, time.monotonic() + 60.0, 1.0, 3) == proven


def test_each_step_takes_a_part_further(town: Problem, poor: Part) -> None:
    searched = work(town, poor, Step.SEARCH, 1.0, 1.0, 1)
    assert 0 < searched.bound < searched.value < poor.value
    planned = work(town, searched, Step.PLAN, 5.0, 1.0, 1)
    assert searched.bound < planned.bound < planned.value < searched.value
    bounded = work(town, planned, Step.BOUND, 8.0, 1.0, 2)
    assert bounded.bound > planned.bound
    anew = work(town, planned, Step.PLAN, 5.0, 1.0, 3)
    assert anew.value <= planned.value
    assert anew.bound > planned.bound, "with other random numbers a root has other cuts"
    better = work(town, replace(planned, plan=poor.plan, value=poor.value), Step.CORNERS, 2, 1, 1)
    assert better.bound == planned.bound, "a corner proves nothing of the rest"
    assert better.value < poor.value
    for found in (searched, planned, bounded, anew, better):
        assert check(town, found.plan).legal
        assert cost(town, found.plan, found.sites, DAY) == pytest.approx(found.value)
