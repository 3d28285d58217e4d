"""A calmer day serves as before, with fewer changes, and keeps promises together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scheduler.roster import BACK, Clerk, Demand, Group, Kind, Problem, Roster, Shift, Workday
from scheduler.roster.calm import Promised, calm
from scheduler.roster.check import check
from tests.scheduler.roster.small import plain, tasks

MORNING = Shift("morning", 480, 720)
SKILLS = frozenset({"Pass", "Kasse"})


def office(*clerks: Clerk, people: int = 1, group: str = "Pass") -> Problem:
    return plain(
        clerks=clerks or (Clerk(1, "Roth", SKILLS, flex=6000), Clerk(2, "Blau", SKILLS, flex=6000)),
        groups=(Group("Pass"), Group("Kasse", Kind.RECEPTION)),
        shifts=(MORNING,),
        demand=tuple(Demand(0, block, group, people) for block in range(16, 24)),
    )


def roster(*rows: tuple[str, ...]) -> Roster:
    return Roster(
        tuple(Workday(number, 0, "morning", row) for number, row in enumerate(rows, start=1))
    )


def changes(found: Roster) -> int:
    return sum(
        a != b for one in found.workdays for a, b in zip(one.tasks, one.tasks[1:], strict=False)
    )


def served(found: Roster) -> Counter[tuple[int, str]]:
    return Counter((block, task) for one in found.workdays for block, task in enumerate(one.tasks))


def test_people_who_take_turns_stay_where_they_are() -> None:
    before = roster(("Kasse", BACK) * 4, (BACK, "Kasse") * 4)
    problem = office(group="Kasse")
    found = calm(problem, before)
    assert served(found) == served(before)
    assert changes(found) <= 4
    assert check(problem, found).cost <= check(problem, before).cost + 1e-9


def test_whoever_was_promised_an_hour_finds_one_person() -> None:
    before = roster(
        tasks(("Pass", 2), (BACK, 2), ("Pass", 4)), tasks((BACK, 2), ("Pass", 2), (BACK, 4))
    )
    promised = [Promised(0, 525, 570, frozenset({"Pass"}))]
    found = calm(office(), before, promised)
    assert served(found) == served(before)
    assert any(one.tasks[1:3] == ("Pass", "Pass") for one in found.workdays)


def test_nobody_gets_what_they_have_not_learned() -> None:
    clerks = (
        Clerk(1, "Roth", SKILLS, flex=6000),
        Clerk(2, "Blau", frozenset({"Kasse"}), flex=6000),
    )
    before = roster(("Pass", BACK) * 4, (BACK, "Kasse") * 4)
    found = calm(office(*clerks), before)
    assert check(office(*clerks), found).legal
    assert "Pass" not in found.workdays[1].tasks


def test_what_is_to_be_kept_is_kept() -> None:
    before = roster(("Kasse", BACK) * 4, (BACK, "Kasse") * 4)
    assert calm(office(group="Kasse"), before, keep=[(1, 0)]).workdays[0] == before.workdays[0]
    trainee = Clerk(1, "Roth", SKILLS, flex=6000, mentor=2)
    learning = office(trainee, Clerk(2, "Blau", SKILLS, flex=6000), group="Kasse")
    assert calm(learning, before) == before


@given(st.lists(st.sampled_from(["Pass", "Kasse", BACK]), min_size=16, max_size=16))
def test_demand_costs_no_more_than_before_and_shifts_stay(row: list[str]) -> None:
    before = roster(tuple(row[:8]), tuple(row[8:]))
    problem = replace(office(people=2), demand=office(people=2).demand[:5])
    found = calm(problem, before)
    assert check(problem, found).legal
    assert [(one.clerk, one.shift) for one in found.workdays] == [(1, "morning"), (2, "morning")]
    old, new = (check(problem, one) for one in (before, found))
    switches = 0.75 * (changes(before) - changes(found))
    assert new.cost <= old.cost + switches + 1e-9
