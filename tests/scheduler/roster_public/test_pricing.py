"""Pricing finds exactly what trying all rows finds, and its bound holds for any prices."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.roster.public import Instance
from scheduler.roster.public.graph import graph
from scheduler.roster.public.near import near
from scheduler.roster.public.numbers import Numbers, numbers
from scheduler.roster.public.pricing import FREE, cheapest
from tests.scheduler.roster_public.small import WEEK, instances, legal_rows

SLOW = settings(max_examples=40, deadline=None)
SEEDS = st.integers(0, 2**16)


def rows_of(made: Numbers, instance: Instance) -> list[tuple[int, ...]]:
    """All legal rows of the first person, by number."""
    place = {"": -1} | {shift.name: number for number, shift in enumerate(instance.shifts)}
    found = legal_rows(instance, instance.people[0])
    return [tuple(place[name] for name in row) for row in found]


def prices(seed: int, instance: Instance) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    rng = np.random.default_rng(seed)
    size = (instance.days, len(instance.shifts))
    return rng.integers(-50, 50, size).astype(np.int32)


def value(cost: np.ndarray[tuple[int, ...], np.dtype[np.int32]], row: tuple[int, ...]) -> int:
    return sum(int(cost[day, shift]) for day, shift in enumerate(row) if shift >= 0)


@SLOW
@given(instances(count=1, days=WEEK), SEEDS)
def test_the_cheapest_row_is_the_cheapest_of_all(instance: Instance, seed: int) -> None:
    made, cost = numbers(instance), prices(seed, instance)
    both = np.arange(2, dtype=np.int32)
    legal = rows_of(made, instance)
    built = graph(made.limits[0], made.lengths, made.allowed, both)
    values, rows = cheapest(built, cost, 3)
    assert (len(values) > 0) == bool(legal)
    for one, row in zip(values.tolist(), rows.tolist(), strict=True):
        assert tuple(row) in legal
        assert value(cost, tuple(row)) == one
    if legal:
        assert values[0] == min(value(cost, row) for row in legal)


@SLOW
@given(instances(count=1, days=WEEK), SEEDS)
def test_all_rows_below_a_limit_are_found(instance: Instance, seed: int) -> None:
    made, cost = numbers(instance), prices(seed, instance)
    both = np.arange(2, dtype=np.int32)
    built = graph(made.limits[0], made.lengths, made.allowed, both)
    limit = seed % 100 - 80
    wanted = sorted(row for row in rows_of(made, instance) if value(cost, row) <= limit)
    found = near(built, cost, limit, max(1, len(wanted)))
    assert found is not None
    assert sorted(map(tuple, found.tolist())) == wanted
    if len(wanted) > 1:
        assert near(built, cost, limit, len(wanted) - 1) is None


@SLOW
@given(instances(count=1, days=WEEK), SEEDS)
def test_days_that_stay_as_they_are_stay(instance: Instance, seed: int) -> None:
    made, cost = numbers(instance), prices(seed, instance)
    legal = rows_of(made, instance)
    if not legal:
        return
    now = np.array(legal[seed % len(legal)], np.int8)
    keep = now.copy()
    keep[2:5] = FREE
    built = graph(made.limits[0], made.lengths, made.allowed, np.arange(2, dtype=np.int32))
    values, rows = cheapest(built, cost, 1, keep)
    near = [row for row in legal if row[:2] == tuple(now[:2]) and row[5:] == tuple(now[5:])]
    assert tuple(rows[0].tolist()) in near
    assert values[0] == min(value(cost, row) for row in near)


@SLOW
@given(instances(count=1, days=WEEK), SEEDS)
def test_without_caps_the_bound_is_never_too_high(instance: Instance, seed: int) -> None:
    made, cost = numbers(instance), prices(seed, instance)
    legal = rows_of(made, instance)
    built = graph(made.limits[0], made.lengths, made.allowed, np.zeros(0, np.int32))
    values, _ = cheapest(built, cost, 1)
    if legal:
        assert values[0] <= min(value(cost, row) for row in legal)
