"""Each rule by itself: a plan that keeps all, and one change that breaks or misses one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.finding import Verdict
from scheduler.tours.check import check
from scheduler.tours.pattern import Pattern
from scheduler.tours.problem import (
    Break,
    Costs,
    Horizon,
    Pin,
    Plan,
    Problem,
    Stay,
    Stop,
    Tour,
    Vehicle,
    Visit,
    Window,
)
from scheduler.tours.roads import Roads

MONDAY = date(2026, 3, 2)
WEEK = {day: (Window(480, 960),) for day in range(7)}
STAYS = (Stay(60, 10), Stay(180, 20))
FREE = Costs(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
TOWN = Problem(
    Horizon(MONDAY, MONDAY + timedelta(days=13)),
    (
        Stop("a", "Adorf", 1, WEEK, STAYS),
        Stop("b", "Bedorf", 2, WEEK, STAYS, once_a_week=False),
    ),
    (Vehicle("bus", "Bus", 0, frozenset({"lte"}), until=1140, weekdays=frozenset(range(7))),),
    Roads.shortest([[0, 30, 30], [30, 0, 30], [30, 30, 0]]),
    FREE,
)
TOUR = Tour(
    MONDAY,
    "bus",
    465,
    (Visit("a", 495, 510, 690, 700), Visit("b", 760, 775, 835, 845)),
    875,
    (Break(710, 740),),
)


def verdict(plan: Plan, **changes: Any) -> Verdict:
    return check(replace(TOWN, **changes), plan)


def _with(first: Visit, second: Visit) -> Plan:
    return Plan((replace(TOUR, visits=(first, second)),))


def _bus(**changes: Any) -> dict[str, Any]:
    return {"vehicles": (replace(TOWN.vehicles[0], **changes),)}


def _stop(number: int, **changes: Any) -> dict[str, Any]:
    stops = [replace(one, **changes) if at == number else one for at, one in enumerate(TOWN.stops)]
    return {"stops": tuple(stops)}


def _on(*days: int) -> Plan:
    return Plan(tuple(replace(TOUR, day=MONDAY + timedelta(days=day)) for day in days))


A, B = TOUR.visits
EVENING = Tour(MONDAY, "bus", 880, (Visit("b", 910, 925, 985, 995),), 1025)
HARD: list[tuple[str, Plan, dict[str, Any]]] = [
    ("known", Plan((replace(TOUR, vehicle="tram"),)), {}),
    ("one tour", Plan((TOUR, EVENING)), {}),
    ("once a day", Plan((TOUR, EVENING)), {}),
    ("empty", Plan((Tour(MONDAY, "bus", 480, (), 490),)), {}),
    ("full", Plan((TOUR,)), _bus(most_stops=1)),
    ("in order", _with(replace(A, arrives=496), B), {}),
    ("in order", _with(replace(A, leaves=699), B), {}),
    ("driving", _with(A, replace(B, arrives=759)), {}),
    ("stay", _with(A, replace(B, closes=834)), {}),
    ("opening", Plan((TOUR,)), _stop(1, dates={MONDAY: (Window(776, 900),)})),
    ("equipment", Plan((TOUR,)), _stop(0, needs=frozenset({"power", "lte"}))),
    ("out", Plan((TOUR,)), _bus(off=frozenset({MONDAY}))),
    ("out", Plan((TOUR,)), _bus(from_=466)),
    ("pin", Plan((TOUR,)), {"pins": (Pin("b", MONDAY + timedelta(days=1)),)}),
    (
        "pin",
        Plan((TOUR,)),
        {**_bus(id="bus"), "pins": (Pin("b", MONDAY + timedelta(days=2), "bus"),)},
    ),
    ("sunday", _on(6), {}),
    ("sunday", Plan((TOUR,)), {"horizon": replace(TOWN.horizon, holidays=frozenset({MONDAY}))}),
    ("day", Plan((TOUR,)), _bus(most=379, normal=379)),
    ("average", Plan((replace(TOUR, returns=977),)), {"horizon": Horizon(MONDAY, MONDAY)}),
    ("breaks", Plan((replace(TOUR, breaks=(Break(710, 735),)),)), {}),
    ("part of a break", Plan((replace(TOUR, breaks=(Break(702, 716), Break(718, 748))),)), {}),
    ("free break", Plan((replace(TOUR, breaks=(Break(740, 770),)),)), {}),
    ("free break", Plan((replace(TOUR, breaks=(Break(710, 740), Break(730, 745))),)), {}),
    ("stretch", Plan((replace(TOUR, leaves=430, breaks=(Break(435, 465),), returns=880),)), {}),
    ("rest", Plan((replace(TOUR, returns=1300), *_on(1).tours)), {}),
]


def test_a_plan_that_keeps_all_rules_is_legal_and_free() -> None:
    assert verdict(Plan((TOUR,))) == Verdict()
    assert verdict(Plan((TOUR,)), **_stop(0, needs=frozenset({"lte"}))).legal
    offered = _stop(0, needs=frozenset({"power"}), offers=frozenset({"power"}))
    assert verdict(Plan((TOUR,)), **offered).legal


@pytest.mark.parametrize(("rule", "plan", "changes"), HARD)
def test_breaking_a_hard_rule_makes_a_plan_illegal(
    rule: str, plan: Plan, changes: dict[str, Any]
) -> None:
    found = verdict(plan, **changes)
    assert rule in {one.rule.name for one in found.broken}
    assert all("{" not in str(one) for one in found.findings)


WISHED: list[tuple[str, Plan, dict[str, Any], float]] = [
    ("unserved", _on(0), {**_stop(0, wanted=35), "costs": replace(FREE, unserved=7)}, 7 * 15),
    ("unserved", _on(0, 1), {**_stop(0, wanted=35), "costs": replace(FREE, unserved=7)}, 0),
    ("unfair", _on(0), {**_stop(0, wanted=30), "costs": replace(FREE, unfair=1000)}, 334),
    ("unfair", Plan(), {**_stop(0, wanted=30), "costs": replace(FREE, unfair=1000)}, 1000),
    ("late", _on(0), {**_stop(0, most_days_between=5), "costs": replace(FREE, late=3)}, 27),
    ("late", _on(7), {**_stop(0, most_days_between=5), "costs": replace(FREE, late=3)}, 12),
    (
        "late",
        _on(0),
        {
            **_stop(0, most_days_between=20, last_visit=date(2026, 2, 1)),
            "costs": replace(FREE, late=3),
        },
        0,
    ),
    ("close", _on(0, 2), {**_stop(0, least_days_between=5), "costs": replace(FREE, close=4)}, 12),
    (
        "close",
        _on(0),
        {
            **_stop(0, least_days_between=5, last_visit=date(2026, 2, 28)),
            "costs": replace(FREE, close=4),
        },
        12,
    ),
    ("same week", _on(0, 2, 4, 7), {"costs": replace(FREE, same_week=9)}, 18),
    (
        "promise",
        _on(0),
        {
            "promises": {"a": Pattern("FREQ=WEEKLY;BYDAY=MO", MONDAY)},
            "costs": replace(FREE, promise=11),
        },
        11,
    ),
    ("dropped", _on(1), {"previous": _on(0, 1), "costs": replace(FREE, change=6)}, 12),
    ("added", _on(0, 1), {"previous": _on(1), "costs": replace(FREE, change=6)}, 12),
    ("kilometres", _on(0), {"costs": replace(FREE, kilometre=50)}, 50 * 90),
    ("hours", _on(0), {"costs": replace(FREE, hour=60)}, 2 * 410),
    ("vehicle day", _on(0, 1), {"costs": replace(FREE, day=8)}, 16),
    ("overtime", _on(0), {**_bus(normal=300), "costs": replace(FREE, overtime=60)}, 2 * 80),
]


@pytest.mark.parametrize(("rule", "plan", "changes", "cost"), WISHED)
def test_a_missed_wish_costs_what_it_should(
    rule: str, plan: Plan, changes: dict[str, Any], cost: float
) -> None:
    found = verdict(plan, **changes)
    assert found.legal
    assert found.by_rule() == ({rule: pytest.approx(cost)} if cost else {})
    assert all("{" not in str(one) for one in found.findings)


@pytest.mark.parametrize(
    "made",
    [
        lambda: Window(600, 600),
        lambda: Stop("a", "A", 0, WEEK, ()),
        lambda: Stop("a", "A", 0, WEEK, (Stay(60, 5), Stay(30, 9))),
        lambda: Stop("a", "A", 0, WEEK, (Stay(60, 5), Stay(90, 50))),
        lambda: Vehicle("bus", "Bus", 0, from_=300, until=1100),
        lambda: Vehicle("bus", "Bus", 0, most=700),
        lambda: Roads(((0, 1), (1, 0), (1, 1)), ((0, 1), (1, 0))),
        lambda: Roads(((0, 1, 9), (1, 0, 1), (9, 1, 0)), ((0,) * 3,) * 3),
        lambda: replace(TOWN, pins=(Pin("nowhere", MONDAY),)),
        lambda: replace(TOWN, pins=(Pin("a", MONDAY - timedelta(days=1)),)),
        lambda: replace(TOWN, stops=TOWN.stops * 2),
        lambda: replace(TOWN, **_bus(depot=9)),
    ],
)
def test_values_that_make_no_sense_are_refused(made: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        made()
