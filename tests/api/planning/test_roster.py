"""An office's week asks for people as law, contracts and the past allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from api.planning.answer import Answer, Refused
from api.planning.facts import ClerkFacts, Past, PostFacts
from api.planning.roster import OfficeRoster, roster_of
from api.planning.solving import Task, answer_to, quickly
from scheduler.capacity.check import check
from scheduler.capacity.problem import Plan
from scheduler.roster.problem import Absence, Kind, Want, Wish
from scheduler.watch import Solution
from termin.planning.plan import PlannedDuty
from termin.staff import PreferenceKind
from tests.api.planning.weeks import (
    KFZ,
    OFFICE,
    clerk,
    counter,
    opened,
    translated,
    week,
    with_office,
)
from tests.town import MONDAY

TUESDAY = MONDAY + timedelta(days=1)


def asked(*clerks: ClerkFacts, pins: tuple[PlannedDuty, ...] = ()) -> OfficeRoster:
    translation = translated(week(clerks=clerks))
    plan = opened(translation, (0, 0, "08:00", "12:00", 1))
    return roster_of(translation, 0, plan, {}, {}, pins)


def test_open_counters_ask_for_people_who_have_learned_it() -> None:
    translation = translated(week(clerks=[clerk(11, frozenset()), clerk(12, KFZ)]))
    plan = opened(translation, (0, 0, "08:00", "12:00", 1), (0, 1, "09:00", "10:00", 1))
    problem = roster_of(translation, 0, plan, {}, {}).problem
    assert {(one.block, one.group, one.people) for one in problem.demand} == {
        *((block, "Allgemein", 1) for block in range(16, 24)),
        (18, "Kfz", 1),
        (19, "Kfz", 1),
    }
    assert problem.clerk[11].skills == {"Allgemein"}
    assert problem.clerk[12].skills == {"Allgemein", "Kfz"}


def test_a_post_asks_for_whoever_was_there_lately() -> None:
    facts = with_office(week(), posts=(PostFacts(counter(9), frozenset({12})),))
    problem = roster_of(translated(facts), 0, Plan({}), {}, {}).problem
    (group,) = problem.groups
    assert (group.name, group.kind) == ("9", Kind.RECEPTION)
    assert {one.block for one in problem.demand} == set(range(16, 24))
    assert [one.id for one in problem.clerks if "9" in one.skills] == [12]


def test_contracts_and_the_past_bind() -> None:
    past = Past(ended=300, allowance=-60, short=False, late=2)
    one = replace(
        clerk(11, minutes=1200), weekdays=frozenset({0, 2}), longest=420, late=3, past=past
    )
    (found,) = asked(one).problem.clerks
    assert (found.contract, found.longest, found.late) == (1200, 420, 1)
    assert (found.weekdays, found.days_a_week) == (frozenset({0, 2}), 2)
    assert (found.ended, found.allowance) == (300, -60)


def test_weeks_before_are_made_up_for() -> None:
    left, more = (replace(clerk(11), past=Past(balance=minutes)) for minutes in (500, -90))
    (found,) = asked(left).problem.clerks
    assert (found.contract, found.flex) == (2340, 240)
    (found,) = asked(more).problem.clerks
    assert (found.contract, found.flex) == (2250, 0)


def test_a_mentor_counts_only_where_both_work() -> None:
    trainee = replace(clerk(11), mentor=12)
    assert asked(trainee, clerk(12)).problem.clerk[11].mentor == 12
    assert asked(trainee, clerk(13)).problem.clerk[11].mentor is None


def test_leave_counts_as_a_day_of_the_contract_and_a_part_of_a_day_does_not_hinder_the_rest() -> (
    None
):
    away = replace(clerk(11), away={MONDAY: ((0, 1440),), TUESDAY: ((0, 600),)})
    assert asked(away).problem.absences == (
        Absence(11, 0, 468),
        Absence(11, 1, 468, 0, 600),
    )


def test_a_duty_elsewhere_has_its_rest() -> None:
    evening = ((17 * 60, 22 * 60),)
    away = replace(clerk(11), away={TUESDAY: evening}, elsewhere={TUESDAY: evening})
    assert asked(away).problem.absences == (
        Absence(11, 1, 468),
        Absence(11, 0, 0, 17 * 60 + 1440 - 660),
        Absence(11, 2, 0, 0, 22 * 60 + 660 - 1440),
    )


def test_a_wish_is_a_wish_of_the_roster() -> None:
    wishing = replace(clerk(11), wishes={MONDAY: ((PreferenceKind.EARLY, 3),)})
    assert asked(wishing).problem.wishes == (Wish(11, 0, Want.EARLY, 3.0),)


@pytest.mark.parametrize("days", [5, 6])
def test_the_shifts_of_an_office_are_few_and_around_its_hours(days: int) -> None:
    facts = week(opening=((480, 1080),))
    open_days = {MONDAY + timedelta(days=n): ((480, 1080),) for n in range(days)}
    problem = roster_of(translated(with_office(facts, open=open_days)), 0, Plan({}), {}, {}).problem
    assert 50 < len(problem.shifts) <= 150
    assert min(one.start for one in problem.shifts) == 450
    assert max(one.end for one in problem.shifts) == 1110


def answered(office: OfficeRoster | None = None, *pins: PlannedDuty) -> Answer | Refused:
    del office
    translation = translated(week(clerks=[clerk(11), clerk(12)]))
    plan = opened(translation, (0, 0, "08:00", "12:00", 1))
    cost = check(translation.problem, plan).cost
    return answer_to(Task(translation, 1.0, 1, pins), Solution(plan, cost, cost, 0.1), quickly)


def test_a_pinned_duty_shows_up() -> None:
    pin = PlannedDuty(OFFICE, MONDAY, 2, 540, 660, 12)
    found = answered(None, pin)
    assert isinstance(found, Answer)
    assert any(
        (one.counter, one.clerk) == (2, 12) and one.start <= 540 and one.end >= 660
        for one in found.duties
    )


def test_who_is_missing_is_told_with_the_reason() -> None:
    facts = week(clerks=[clerk(11, frozenset()), replace(clerk(12), away={MONDAY: ((0, 1440),)})])
    translation = translated(facts)
    plan = opened(translation, (0, 1, "08:00", "09:00", 1))
    found = answer_to(Task(translation, 1.0, 1), Solution(plan, 0.0, 0.0, 0.1), quickly)
    assert isinstance(found, Answer)
    assert [(one.start, dict(one.why)) for one in found.lacking if one.group == "Kfz"] == [
        (480, {"skill": 1, "absence": 1}),
        (510, {"skill": 1, "absence": 1}),
    ]


def test_a_pin_that_no_shift_holds_is_refused_with_its_name() -> None:
    found = answered(None, PlannedDuty(OFFICE, MONDAY, 2, 420, 1140, 12))
    assert isinstance(found, Refused)
    assert [(one.rule, one.facts["clerk"]) for one in found.refused] == [("pin", "clerk 12")]
