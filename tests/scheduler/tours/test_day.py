"""The day's engine: as cheap as walking through the day by quarter hours, and legal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from scheduler.tours.check import check
from scheduler.tours.day import SCALE, Days
from scheduler.tours.problem import Costs, Horizon, Plan, Problem, Stay, Stop, Vehicle, Window
from scheduler.tours.roads import Roads
from tests.scheduler.tours.clockwork import cheapest
from tests.scheduler.tours.problems import MONDAY, problems


@settings(max_examples=15, deadline=None)
@given(problems(stops=3, days=1))
def test_no_order_and_no_times_are_cheaper(problem: Problem) -> None:
    vehicle = problem.vehicles[0]
    picks = tuple((one.id, one.stays[-1].minutes) for one in problem.stops)
    found = Days(problem).best(vehicle, MONDAY, picks)
    least = cheapest(problem, vehicle, MONDAY, picks)
    if least is None:
        assert found is None
        return
    assert found is not None
    assert found.cost / SCALE == pytest.approx(least)
    verdict = check(_open(problem), Plan((found.tour,)))
    assert {one.rule.name for one in verdict.broken} <= {"equipment"}
    expenses = {"kilometres", "hours", "vehicle day", "overtime"}
    paid = sum(cost for name, cost in verdict.by_rule().items() if name in expenses)
    assert paid == pytest.approx(least)


def test_fewer_visits_never_cost_more() -> None:
    problem = _problem(7)
    days, vehicle = Days(problem), problem.vehicles[0]
    picks = [(one.id, 30) for one in problem.stops]
    costs = [days.best(vehicle, MONDAY, picks[:count]) for count in range(1, 8)]
    known = [one.cost for one in costs if one is not None]
    assert len(known) == 7
    assert known == sorted(known)


def test_a_long_day_has_its_break_and_no_stretch_of_more_than_six_hours() -> None:
    problem = _problem(4)
    picks = [(one.id, 90) for one in problem.stops]
    found = Days(problem).best(problem.vehicles[0], MONDAY, picks)
    assert found is not None
    assert [one.ends - one.starts for one in found.tour.breaks] == [30]
    assert check(problem, Plan((found.tour,))).legal


def test_eight_stops_are_solved_at_once() -> None:
    problem = _problem(8)
    found = Days(problem).best(problem.vehicles[0], MONDAY, [(one.id, 15) for one in problem.stops])
    assert found is not None
    assert len(found.tour.visits) == 8


def _open(problem: Problem) -> Problem:
    return replace(problem, horizon=Horizon(MONDAY, MONDAY))


def _problem(count: int) -> Problem:
    far = [[abs(one - other) * 5 for other in range(count + 1)] for one in range(count + 1)]
    stays = (Stay(15, 10), Stay(30, 18), Stay(90, 40))
    week = {0: (Window(480, 1020),)}
    stops = [Stop(f"s{n}", f"Stop {n}", n, week, stays) for n in range(1, count + 1)]
    bus = Vehicle("bus", "Bus", 0, set_up=5, tear_down=5)
    return Problem(Horizon(MONDAY, MONDAY), tuple(stops), (bus,), Roads.shortest(far), Costs())
