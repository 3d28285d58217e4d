"""The engine against the check, against all possibilities, and against published values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.tours.orienteering.bound import bound
from scheduler.tours.orienteering.check import check
from scheduler.tours.orienteering.exact import best_route
from scheduler.tours.orienteering.prices import Prices
from scheduler.tours.orienteering.problem import Instance, parse
from scheduler.tours.orienteering.solve import facts_of, solve
from scheduler.watch import Progress
from tests.scheduler.tours.orienteering.instances import instances

# One worker for all that needs the engine: each would compile it, half a minute of work.
pytestmark = pytest.mark.xdist_group("orienteering")

PUBLIC = Path(__file__).parents[5] / "shared" / "data" / "toptw"


@settings(max_examples=60, deadline=None)
@given(instances(), st.integers(1, 3))
def test_routes_are_legal_and_never_beyond_the_bound(instance: Instance, vehicles: int) -> None:
    solution = solve(instance, vehicles, steps=50)
    score = check(instance, vehicles, solution.plan)
    assert score.verdict.legal
    assert score.value == solution.value <= solution.bound


@settings(max_examples=40, deadline=None)
@given(instances(most=5), st.integers(1, 2))
def test_no_routes_of_a_small_instance_are_better(instance: Instance, vehicles: int) -> None:
    most = max(_values(instance, vehicles))
    solution = solve(instance, vehicles, steps=400)
    assert solution.value == most <= solution.bound <= bound(instance, vehicles)


@settings(max_examples=40, deadline=None)
@given(instances(most=5, service=1), st.integers(1, 3), st.integers(1, 60))
def test_no_prices_prove_less_than_the_best_routes(
    instance: Instance, vehicles: int, rounds: int
) -> None:
    prices = Prices(facts_of(instance), vehicles, bound(instance, vehicles))
    prices.mend(lambda: 0, lambda: True, rounds)
    assert prices.bound >= max(_values(instance, vehicles))


@settings(max_examples=60, deadline=None)
@given(instances(most=6, service=1))
def test_the_best_route_of_one_vehicle_is_found_and_proven(instance: Instance) -> None:
    most = max(_values(instance, 1))
    prices = Prices(facts_of(instance), 1, bound(instance, 1))
    prices.mend(lambda: 0, lambda: True, 5)
    if prices.width:
        proven, route = best_route(prices, np.zeros(2, np.int64))
        assert proven == most == check(instance, 1, (route,)).value
        known = np.array([0, most], np.int64)
        assert best_route(prices, known) == (most, ())


def test_without_room_for_all_ways_the_bound_stays_true() -> None:
    instance = parse("r", _grid())
    prices = Prices(facts_of(instance), 1, bound(instance, 1))
    prices.mend(lambda: 0, lambda: True, 20)
    values = [best_route(prices, np.zeros(2, np.int64), most)[0] for most in (2, 50, 400_000)]
    assert values == sorted(values, reverse=True)
    with pytest.raises(ValueError, match="one vehicle"):
        best_route(Prices(facts_of(instance), 2, 99), np.zeros(2, np.int64))


def test_prices_know_that_nobody_is_at_two_ends_at_once() -> None:
    ends = ["1 10 0 1 5 1 1 1 10 12", "2 -10 0 1 7 1 1 1 10 12"]
    instance = parse("r", "\n".join(["1 9 2 1", "0 200", "0 0 0 0 0 0 0 0 200", *ends]))
    prices = Prices(facts_of(instance), 1, bound(instance, 1))
    assert prices.bound == 12, "there is time enough for both, one after the other"
    prices.mend(lambda: 7, lambda: True)
    assert prices.bound == 7
    assert solve(instance, 1, steps=50).bound == 7


def test_the_same_seed_makes_the_same_routes() -> None:
    instance = parse("r", _grid())
    assert solve(instance, 2, steps=200).plan == solve(instance, 2, steps=200).plan


def test_the_watch_stops_the_search_with_what_was_found() -> None:
    instance, told = parse("r", _grid()), list[Progress]()

    def stop(progress: Progress) -> bool:
        told.append(progress)
        return True

    solution = solve(instance, 2, seconds=600, watch=stop)
    assert len(told) == 1
    assert check(instance, 2, solution.plan).value == solution.value > 0


@pytest.mark.sample
@pytest.mark.skipif(not PUBLIC.is_dir(), reason="public instances are not beside the project")
@pytest.mark.parametrize(("name", "vehicles", "best"), [("c101", 1, 320), ("pr01", 4, 654)])
def test_published_values_of_easy_instances_are_reached(
    name: str, vehicles: int, best: int
) -> None:
    instance = parse(name, (PUBLIC / f"{name}.txt").read_text(encoding="utf-8"))
    assert solve(instance, vehicles, steps=1500).value >= best


def _values(instance: Instance, vehicles: int) -> Iterator[int]:
    """Score every way to give some places to vehicles in any order."""
    places = range(1, len(instance.places))
    for owners in product(range(vehicles + 1), repeat=len(places)):
        rows = [[p for p, o in zip(places, owners, strict=True) if o == v] for v in range(vehicles)]
        for routes in product(*(permutations(row) for row in rows)):
            score = check(instance, vehicles, tuple(routes))
            yield score.value if score.verdict.legal else 0


def _grid() -> str:
    stops = [f"{n} {n % 6} {n // 6} 3 {n % 7 + 1} 1 1 1 {n} {n + 40}" for n in range(1, 31)]
    return "\n".join(["1 9 30 1", "0 200", "0 0 0 0 0 0 0 0 60", *stops])
