"""Cooling: what it counts along is what the check says, and it keeps what nobody may break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.roster import Clerk, Demand, Pin, Problem, Roster
from scheduler.roster.anneal import anneal
from scheduler.roster.check import check
from scheduler.roster.choices import choices
from scheduler.roster.cool import Cooling, cool, hour_prices, sheet
from scheduler.roster.greedy import first_roster
from scheduler.roster.ground import ground
from scheduler.roster.solve import solve
from tests.scheduler.roster.generate import office
from tests.scheduler.roster.small import plain, small_offices


@settings(max_examples=40)
@given(small_offices(), st.sampled_from([0.05, 1.0, 8.0]), st.sampled_from([0, 600]))
def test_what_changes_cost_is_what_the_check_says(
    problem: Problem, heat: float, slack: int
) -> None:
    base = ground(problem, choices(problem))
    assume(len(base.office.work))
    start = first_roster(problem, choices(problem))
    state = base.state(start)
    prices = hour_prices(base, Cooling(1))
    run = cast(Callable[..., float], anneal)
    more = run(base.office, state, prices, sheet(base, 1), 300, slack, heat, 7)
    assume(not (state.there > base.office.need).any())  # who is one too many is put elsewhere
    verdict = check(problem, base.roster(state))
    assert verdict.cost == pytest.approx(check(problem, start).cost + more, abs=1e-6)


@settings(max_examples=40)
@given(small_offices(), st.integers(0, 99))
def test_a_cooled_roster_is_legal(problem: Problem, seed: int) -> None:
    choice = choices(problem)
    start = first_roster(problem, choice)
    found = cool(ground(problem, choice), start, Cooling(1, 0.5, 0.05, seed=seed, tries=2000))
    assert not check(problem, found).broken


def test_cooling_halves_what_the_first_roster_costs() -> None:
    problem = office(1)
    choice = choices(problem)
    start = first_roster(problem, choice)
    found = check(problem, cool(ground(problem, choice), start, Cooling(1, tries=20_000)))
    assert found.legal
    assert found.cost < check(problem, start).cost * 0.6


def test_cooling_mends_hours_beyond_the_contract() -> None:
    problem = office(2, clerks=6, weeks=1)
    choice = choices(problem)
    full = Roster(
        tuple(
            one
            for days in (first_roster(problem, {key: choice[key]}).workdays for key in choice)
            for one in days
        )
    )
    assert {one.rule.name for one in check(problem, full).broken} >= {"contract"}
    mended = cool(ground(problem, choice), full, Cooling(1, tries=20_000))
    assert check(problem, mended).legal


def test_a_day_beyond_those_of_a_week_goes_however_dear_it_is() -> None:
    ada = Clerk(1, "Ada", frozenset({"Pass"}), contract=960, flex=6000, days_a_week=2)
    asked = tuple(Demand(day, block, "Pass", 1) for day in range(4) for block in range(16, 33))
    problem = plain(clerks=(ada,), demand=asked)
    choice = choices(problem)
    alone = [first_roster(problem, {key: choice[key]}).workdays for key in choice]
    full = Roster(tuple(one for days in alone for one in days))
    assert "days a week" in {one.rule.name for one in check(problem, full).broken}
    cold = Cooling(1, 1e-3, 1e-3, tries=5000)
    assert check(problem, cool(ground(problem, choice), full, cold)).legal


def test_pinned_days_stay() -> None:
    free = office(3, clerks=5, weeks=1)
    shift = next(one for one in choices(free)[1, 0] if one.work == 480)
    problem = replace(free, pins=(Pin(1, 0, shift.name), Pin(2, 1, None)))
    choice = choices(problem)
    found = cool(
        ground(problem, choice), first_roster(problem, choice), Cooling(1, 5.0, tries=5000)
    )
    assert not check(problem, found).broken
    assert (1, 0, shift.name) in {(one.clerk, one.day, one.shift) for one in found.workdays}
    assert (2, 1) not in {(one.clerk, one.day) for one in found.workdays}


def test_the_same_seed_gives_the_same_roster() -> None:
    problem = office(1, clerks=5, weeks=1)
    choice = choices(problem)
    base, start = ground(problem, choice), first_roster(problem, choice)
    one, two, other = (cool(base, start, Cooling(1, seed=seed, tries=4000)) for seed in (1, 1, 2))
    assert one == two
    assert one != other


def test_a_roster_comes_back_from_the_arrays_as_it_went_in() -> None:
    problem = office(2)
    choice = choices(problem)
    start = first_roster(problem, choice)
    base = ground(problem, choice)
    state = base.state(start)
    assert set(base.roster(state).workdays) == set(start.workdays)
    assert not np.any(state.there > base.office.need)


@pytest.mark.parametrize("lacking", ["clerks", "groups", "demand", "shifts"])
def test_where_nothing_is_to_be_planned_the_roster_is_empty(lacking: str) -> None:
    whole = plain(demand=(Demand(0, 16, "Pass", 1),))
    less: dict[str, object] = {lacking: ()}
    if lacking == "groups":
        less |= {"demand": (), "clerks": (Clerk(1, "Roth", frozenset()),)}
    problem = replace(whole, **less)  # type: ignore[arg-type]
    choice = choices(problem)
    assert cool(ground(problem, choice), Roster(), Cooling(1, tries=500)) == Roster()
    assert not check(problem, solve(problem, seconds=5, workers=0).plan).broken
