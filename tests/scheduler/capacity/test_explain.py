"""What falls short is said with its time, its cost and the rule that stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.capacity.check import check
from scheduler.capacity.explain import Stretch, compare, explain, stretches
from scheduler.capacity.problem import Flow, Kind, Limit, Place, Plan, Problem
from tests.scheduler.capacity.small import asking, office, offices, plans, problem

BOTH = frozenset({0, 1})
RUSH = ((0.0,) * 8, (0.0, 0.0, 60.0, 60.0, 0.0, 0.0, 0.0, 0.0))


def town(count: int = 3, staff: int = 3, budget: int | None = None) -> Problem:
    return problem(office(RUSH, (Kind(BOTH, count),), staff, budget))


def reasons(given: Problem, plan: Plan) -> list[str]:
    return [", ".join(stretch.reasons) for stretch in stretches(given, plan)]


def one(*blocks: int) -> Plan:
    return Plan({Place(0, 0, 0, 1, block): 1 for block in blocks})


def test_a_shortfall_is_said_with_time_minutes_and_cost() -> None:
    said = explain(town(staff=1), one(1, 2, 3))
    assert str(said[0]) == (
        "Hall, Tuesday 08:30-10:00: up to 90 min for vehicles wait, "
        "30 min are left at closing; every clerk who is there serves (198.75)"
    )


def test_a_wait_that_ends_with_the_day_is_said_with_the_most_that_waits_not_what_is_left() -> None:
    late = ((0.0,) * 8, (0.0,) * 6 + (45.0, 0.0))
    given = problem(office(late, (Kind(BOTH, 2),), 1))
    (stretch,) = stretches(given, one(3))
    assert (stretch.minutes, stretch.left) == (30.0, 15.0)
    late = ((0.0,) * 8, (0.0,) * 4 + (30.0, 30.0, 0.0, 0.0))
    given = problem(office(late, (Kind(BOTH, 2),), 1))
    (stretch,) = stretches(given, one(2, 3))
    assert (stretch.last, stretch.minutes, stretch.left) == (given.blocks, 30.0, 0.0)
    assert str(explain(given, one(2, 3))[0]).startswith(
        "Hall, Tuesday 09:00-10:00: up to 30 min for vehicles wait; "
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


def test_all_rules_that_would_have_to_give_way_are_named() -> None:
    given = town(count=1, staff=1)
    assert reasons(given, one(1, 2, 3)) == ["staff, room"]
    assert "every clerk who is there serves, every counter" in str(explain(given, one(1, 2, 3))[0])


def freed(town: Problem, rules: Sequence[str]) -> Problem:
    """Return the problem without these rules."""
    (hall,) = town.sites
    return replace(
        town,
        pins={} if "pin" in rules else town.pins,
        sites=(
            replace(
                hall,
                kinds=tuple(Kind(k.groups, 9 if "room" in rules else k.count) for k in hall.kinds),
                staff=((9,) * town.slots,) if "staff" in rules else hall.staff,
                budget=(None,) if "budget" in rules else hall.budget,
                limits=() if "skill" in rules else hall.limits,
            ),
        ),
    )


def with_one_more(town: Problem, plan: Plan, where: Stretch) -> Iterator[Plan]:
    """Yield the plan with one more counter in every row of blocks that touches a stretch."""
    for kind, what in enumerate(town.sites[0].kinds):
        for first, last in combinations(range(town.blocks + 1), 2):
            if where.group in what.groups and first < where.last and where.first < last:
                counts = Counter(plan.counts)
                counts.update(Place(0, 0, kind, where.group, block) for block in range(first, last))
                yield Plan(counts)


@settings(max_examples=40, deadline=None)
@given(asking(offices()), st.sampled_from((None, (0, 1), (1, 1))))
def test_a_rule_that_is_said_to_bind_does_and_none_is_said_where_none_does(
    town: Problem, taught: tuple[int, int] | None
) -> None:
    if taught is not None:
        limits = tuple(Limit(frozenset({n}), ((most,) * 6,)) for n, most in enumerate(taught))
        town = replace(town, sites=(replace(town.sites[0], limits=limits),))
    legal = [(check(town, plan), plan) for plan in plans(town)]
    legal = [(verdict, plan) for verdict, plan in legal if verdict.legal]
    assume(legal)
    verdict, best = min(legal, key=lambda one: one[0].cost)
    for stretch in stretches(town, best):
        more = [check(town, plan).cost for plan in with_one_more(town, best, stretch)]
        if stretch.reason in ("none", "kinds"):
            assert min(more, default=verdict.cost) >= verdict.cost - 1e-6
            continue
        assert stretch.reason != "worth", "the best plan cannot be made better"
        without = freed(town, stretch.reasons)
        allowed = [
            found.cost
            for plan in with_one_more(town, best, stretch)
            if (found := check(without, plan)).legal
        ]
        assert min(allowed) <= verdict.cost - stretch.saved + 1e-6
        assert stretch.saved > 0


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
