"""The solver agrees with trying everything, and with the check."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from scheduler.roster.public import Cover, Instance, Shift, check
from scheduler.roster.public.exact import exact
from scheduler.roster.public.generate import Goal, generate
from scheduler.roster.public.master import Master
from scheduler.roster.public.neighbourhood import Part, improve
from scheduler.roster.public.numbers import numbers
from scheduler.roster.public.pricer import Ask, Pricer
from scheduler.roster.public.pricing import Rows
from scheduler.roster.public.proof import prove
from scheduler.roster.public.solve import Impossible, solve
from scheduler.watch import Progress, Watch
from tests.scheduler.roster_public.small import instances, optimum, person

SLOW = settings(max_examples=15, deadline=None)


def patient(looks: int = 80) -> Watch:
    """Stop after so many looks, however long they took."""
    left = iter(range(looks))
    return lambda _: next(left, None) is None


@SLOW
@given(instances(days=4))
def test_the_bound_never_exceeds_the_best_roster(instance: Instance) -> None:
    best = optimum(instance)
    if best is None:
        return
    made = numbers(instance)
    pricer, days = Pricer(made), range(instance.days)
    for rounds in (1, 2, 1000):
        master = Master(made, range(made.people), made.wanted, days)
        found = generate(pricer, master, Goal(rounds=rounds), Ask())
        assert found.bound <= best + 1e-6
    assert found.answer.value - found.bound < 0.1


@SLOW
@given(instances(days=4))
def test_a_small_instance_is_solved_as_well_as_by_trying_all(instance: Instance) -> None:
    best = optimum(instance)
    if best is None:
        with pytest.raises(Impossible):
            solve(instance, 600, watch=patient(), processes=1)
        return
    found = solve(instance, 600, watch=patient(), processes=1)
    verdict = check(instance, found.plan)
    assert verdict.legal
    assert verdict.cost == found.value
    assert found.bound <= best <= found.value
    assert found.value == best


@SLOW
@given(instances(days=4))
def test_the_exact_model_means_what_the_rules_mean(instance: Instance) -> None:
    made, told = numbers(instance), list[tuple[float, float]]()
    exact(made, 9, 1, lambda rows, bound: told.append((made.cost(rows), bound)), workers=1)
    best = optimum(instance)
    assert [value for value, _ in told] == ([] if best is None else [best])
    assert all(bound == pytest.approx(best) for _, bound in told)


@SLOW
@given(instances(days=4))
def test_the_proof_ends_at_the_best_roster(instance: Instance) -> None:
    best = optimum(instance)
    if best is None:
        return
    made, told = numbers(instance), list[tuple[Rows | None, float]]()
    pricer = Pricer(made)
    master = Master(made, range(made.people), made.wanted, range(instance.days))
    prices = generate(pricer, master, Goal(), Ask()).prices
    assert prices is not None
    prove(pricer, prices, lambda: 9.0, lambda rows, bound: told.append((rows, bound)))
    rows, bound = told[-1]
    assert rows is not None
    assert made.cost(rows) == bound == best
    assert all(lower <= best for _, lower in told)


def test_two_processes_find_and_prove_the_best() -> None:
    cover = tuple(Cover(day, "D", 1, 10, 1) for day in range(7))
    who = tuple(person(name, max_run=3, min_rest=2) for name in "AB")
    found = solve(Instance(7, (Shift("D", 60),), who, cover=cover), 600, processes=2)
    assert (found.value, found.bound) == (0, 0)


def test_a_watch_stops_the_solver() -> None:
    seen: list[Progress] = []

    def watch(progress: Progress) -> bool:
        seen.append(progress)
        return progress.value is not None

    cover = tuple(Cover(day, "D", 1, 10, 1) for day in range(7))
    one = Instance(7, (Shift("D", 60),), (person(max_run=3),), cover=cover)
    solve(one, 600, watch=watch, processes=1)
    assert [progress.value is None for progress in seen] == [True] * (len(seen) - 1) + [False]


def test_who_has_no_legal_row_is_named() -> None:
    who = (person("A"), person("B", min_minutes=600))
    with pytest.raises(Impossible, match="B has no row"):
        solve(Instance(2, (Shift("D", 60),), who), 1, processes=1)


def test_a_neighbourhood_changes_nothing_outside() -> None:
    cover = tuple(Cover(day, "D", 1, 10, 1) for day in range(7))
    made = numbers(Instance(7, (Shift("D", 60),), (person("A"), person("B")), cover=cover))
    rows = np.full((2, 7), -1, np.int8)
    better = improve(Pricer(made), rows, Part((0, 1), range(2, 4)), None, lambda: 9.0)
    assert better is not None
    assert (made.cost(rows), made.cost(better)) == (70, 50)
    assert (np.delete(better, [2, 3], axis=1) == -1).all()
