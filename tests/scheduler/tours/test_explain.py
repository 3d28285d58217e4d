"""Explanations: what a plan misses, what stands against more, and what another plan changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scheduler.tours.day import Days
from scheduler.tours.difference import difference
from scheduler.tours.explain import obstacles, penalties
from scheduler.tours.problem import Plan, Problem, Stay
from tests.scheduler.tours.problems import MONDAY
from tests.scheduler.tours.test_conflict import TUESDAY, town


def planned(problem: Problem, *days: dict[str, int]) -> Plan:
    """Return the plan of these visits (stop → minutes), day by day from Monday on."""
    made = Days(problem)
    found = []
    for number, picks in enumerate(days):
        day = MONDAY + timedelta(days=number)
        if picks:
            best = made.best(problem.vehicles[0], day, picks.items())
            assert best is not None
            found.append(best.tour)
    return Plan(tuple(found))


def hungry(problem: Problem) -> Problem:
    stops = [replace(one, wanted=20, stays=(Stay(60, 9), Stay(90, 12))) for one in problem.stops]
    return replace(problem, stops=tuple(stops))


def test_penalties_are_sentences_the_dearest_first() -> None:
    problem = hungry(town())
    said = [str(one) for one in penalties(problem, planned(problem, {"adorf": 60}))]
    assert said[0] == "Bedorf gets 0.0 % of what it wants, the least of all (50000)"
    assert "Adorf gets 9 of the 20 it wants (16500)" in said
    assert "Bus goes out on 2026-03-02 (5000)" in said


def test_the_cheapest_way_to_more_is_told_with_its_price() -> None:
    problem = hungry(town())
    found = obstacles(problem, planned(problem, {"adorf": 60, "bedorf": 60}))
    adorf = next(one for one in found if one.stop == "Adorf")
    assert adorf.saves > 0
    assert adorf.costs > 0
    assert "the cheapest way to more would save" in str(adorf)


def test_the_limit_in_the_way_is_named() -> None:
    problem = hungry(town(most_stops=1, off=frozenset({TUESDAY})))
    found = obstacles(problem, planned(problem, {"adorf": 90}))
    bedorf = next(one for one in found if one.stop == "Bedorf")
    assert [one.kind for one in bedorf.binding] == ["stops", "days out"]
    assert "Bus has 1 stops a day at most" in str(bedorf)


def test_what_another_plan_changes() -> None:
    problem = hungry(town())
    before = planned(problem, {"adorf": 60, "bedorf": 60}, {"cedorf": 60})
    after = planned(problem, {"adorf": 90}, {"bedorf": 60})
    found = difference(problem, before, after)
    assert [(one.stop, one.kind) for one in found.changes] == [
        ("Adorf", "longer"),
        ("Bedorf", "moved"),
        ("Cedorf", "dropped"),
    ]
    assert str(found.changes[0]) == "Adorf: 30 min longer on 2026-03-02"
    assert str(found.changes[2]) == "Cedorf: falls away on 2026-03-03"
    assert found.kilometres == -240
    assert found.vehicle_days == 0
    assert [one.kind for one in difference(problem, before, before).changes] == ["kept"] * 3


def test_without_time_nothing_half_known_is_said() -> None:
    problem = hungry(town())
    assert obstacles(problem, Plan())
    assert obstacles(problem, Plan(), seconds=0.0) == ()
