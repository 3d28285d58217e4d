"""Conflicts: smallest sets of demands that cannot hold together, and what frees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from scheduler.tours.conflict import conflict
from scheduler.tours.demand import demanding, limits, wishes
from scheduler.tours.pattern import Pattern
from scheduler.tours.problem import Horizon, Pin, Problem, Stay, Stop, Vehicle, Window
from scheduler.tours.roads import Roads
from scheduler.tours.solve import Impossible, solve
from tests.scheduler.tours.problems import MONDAY, pinned, problems

TUESDAY = MONDAY + timedelta(days=1)


def town(**of_bus: object) -> Problem:
    """Three villages an hour apart in a row; the bus takes nine hours to the last and back."""
    far = [[0, 60, 120, 180], [60, 0, 60, 120], [120, 60, 0, 60], [180, 120, 60, 0]]
    stops = tuple(
        Stop(name, name.title(), at, dict.fromkeys(range(5), (Window(480, 1020),)), (Stay(60, 9),))
        for at, name in enumerate(("adorf", "bedorf", "cedorf"), 1)
    )
    bus = Vehicle("bus", "Bus", 0, frozenset({"lte"}), **of_bus)  # type: ignore[arg-type]
    return Problem(Horizon(MONDAY, TUESDAY), stops, (bus,), Roads.shortest(far))


def kinds(problem: Problem, *asked: str) -> tuple[list[str], list[str]]:
    found = conflict(problem, asked or ("pin",))
    if found is None:
        return [], []
    demands, cures = (
        [f"{one.kind} {one.who}" for one in some] for some in (found.demands, found.cures)
    )
    return sorted(demands), sorted(cures)


def test_pins_that_fit_are_no_conflict() -> None:
    assert conflict(pinned(town(), Pin("adorf", MONDAY), Pin("bedorf", MONDAY))) is None


def test_two_pins_too_many_for_a_short_day() -> None:
    short = pinned(town(most=360, normal=360), *(Pin(name, MONDAY) for name in ("adorf", "cedorf")))
    demands, cures = kinds(short)
    assert demands == ["minutes bus", "pin cedorf"]
    assert cures == ["minutes bus", "pin cedorf"]


def test_where_no_single_cure_helps_several_are_named() -> None:
    pins = (Pin(name, MONDAY) for name in ("adorf", "bedorf", "cedorf"))
    found = conflict(pinned(town(most=360, normal=360), *pins))
    assert found is not None
    assert not found.cures
    assert sorted(one.who for one in found.together) == ["bedorf", "cedorf"]
    assert "release Cedorf on 2026-03-02; and release Bedorf on 2026-03-02" in str(found)


def test_a_closed_village_is_named_with_its_pin() -> None:
    problem = town()
    closed = replace(problem.stops[0], dates={MONDAY: ()})
    found = conflict(
        pinned(replace(problem, stops=(closed, *problem.stops[1:])), Pin("adorf", MONDAY))
    )
    assert found is not None
    assert str(found) == (
        "These cannot hold together: Adorf is fixed on 2026-03-02; "
        "Adorf is open in its hours only. To free them: "
        "release Adorf on 2026-03-02; or open Adorf at other times."
    )


@pytest.mark.parametrize(
    ("change", "kind"),
    [({"weekdays": frozenset({1, 2})}, "days out"), ({"off": frozenset({MONDAY})}, "days out")],
)
def test_a_vehicle_that_stays_at_home(change: dict[str, object], kind: str) -> None:
    demands, _ = kinds(pinned(town(**change), Pin("adorf", MONDAY)))
    assert demands == [f"{kind} bus", "pin adorf"]


def test_missing_equipment_and_a_holiday() -> None:
    problem = town()
    needy = replace(problem.stops[0], needs=frozenset({"power"}))
    demands, _ = kinds(
        pinned(replace(problem, stops=(needy, *problem.stops[1:])), Pin("adorf", MONDAY))
    )
    assert demands == ["equipment adorf", "pin adorf"]
    holiday = replace(problem, horizon=replace(problem.horizon, holidays=frozenset({MONDAY})))
    demands, _ = kinds(pinned(holiday, Pin("adorf", MONDAY)))
    assert demands == ["holidays ", "pin adorf"]


def test_promises_and_waits_collide_where_they_are_held() -> None:
    problem = town(off=frozenset({TUESDAY}), most_stops=1)
    promised = replace(
        problem,
        promises={name: Pattern("FREQ=WEEKLY;BYDAY=MO", MONDAY) for name in ("adorf", "bedorf")},
    )
    assert conflict(promised) is None
    demands, _ = kinds(promised, "promise")
    assert demands == ["promise adorf", "promise bedorf", "stops bus"]
    impatient = replace(
        problem.stops[0], most_days_between=1, last_visit=MONDAY - timedelta(days=9)
    )
    waiting = replace(problem, stops=(impatient, *problem.stops[1:]))
    demands, _ = kinds(waiting, "wait")
    assert demands == ["days out bus", "wait adorf"]


@settings(max_examples=20, deadline=None)
@given(problems(stops=3, days=2))
def test_a_conflict_is_told_exactly_where_no_plan_is_possible(problem: Problem) -> None:
    first = problem.horizon.first
    fixed = pinned(problem, *(Pin(stop.id, first) for stop in problem.stops))
    found = conflict(fixed)
    if found is None:
        solve(fixed, seconds=60, workers=1, deterministic=4)
        return
    with pytest.raises(Impossible):
        solve(fixed, seconds=60, workers=1, deterministic=4)
    assert len({(one.kind, one.who) for one in found.demands}) == len(found.demands)
    every = [*wishes(fixed, ("pin",)), *limits(fixed, {stop.id for stop in fixed.stops})]
    for cure in found.cures:
        rest = demanding(fixed, [one for one in every if one is not cure and one != cure])
        if rest.stops:
            solve(rest, seconds=60, workers=1, deterministic=4)
