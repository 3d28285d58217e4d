"""A sick call: legal again, few people changed, none without use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.roster import Absence, Clerk, Demand, Problem, Roster, Workday
from scheduler.roster.check import check
from scheduler.roster.choices import choices
from scheduler.roster.greedy import first_roster
from scheduler.roster.replan import changed_clerks, replan, sick_call
from tests.scheduler.roster.small import plain, small_offices, tasks


@settings(max_examples=20)
@given(small_offices(), st.integers(0, 10**6))
def test_a_new_roster_is_legal_and_changes_few(problem: Problem, pick: int) -> None:
    roster = first_roster(problem, choices(problem))
    assume(roster.workdays)
    ill = roster.workdays[pick % len(roster.workdays)]
    now = sick_call(problem, roster, ill.clerk, [ill.day])
    found = replan(now, roster, most=2)
    costs = [one.value for one in found.proposals]
    assert costs == sorted(costs, reverse=True)
    for one in found.proposals:
        verdict = check(now, one.roster)
        assert not verdict.broken
        assert one.value == pytest.approx(verdict.cost, abs=1e-6)
        assert len(one.changed) <= 2
        assert ill.clerk not in one.changed or one.roster != roster
        same = {day for day in range(problem.length) if day != ill.day}
        assert {w for w in one.roster.workdays if w.day in same} == {
            w for w in roster.workdays if w.day in same
        }


def test_somebody_steps_in_where_it_is_worth_it() -> None:
    skills = frozenset({"Pass"})
    problem = plain(
        clerks=(Clerk(1, "Roth", skills, 0, 6000), Clerk(2, "Haas", skills, 0, 6000)),
        demand=tuple(Demand(0, block, "Pass", 1) for block in range(16, 24)),
    )
    roster = Roster((Workday(1, 0, "day", tasks(("Pass", 8), ("", 1), ("back office", 8))),))
    ill = replace(problem, absences=(Absence(1, 0, 0),))
    found = replan(ill, roster)
    assert found.best.changed == {2}
    assert changed_clerks(roster, found.best.roster) == {1, 2}
    assert replan(ill, roster, worth=1000).best.changed == frozenset()


def test_a_sick_day_counts_as_the_shift_that_falls_away() -> None:
    roster = Roster((Workday(1, 0, "day", tasks(("back office", 8), ("", 1), ("back office", 8))),))
    now = sick_call(plain(), roster, 1, [0, 1])
    assert now.absences == (Absence(1, 0, 480), Absence(1, 1, 0))


def test_whoever_was_planned_against_the_law_is_no_sick_call() -> None:
    problem = plain()
    roster = Roster((Workday(1, 6, "day", tasks(("back office", 8), ("", 1), ("back office", 8))),))
    with pytest.raises(ValueError, match="2026-09-13"):
        replan(problem, roster)
