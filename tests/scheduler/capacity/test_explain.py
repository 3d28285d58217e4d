"""What falls short is said with its time, its cost and the rule that stands in the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.capacity.check import check
from scheduler.capacity.explain import compare, explain, stretches
from scheduler.capacity.problem import Flow, Kind, Limit, Place, Plan, Problem
from tests.scheduler.capacity.small import office, problem

BOTH = frozenset({0, 1})
RUSH = ((0.0,) * 8, (0.0, 0.0, 60.0, 60.0, 0.0, 0.0, 0.0, 0.0))


def town(count: int = 3, staff: int = 3, budget: int | None = None) -> Problem:
    return problem(office(RUSH, (Kind(BOTH, count),), staff, budget))


def reasons(given: Problem, plan: Plan) -> list[str]:
    return [stretch.reason for stretch in stretches(given, plan)]


def one(*blocks: int) -> Plan:
    return Plan({Place(0, 0, 0, 1, block): 1 for block in blocks})


def test_a_shortfall_is_said_with_time_minutes_and_cost() -> None:
    said = explain(town(staff=1), one(1, 2, 3))
    assert str(said[0]) == (
        "Hall, Tuesday 08:30-10:00: 30 min for vehicles wait or are left; "
        "every clerk who is there serves (198.75)"
    )


def test_the_rule_that_stands_in_the_way_is_named() -> None:
    plan = one(1, 2, 3)
    assert reasons(town(staff=1), plan) == ["staff"]
    assert reasons(town(count=1), plan) == ["room"]
    assert reasons(town(budget=6), plan) == ["budget"]
    assert reasons(town(), plan) == ["worth"]
    hall = town().sites[0]
    taught = replace(hall, limits=(Limit(frozenset({1}), ((1,) * 8,)),))
    assert reasons(replace(town(), sites=(taught,)), plan) == ["skill"]
    pinned = replace(town(), pins={Place(0, 0, 0, 1, block): 1 for block in (1, 2, 3)})
    assert reasons(pinned, plan) == ["pin"]
    cheap = replace(town(), costs=replace(town().costs, setup=9999.0))
    assert reasons(cheap, plan) == ["none"]


def test_stretches_put_to_flows_and_set_ups_are_all_that_is_not_opening() -> None:
    given = problem(
        office(RUSH, (Kind(frozenset({0}), 1),), name="Village"),
        office(RUSH, (Kind(BOTH, 2),), name="Town"),
    )
    plan = Plan({Place(1, 0, 0, 1, 1): 2, Place(1, 0, 0, 1, 2): 1}, {Flow(0, 1, 1, 0, 0): 60.0})
    costs = check(given, plan).by_rule()
    said = sum(one.cost or 0.0 for one in explain(given, plan))
    assert said == pytest.approx(sum(costs.values()) - costs["opening"])


def test_two_plans_are_compared_by_rule() -> None:
    told = compare(town(), one(1, 2), one(1))
    assert told["opening"] == (4.0, 2.0)
    assert told["counters"] == (1.0, 0.0)
    assert told["unserved"][0] < told["unserved"][1]
