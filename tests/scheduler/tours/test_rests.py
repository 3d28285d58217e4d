"""Breaks put into a day that a person planned: wherever the engine finds some, so do they."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from scheduler.tours.check import check
from scheduler.tours.day import Days
from scheduler.tours.problem import (
    Horizon,
    Plan,
    Problem,
    Stay,
    Stop,
    Tour,
    Vehicle,
    Visit,
    Window,
)
from scheduler.tours.rests import rested
from scheduler.tours.roads import Roads
from tests.scheduler.tours.problems import MONDAY, problems

LAW = {"breaks", "part of a break", "free break", "stretch", "driving"}


def by_hand(problem: Problem, tour: Tour) -> Tour:
    """Return the tour as its halts alone tell it: no breaks, straight out and straight home."""
    vehicle = problem.vehicle(tour.vehicle)
    first, last = tour.visits[0], tour.visits[-1]
    out = problem.roads.minutes[vehicle.depot][problem.stop(first.stop).at]
    home = problem.roads.minutes[problem.stop(last.stop).at][vehicle.depot]
    return replace(tour, leaves=first.arrives - out, returns=last.leaves + home, breaks=())


@given(problems(stops=4, days=1))
@settings(max_examples=60, deadline=None)
def test_a_day_that_the_engine_finds_legal_is_given_legal_breaks(problem: Problem) -> None:
    vehicle, days = problem.vehicles[0], Days(problem)
    for stay in range(1, len(problem.stops) + 1):
        picks = [(one.id, one.stays[-1].minutes) for one in problem.stops[:stay]]
        routed = days.best(vehicle, MONDAY, picks)
        if routed is None:
            continue
        tour = rested(problem, by_hand(problem, routed.tour))
        broken = {one.rule.name for one in check(problem, Plan((tour,))).broken}
        assert not broken & LAW


def town(*opens: int) -> tuple[Problem, Tour]:
    """Three villages in a row, half an hour apart, that are open for two hours each."""
    far = [[30 * abs(a - b) for b in range(4)] for a in range(4)]
    stops = tuple(
        Stop(name, name, at, {0: (Window(360, 1320),)}, (Stay(120, 9),), set_up=0, tear_down=0)
        for at, name in enumerate("abc"[: len(opens)], 1)
    )
    bus = Vehicle("bus", "Bus", 0, from_=360, until=1080, set_up=0, tear_down=0)
    problem = Problem(Horizon(MONDAY, MONDAY), stops, (bus,), Roads.shortest(far))
    visits = [
        Visit(stop.id, at, at, at + 120, at + 120) for stop, at in zip(stops, opens, strict=True)
    ]
    tour = Tour(MONDAY, "bus", opens[0] - 30, tuple(visits), opens[-1] + 120 + 30 * len(opens))
    return problem, tour


def test_a_short_day_has_no_break() -> None:
    problem, tour = town(480, 640)
    assert rested(problem, replace(tour, returns=tour.leaves + 360)).breaks == ()


def test_a_wait_between_two_villages_becomes_the_break() -> None:
    problem, tour = town(480, 660, 810)
    found = rested(problem, tour)
    assert sum(one.ends - one.starts for one in found.breaks) == 30
    assert found.breaks[0].ends <= 660


def test_without_a_wait_the_break_lies_on_the_way_out_or_home() -> None:
    problem, tour = town(480, 630)
    found = rested(problem, replace(tour, leaves=tour.leaves - 20))
    (rest,) = found.breaks
    assert rest.ends - rest.starts == 30
    assert found.returns - found.leaves == 380 + 30
    assert not {one.rule.name for one in check(problem, Plan((found,))).broken} & LAW
