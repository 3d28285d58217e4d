"""Tours at the edge: rows become a problem that is solved, and its plan becomes halts."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from api.planning.judging import judged
from api.planning.patterns import dates_of, halts_by_pattern
from api.planning.tour_answer import TourAnswer
from api.planning.touring import TOURS, UNIT, carry_out_tours, read_problem
from api.planning.tours import halts_of, plan_by
from scheduler.tours.check import check
from scheduler.tours.problem import (
    Horizon,
    Plan,
    Problem,
    Stay,
    Tour,
    Vehicle,
    Visit,
    Window,
)
from scheduler.tours.problem import Stop as Place
from scheduler.tours.roads import Roads
from termin.mobile import HaltPlan
from termin.offices import public_holidays
from termin.offices.mobile import Halt, HaltState, OnHoliday, PatternStop, Stop, TourPattern
from termin.planning.rows import PlanRun, RunState
from termin.planning.runs import take_run
from tests.termin.mobile.villages import NEXT_MONDAY, Bus, build_bus
from tests.town import MONDAY, NOW, Town, local

LAST = MONDAY + timedelta(days=20)


async def test_rows_become_a_problem_in_which_booked_halts_are_pinned(town: Town) -> None:
    bus = await build_bus(town)
    await bus.unit.fetch_related("stops")
    stop = bus.stops["dorf"]
    await bus.publish("dorf", MONDAY, "09:00", "11:00")
    await bus.publish("dorf", NEXT_MONDAY)
    await town.book(local(NEXT_MONDAY, "09:30"), office="dorf")
    problem = await read_problem(bus.unit, MONDAY + timedelta(days=1), LAST, NOW)
    assert problem is not None
    assert {one.id for one in problem.stops} == {str(one.id) for one in bus.stops.values()}
    assert problem.stop(str(stop.id)).last_visit == MONDAY
    assert [(pin.stop, pin.day) for pin in problem.pins] == [(str(stop.id), NEXT_MONDAY)]
    assert problem.previous is not None
    assert problem.previous.dates(str(stop.id)) == (NEXT_MONDAY,)
    assert problem.roads.minutes[1][2] > 0
    # What stands already breaks nothing: its lengths are known, its breaks are put in.
    assert check(problem, problem.previous).legal


def test_a_plan_becomes_halts_with_doors_on_the_grid() -> None:
    visit = Visit("7", 531, 546, 668, 679)
    plan = Plan((Tour(MONDAY, "1", 520, (visit,), 700),))
    assert halts_of(plan) == (HaltPlan(MONDAY, 531, 550, 665, 679, 7),)


async def test_patterns_keep_what_departs_from_them(town: Town) -> None:
    bus = await build_bus(town)
    row = await TourPattern.create(
        municipality_id=town.municipality.id,
        unit=bus.unit,
        name="Nord",
        rule="FREQ=MONTHLY;BYDAY=-1FR",
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 2, 28),
        left_out=["2027-01-29"],
        added=["2027-01-06"],
        on_holiday=OnHoliday.NEXT_WORKDAY,
    )
    await PatternStop.create(
        pattern=row, stop=bus.stops["dorf"], arrives=525, opens=540, closes=720, leaves=730
    )
    first, last = date(2026, 11, 1), date(2027, 12, 31)
    holidays = public_holidays("BY", [], first, last)
    # Christmas is moved over the weekend; Epiphany was put in by hand and stays.
    assert dates_of(row, holidays, first, last) == (
        date(2026, 11, 27),
        date(2026, 12, 28),
        date(2027, 1, 6),
        date(2027, 2, 26),
    )
    plans = await halts_by_pattern(bus.unit, date(2026, 12, 26), date(2026, 12, 31))
    assert plans == [HaltPlan(date(2026, 12, 28), 525, 540, 720, 730, bus.stops["dorf"].id)]


async def test_a_run_drafts_what_the_solver_found(town: Town) -> None:
    bus = await build_bus(town)
    run = await a_run(town, bus, MONDAY, MONDAY + timedelta(days=4))
    made = await carry_out_tours(run, lambda: NOW)
    ended = await PlanRun.get(id=run.id)
    assert (ended.state, ended.fault) == (RunState.DONE, "")
    answer = msgspec.json.decode(ended.answer, type=TourAnswer)
    halts = await Halt.filter(state=HaltState.DRAFT)
    assert made == len(halts) == len(answer.halts) > 0
    assert answer.bound <= answer.value
    # Each reason is a finding of the check, and together they are the cost.
    assert sum(one.cost or 0.0 for one in answer.said) == pytest.approx(answer.value)
    assert answer.clash is None


async def test_a_village_wants_no_less_than_it_has_now(town: Town) -> None:
    bus = await build_bus(town)
    row = await TourPattern.create(
        municipality_id=town.municipality.id,
        unit=bus.unit,
        name="Nord",
        rule="FREQ=WEEKLY",
        starts_on=NEXT_MONDAY,
        ends_on=NEXT_MONDAY,
    )
    await PatternStop.create(
        pattern=row, stop=bus.stops["dorf"], arrives=525, opens=540, closes=730, leaves=740
    )
    problem = await read_problem(bus.unit, NEXT_MONDAY, NEXT_MONDAY, NOW)
    assert problem is not None
    dorf, weiler = (problem.stop(str(bus.stops[name].id)) for name in ("dorf", "weiler"))
    assert (dorf.wanted, weiler.wanted) == (190, 60)
    assert Stay(190, 190) in dorf.stays
    # Longer than now brings nothing: no need says so.
    assert max(stay.value for stay in dorf.stays) == 190
    run = await a_run(town, bus, NEXT_MONDAY, NEXT_MONDAY)
    assert await carry_out_tours(run, lambda: NOW)
    halt = await Halt.get(stop_id=bus.stops["dorf"].id, state=HaltState.DRAFT)
    # On the grid of doors, inside the solver's minutes.
    assert timedelta(minutes=180) < halt.closes_at - halt.opens_at <= timedelta(minutes=190)
    # A published halt counts as a pattern's does.
    await bus.publish("weiler", NEXT_MONDAY, "14:00", "16:00")
    problem = await read_problem(bus.unit, NEXT_MONDAY, NEXT_MONDAY, NOW)
    assert problem is not None
    assert problem.stop(str(bus.stops["weiler"].id)).wanted == 120


async def test_a_month_that_is_over_is_refused_with_a_reason(town: Town) -> None:
    bus = await build_bus(town)
    run = await a_run(town, bus, date(2026, 10, 1), date(2026, 10, 31))
    assert await carry_out_tours(run, lambda: NOW) == 0
    ended = await PlanRun.get(id=run.id)
    assert ended.state is RunState.FAILED
    assert "nichts mehr zu planen" in ended.fault


async def test_what_cannot_hold_together_is_an_answer_and_no_fault(town: Town) -> None:
    bus = await build_bus(town)
    await bus.publish("dorf", NEXT_MONDAY)
    await town.book(local(NEXT_MONDAY, "09:30"), office="dorf")
    await Stop.filter(id=bus.stops["dorf"].id).update(needs=["rampe"])
    await bus.draft("weiler", NEXT_MONDAY, "13:00", "15:00")
    run = await a_run(town, bus, NEXT_MONDAY, NEXT_MONDAY)
    assert await carry_out_tours(run, lambda: NOW) == 0
    ended = await PlanRun.get(id=run.id)
    assert (ended.state, ended.fault, ended.value) == (RunState.DONE, "", None)
    answer = msgspec.json.decode(ended.answer, type=TourAnswer)
    assert answer.clash
    assert {one.rule for one in answer.clash.demands} == {"pin", "equipment"}
    assert {one.rule for one in answer.clash.cures} == {"pin", "equipment"}
    assert answer.clash.demands[0].facts["stop"] == "Bürgerbus, Dorf"
    assert await Halt.filter(state=HaltState.DRAFT).count() == 1, "the drafts stay"


async def test_a_run_that_may_change_booked_halts_pins_none(town: Town) -> None:
    bus = await build_bus(town)
    await bus.publish("dorf", NEXT_MONDAY)
    await town.book(local(NEXT_MONDAY, "09:30"), office="dorf")
    problem = await read_problem(bus.unit, MONDAY, LAST, NOW, free=True)
    assert problem is not None
    assert problem.pins == ()


async def test_the_plan_of_a_run_takes_the_place_of_what_is_published(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", NEXT_MONDAY, "17:00", "17:30")
    run = await a_run(town, bus, NEXT_MONDAY, NEXT_MONDAY)
    assert await carry_out_tours(run, lambda: NOW)
    assert (await Halt.get(id=halt.id)).dropped


async def a_run(town: Town, bus: Bus, first: date, last: date) -> PlanRun:
    run = await PlanRun.create(
        municipality_id=town.municipality.id,
        kind=TOURS,
        offices=[],
        week_from=first,
        week_to=last,
        seconds=1.0,
        wishes={UNIT: bus.unit.id},
        created_at=NOW,
    )
    taken = await take_run(NOW, run.id)
    assert taken is not None
    return taken


def test_an_edit_is_judged_by_law_and_road_and_not_by_the_lengths_of_the_computer() -> None:
    far = [[0, 30, 60], [30, 0, 30], [60, 30, 0]]
    stops = tuple(
        Place(
            name,
            name.title(),
            at,
            dict.fromkeys(range(5), (Window(480, 1080),)),
            (Stay(60, 60), Stay(100, 100), Stay(300, 300)),
            wanted=300,
            set_up=15,
            tear_down=10,
        )
        for at, name in ((1, "1"), (2, "2"))
    )
    problem = Problem(
        Horizon(MONDAY, MONDAY), stops, (Vehicle("1", "Bus", 0),), Roads.shortest(far)
    )
    before = plan_by(problem, [HaltPlan(MONDAY, 525, 540, 640, 650, 1)])
    fine = plan_by(problem, [HaltPlan(MONDAY, 525, 540, 840, 850, 1)])
    found = judged(problem, before, fine)
    assert (found.broken, found.minutes, found.metres) == ((), 200 + 30, 0)
    assert {one.said.rule for one in found.changes} >= {"unserved", "hours"}
    near = HaltPlan(MONDAY, 660, 675, 775, 785, 2)
    late = judged(
        problem, before, plan_by(problem, [HaltPlan(MONDAY, 525, 540, 640, 650, 1), near])
    )
    assert [one.rule for one in late.broken] == ["driving"]
    evening = judged(
        problem, before, plan_by(problem, [HaltPlan(MONDAY, 1045, 1060, 1120, 1130, 1)])
    )
    assert evening.broken == ()
    assert {one.rule for one in evening.unusual} >= {"opening", "out"}
    # What was broken before is nobody's doing now.
    assert judged(problem, plan_by(problem, [near]), plan_by(problem, [near])).broken == ()
