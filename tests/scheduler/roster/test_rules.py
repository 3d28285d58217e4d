"""Each rule alone: a roster that breaks just it, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from scheduler.roster import (
    BACK,
    Absence,
    Clerk,
    Demand,
    Pause,
    Pin,
    Problem,
    Roster,
    Shift,
    Terms,
    Want,
    Weights,
    Wish,
    Workday,
)
from scheduler.roster.check import check
from scheduler.roster.rules.demand import price
from tests.scheduler.roster.small import DAY, plain, tasks

ROTH = Clerk(1, "Roth", frozenset({"Pass", "Empfang"}), contract=0, flex=6000)
FREE = Workday(1, 0, "day", tasks((BACK, 8), ("", 1), (BACK, 8)))


def office(clerk: Callable[[], Clerk] = lambda: ROTH, **changes: object) -> Problem:
    return plain(clerks=(clerk(),), **changes)


def idle(shift: Shift, day: int = 0, clerk: int = 1) -> Workday:
    """Return a workday of nothing but back office."""
    own = tuple(BACK if shift.worked(block, 30) else "" for block in shift.blocks(30))
    return Workday(clerk, day, shift.name, own)


def roth(**changes: object) -> Clerk:
    told: dict[str, object] = {
        "id": 1,
        "name": "Roth",
        "skills": frozenset({"Pass", "Empfang"}),
        "contract": 0,
        "flex": 6000,
    }
    return Clerk(**{**told, **changes})  # type: ignore[arg-type]


LONG = Shift("long", 420, 1080, (Pause(600, 30), Pause(780, 15)))
SHORT_BREAK = Shift("short break", 420, 1005, (Pause(600, 15), Pause(780, 15)))
NO_BREAK = Shift("no break", 480, 900, ())
PARTS = Shift("parts", 480, 930, (Pause(600, 10), Pause(720, 20)))
STRETCH = Shift("stretch", 480, 960, (Pause(870, 30),))
LATE = Shift("late", 900, 1320, (Pause(1080, 60),))

HARD: dict[str, tuple[Problem, Roster]] = {
    "no such clerk": (office(), Roster((Workday(9, 0, "day", FREE.tasks),))),
    "no shift none": (office(), Roster((Workday(1, 0, "none", ()),))),
    "two shifts on one day": (office(), Roster((FREE, idle(DAY)))),
    "3 tasks for 17 blocks": (office(), Roster((Workday(1, 0, "day", (BACK,) * 3),))),
    "where nobody works": (office(), Roster((Workday(1, 0, "day", (BACK,) * 17),))),
    "there is no group Zoo": (
        office(lambda: roth(skills=frozenset({"Zoo"}))),
        Roster((Workday(1, 0, "day", ("Zoo", *FREE.tasks[1:])),)),
    ),
    "nothing to do": (office(), Roster((Workday(1, 0, "day", ("", *FREE.tasks[1:])),))),
    "worked in part": (
        office(shifts=(Shift("odd", 495, 600),), terms=Terms(share=(0.0, 1.0))),
        Roster((Workday(1, 0, "odd", ("Pass", BACK, BACK, BACK)),)),
    ),
    "Roth has not learnt Empfang": (
        office(lambda: roth(skills=frozenset({"Pass"})), demand=(Demand(0, 16, "Empfang", 1),)),
        Roster((Workday(1, 0, "day", ("Empfang", *FREE.tasks[1:])),)),
    ),
    "Roth is absent on 2026-09-07": (office(absences=(Absence(1, 0),)), Roster((FREE,))),
    "Roth is to have a free day": (office(pins=(Pin(1, 0, None),)), Roster((FREE,))),
    "Roth is to have day": (office(pins=(Pin(1, 1, "day"),)), Roster((FREE,))),
    "Roth never works on a day as": (
        office(lambda: roth(weekdays=frozenset({1}))),
        Roster((FREE,)),
    ),
    "a Sunday or holiday": (office(holidays=frozenset({0})), Roster((FREE,))),
    "works 615 minutes on 2026-09-07, more than 600": (
        office(shifts=(LONG,)),
        Roster((idle(LONG),)),
    ),
    "works 480 minutes on 2026-09-07, more than 300": (
        office(lambda: roth(longest=300)),
        Roster((FREE,)),
    ),
    "keep the average": (office(lambda: roth(allowance=-2500)), Roster((FREE,))),
    "30 minutes of break on 2026-09-07, fewer than 45": (
        office(shifts=(SHORT_BREAK,)),
        Roster((idle(SHORT_BREAK),)),
    ),
    "has 20 minutes of break": (office(shifts=(PARTS,)), Roster((idle(PARTS),))),
    "works 390 minutes in a row": (office(shifts=(STRETCH,)), Roster((idle(STRETCH),))),
    "rests 600 minutes before 2026-09-08": (
        office(shifts=(DAY, LATE)),
        Roster((idle(LATE), idle(DAY, 1))),
    ),
    "rests 540 minutes before 2026-09-07": (office(lambda: roth(ended=60)), Roster((FREE,))),
    "more than the 400 of the contract": (office(lambda: roth(flex=400)), Roster((FREE,))),
    "works on 2 days in the week of 2026-09-07, more than 1": (
        office(lambda: roth(days_a_week=1)),
        Roster((FREE, idle(DAY, 1))),
    ),
}


@pytest.mark.parametrize("said", HARD)
def test_a_roster_breaks_just_one_law(said: str) -> None:
    problem, roster = HARD[said]
    verdict = check(problem, roster)
    assert len(verdict.broken) == 1
    assert said in str(verdict.broken[0])


def test_without_a_break_two_rules_are_broken() -> None:
    """More than six hours without one miss both the minutes and the interruption."""
    verdict = check(office(shifts=(NO_BREAK,)), Roster((idle(NO_BREAK),)))
    assert {one.rule.name for one in verdict.broken} == {"breaks", "stretch"}


def test_who_is_absent_for_a_part_of_the_day_can_work_the_rest() -> None:
    morning = office(absences=(Absence(1, 0, 0, 0, 480),))
    assert check(morning, Roster((FREE,))).legal
    assert not check(office(absences=(Absence(1, 0, 0, 0, 510),)), Roster((FREE,))).legal
    evening = office(absences=(Absence(1, 0, 0, 990),))
    assert check(evening, Roster((FREE,))).legal


def test_six_hours_need_no_break() -> None:
    six = Shift("six", 480, 840)
    assert check(office(shifts=(six,)), Roster((idle(six),))).legal


def test_ten_hours_with_thirty_and_fifteen_minutes_are_legal() -> None:
    ten = Shift("ten", 420, 1065, (Pause(660, 30), Pause(840, 15)))
    workday = idle(ten)
    assert check(office(shifts=(ten,)), Roster((workday,))).legal
    assert workday.tasks[14] == BACK, "the rest of a block with a short break"
    assert ten.worked(28, 30) == 15


SERVING = tasks(("Pass", 3), (BACK, 5), ("", 1), (BACK, 8))
HALF = Terms(share=(0.5, 0.5))

SOFT: dict[str, tuple[float, Problem, Roster]] = {
    "2 of 2 people miss at Pass on 2026-09-07 at 08:00": (
        10,
        office(demand=(Demand(0, 16, "Pass", 2),)),
        Roster(),
    ),
    "1 people too many at Pass on 2026-09-07 at 08:00": (
        1,
        office(),
        Roster((Workday(1, 0, "day", ("Pass", *FREE.tasks[1:])),)),
    ),
    "Roth is left with 60 minutes": (
        2,
        office(lambda: roth(contract=540), length=5),
        Roster((FREE,)),
    ),
    "Roth has 390 minutes of back office, fewer than 480": (
        30,
        office(
            terms=Terms(share=(1.0, 1.0)),
            demand=tuple(Demand(0, 16 + at, "Empfang", 1) for at in range(3)),
        ),
        Roster((Workday(1, 0, "day", tasks(("Empfang", 3), (BACK, 5), ("", 1), (BACK, 8))),)),
    ),
    "Roth has 480 minutes of back office, more than 240": (
        8,
        office(terms=HALF),
        Roster((FREE,)),
    ),
    "Roth has 1 blocks of counter work too many in a row": (
        1,
        office(demand=tuple(Demand(0, 16 + at, "Pass", 1) for at in range(3))),
        Roster((Workday(1, 0, "day", SERVING),)),
    ),
    "Roth closes late 1 times, more than 0": (
        6,
        office(lambda: roth(late=0), shifts=(LATE,)),
        Roster((idle(LATE),)),
    ),
    "Roth wished to be free on 2026-09-07": (
        5,
        office(wishes=(Wish(1, 0, Want.FREE, 5),)),
        Roster((FREE,)),
    ),
    "Roth wished an early shift on 2026-09-07": (
        3,
        office(wishes=(Wish(1, 0, Want.EARLY, 3),)),
        Roster((FREE,)),
    ),
    "Roth wished a late shift on 2026-09-07": (
        3,
        office(wishes=(Wish(1, 0, Want.LATE, 3),)),
        Roster((FREE,)),
    ),
    "Roth serves 1 blocks without Haas beside on 2026-09-07": (
        0.5,
        plain(
            clerks=(roth(mentor=2), roth(id=2, name="Haas")),
            demand=(Demand(0, 16, "Pass", 2), Demand(0, 17, "Pass", 1)),
        ),
        Roster(
            (
                Workday(1, 0, "day", tasks(("Pass", 2), (BACK, 6), ("", 1), (BACK, 8))),
                Workday(2, 0, "day", tasks(("Pass", 1), (BACK, 7), ("", 1), (BACK, 8))),
            )
        ),
    ),
}


@pytest.mark.parametrize("said", SOFT)
def test_a_roster_misses_just_one_wish(said: str) -> None:
    cost, problem, roster = SOFT[said]
    verdict = check(problem, roster)
    assert verdict.legal
    assert [str(one).startswith(said) for one in verdict.findings] == [True]
    assert verdict.cost == pytest.approx(cost)


def test_a_day_off_grants_every_wish() -> None:
    wishes = tuple(Wish(1, 0, want) for want in Want)
    assert check(office(wishes=wishes), Roster()).cost == 0


def test_other_work_or_a_break_ends_an_hour_at_the_counter() -> None:
    demand = tuple(Demand(0, block, "Pass", 1) for block in (18, 19, 21, 22, 23, 25, 26))
    own = tasks((BACK, 2), ("Pass", 2), (BACK, 1), ("Pass", 3), ("", 1), ("Pass", 2), (BACK, 6))
    verdict = check(office(demand=demand), Roster((Workday(1, 0, "day", own),)))
    assert verdict.by_rule() == {"screen": 1}


def test_the_last_step_of_a_price_counts_on() -> None:
    assert [price((4, 6), people) for people in range(5)] == [0, 4, 10, 16, 22]


def test_prices_that_fall_are_refused() -> None:
    with pytest.raises(ValueError, match="falls"):
        Weights(missing=(4.0, 2.0))
    with pytest.raises(ValueError, match="surplus"):
        Weights(back_much=2.0)


def test_what_is_owed_counts_working_days_and_absences() -> None:
    clerk = roth(contract=2340)
    assert office(lambda: clerk).owed(clerk) == 2340
    assert office(lambda: clerk, length=14, absences=(Absence(1, 0, 468),)).owed(clerk) == 4212
    assert office(lambda: clerk, start=date(2026, 9, 11), length=4).owed(clerk) == 936
