"""Tasks become counters: nobody twice, few changes, nothing where the office is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from api.planning.roster import OfficeRoster, roster_of
from api.planning.seating import seat
from scheduler.capacity.problem import Plan
from scheduler.roster.problem import BACK, PAUSE, Roster, Workday
from termin.planning.plan import PlannedDuty
from tests.api.planning.weeks import (
    KFZ,
    OFFICE,
    PLAIN,
    clerk,
    counter,
    opened,
    translated,
    week,
    with_office,
)
from tests.town import MONDAY

GENERAL = "Allgemein"


def asked(
    counters: Sequence[object], opening: tuple[tuple[int, int], ...] = ((480, 720),)
) -> OfficeRoster:
    facts = week(
        counters=counters,  # type: ignore[arg-type]
        clerks=[clerk(11), clerk(12)],
        opening=opening,
    )
    translation = translated(facts)
    plan = opened(translation, (0, 0, "08:00", "12:00", 1), (0, 1, "08:00", "12:00", 1))
    return roster_of(translation, 0, plan, {}, {})


def day(problem: OfficeRoster, who: int, tasks: dict[int, str]) -> Workday:
    """Return a workday in the shift of eight to twelve, with tasks by half hour of the day."""
    shift = problem.problem.shift["08:00-12:00"]
    return Workday(who, 0, shift.name, tuple(tasks.get(block, BACK) for block in shift.blocks(30)))


def told(duties: Sequence[PlannedDuty]) -> set[tuple[int, int, int, int]]:
    return {(one.counter, one.clerk, one.start, one.end) for one in duties}


def test_who_comes_back_from_other_work_sits_at_the_same_counter() -> None:
    office = asked([counter(1), counter(2)])
    one = day(office, 11, dict.fromkeys((16, 17, 20, 21), GENERAL))
    other = day(office, 12, dict.fromkeys((18, 19, 20, 21), GENERAL))
    found = seat(office, Roster((one, other)))
    seats = {(duty.clerk, duty.counter) for duty in found.duties}
    assert len(seats) == 2
    assert len(found.duties) == 3


def test_who_needs_an_equipped_counter_has_it() -> None:
    office = asked([counter(1, PLAIN), counter(2, KFZ)])
    found = seat(
        office,
        Roster((day(office, 11, {16: GENERAL}), day(office, 12, {16: "Kfz"}))),
    )
    assert told(found.duties) == {(1, 11, 480, 510), (2, 12, 480, 510)}


def test_without_a_free_counter_it_is_back_office() -> None:
    office = asked([counter(1)])
    both = {16: GENERAL, 17: GENERAL}
    found = seat(office, Roster((day(office, 11, both), day(office, 12, both))))
    assert told(found.duties) == {(1, 11, 480, 540)}
    assert set(found.roster.workdays[1].tasks) == {BACK}


def test_duties_end_when_the_office_closes() -> None:
    office = asked([counter(1)], ((490, 705),))
    found = seat(office, Roster((day(office, 11, dict.fromkeys(range(16, 24), GENERAL)),)))
    assert told(found.duties) == {(1, 11, 490, 705)}


def test_a_seat_of_the_plan_before_is_kept() -> None:
    office = asked([counter(1), counter(2)])
    before = [PlannedDuty(OFFICE, MONDAY, 2, 480, 540, 11)]
    found = seat(office, Roster((day(office, 11, {16: GENERAL}),)), before)
    assert told(found.duties) == {(2, 11, 480, 510)}


def test_a_seatless_plan_has_no_duties() -> None:
    office = roster_of(translated(week()), 0, Plan({}), {}, {})
    shift = office.problem.shift["08:00-12:00"]
    tasks = (BACK,) * len(shift.blocks(30))
    assert PAUSE not in tasks
    assert not seat(office, Roster((Workday(11, 0, shift.name, tasks),))).duties


def test_people_sit_where_they_sat_the_day_before() -> None:
    facts = week(counters=[counter(1), counter(2)], clerks=[clerk(11), clerk(12)])
    days = (MONDAY, MONDAY + timedelta(days=1))
    translation = translated(with_office(facts, open=dict.fromkeys(days, ((480, 720),))))
    plan = opened(translation, (0, 0, "08:00", "12:00", 1))
    office = roster_of(translation, 0, plan, {}, {})
    long, short = (dict.fromkeys(range(16, last), GENERAL) for last in (24, 18))
    first = (day(office, 11, long), day(office, 12, short))
    second = (replace(day(office, 11, short), day=1), replace(day(office, 12, long), day=1))
    found = seat(office, Roster((*first, *second)))
    assert {(duty.clerk, duty.counter) for duty in found.duties} == {(11, 1), (12, 2)}
