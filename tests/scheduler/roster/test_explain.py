"""Explanations: costs in sentences, what binds, what contradicts, what changed."""

from __future__ import annotations

from dataclasses import replace

from scheduler.roster import Absence, Clerk, Demand, Pin, Roster, Shift, Workday
from scheduler.roster.check import check
from scheduler.roster.explain import contradiction, costs, differences, obstacles
from tests.scheduler.roster.small import DAY, plain, tasks

SERVING = tasks(("Pass", 2), ("back office", 6), ("", 1), ("Pass", 2), ("back office", 6))


def test_each_rule_says_what_it_costs_dearest_first() -> None:
    problem = plain(
        demand=(Demand(0, 16, "Pass", 3), Demand(0, 30, "Empfang", 1)),
        clerks=(Clerk(1, "Roth", frozenset({"Pass"}), contract=600, flex=6000),),
    )
    told = costs(check(problem, Roster((Workday(1, 0, "day", SERVING),))))
    assert [one.rule for one in told] == ["missing", "unused", "surplus"]
    assert told[0].cost == 14
    assert str(told[0]).startswith("missing: 14 in 2 places, most of all: 2 of 3 people miss")


def test_what_keeps_each_clerk_from_a_place() -> None:
    skilled = frozenset({"Pass"})
    problem = plain(
        clerks=(
            Clerk(1, "Roth", skilled, 0, 6000),
            Clerk(2, "Haas", frozenset()),
            Clerk(3, "Ebert", skilled),
            Clerk(4, "Lenz", skilled, weekdays=frozenset({1})),
            Clerk(5, "Otto", skilled, contract=0),
            Clerk(6, "Graf", skilled, 0, 6000),
            Clerk(7, "Vogt", skilled, 0, 6000, days_a_week=1),
        ),
        absences=(Absence(3, 0),),
        pins=(Pin(6, 0, None),),
    )
    vogt = Workday(7, 1, "day", SERVING)
    roster = Roster((Workday(1, 0, "day", SERVING), vogt))
    assert [(one.clerk, one.reason) for one in obstacles(problem, roster, 0, 18, "Pass")] == [
        ("Roth", "does back office"),
        ("Haas", "has not learnt Pass"),
        ("Ebert", "is absent"),
        ("Lenz", "never works on this weekday"),
        ("Otto", "has used the contract (0 h)"),
        ("Graf", "is pinned to a free day"),
        ("Vogt", "works on 1 days of this week already"),
    ]
    assert "Roth" not in [one.clerk for one in obstacles(problem, roster, 0, 16, "Pass")]


def test_what_can_hold_contradicts_nothing() -> None:
    assert contradiction(plain(pins=(Pin(1, 0, "day"), Pin(1, 1, None)))) == ()


def test_a_contradiction_names_only_what_is_needed_for_it() -> None:
    problem = plain(
        pins=(Pin(1, 0, "day"), Pin(1, 2, "day"), Pin(1, 3, None)),
        absences=(Absence(1, 2), Absence(1, 4)),
    )
    told = contradiction(problem)
    assert told == (
        "Roth is pinned to day on 2026-09-09",
        "Roth is absent on 2026-09-09",
    )


def test_without_any_part_of_a_contradiction_the_rest_holds() -> None:
    problem = plain(
        shifts=(DAY, Shift("late", 960, 1320)),
        pins=(Pin(1, 0, "late"), Pin(1, 1, "day"), Pin(1, 2, "day"), Pin(1, 3, "day")),
    )
    told = contradiction(problem)
    assert told == (
        "Roth is pinned to late on 2026-09-07",
        "Roth is pinned to day on 2026-09-08",
        "Roth rests 11 hours before 2026-09-08 (ArbZG § 5)",
    )
    for left_out in (0, 1):
        fewer = tuple(pin for at, pin in enumerate(problem.pins) if at != left_out)
        assert contradiction(replace(problem, pins=fewer)) == ()


def test_hours_beyond_the_contract_contradict_it() -> None:
    clerk = Clerk(1, "Roth", frozenset(), contract=960)
    told = contradiction(plain(clerks=(clerk,), pins=tuple(Pin(1, day, "day") for day in range(4))))
    assert len(told) == 4
    assert told[-1] == "Roth works 16 hours at most (contract, ArbZG § 3)"


def test_a_difference_says_who_works_when_otherwise() -> None:
    problem = plain(shifts=(DAY, Shift("short", 480, 720)))
    other = tasks(("Empfang", 2), ("back office", 6), ("", 1), ("Pass", 2), ("back office", 6))
    old = Roster((Workday(1, 0, "day", SERVING), Workday(1, 1, "day", SERVING)))
    new = Roster(
        (
            Workday(1, 0, "day", other),
            Workday(1, 1, "short", tasks(("back office", 8))),
            Workday(1, 2, "short", tasks(("back office", 8))),
        )
    )
    assert [one.sentence for one in differences(problem, old, new)] == [
        "Roth on 2026-09-07: Empfang instead of Pass at 08:00, Empfang instead of Pass at 08:30",
        "Roth works from 08:00 to 12:00 on 2026-09-08 instead of 08:00 to 16:30",
        "Roth works on 2026-09-09, 08:00 to 12:00",
    ]
    assert [one.sentence for one in differences(problem, new, Roster())][-1] == (
        "Roth no longer works on 2026-09-09, 08:00 to 12:00"
    )
