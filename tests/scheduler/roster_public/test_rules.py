"""Each rule is broken by one roster, and keeps still beside it."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.roster.public import (
    Cover,
    Instance,
    Misshapen,
    Person,
    Roster,
    Shift,
    Wish,
    check,
)
from tests.scheduler.roster_public.small import person

DAYS = 8


def judged(row: str, who: Person, **more: tuple[Wish, ...] | tuple[Cover, ...]) -> list[str]:
    """The rules that one person's row misses; a dot is a day off."""
    shifts = (Shift("D", 60), Shift("E", 60, frozenset("D")))
    instance = Instance(DAYS, shifts, (who,), **more)  # type: ignore[arg-type]
    cells = tuple("" if cell == "." else cell for cell in row)
    return [found.rule.name for found in check(instance, Roster({"A": cells})).findings]


@pytest.mark.parametrize(
    ("rule", "limits", "broken", "kept"),
    [
        ("most-of-a-shift", {"most": {"D": 1}}, "DD......", "DE......"),
        ("most-minutes", {"max_minutes": 60}, "D.D.....", "D......."),
        ("least-minutes", {"min_minutes": 120}, "D.......", "D.D....."),
        ("longest-run", {"max_run": 2}, "DDD.....", "DD.DD..."),
        ("shortest-run", {"min_run": 2}, ".D......", "D.DD...D"),
        ("shortest-rest", {"min_rest": 2}, "..D.D...", ".D..D..."),
        ("most-weekends", {"max_weekends": 0}, "......D.", "DDDDD..D"),
        ("day-off", {"away": frozenset({2})}, "..D.....", ".D.D...."),
        ("forbidden-order", {}, "ED......", "E.DE...."),
    ],
)
def test_a_law_is_broken_by_one_row(
    rule: str, limits: dict[str, Any], broken: str, kept: str
) -> None:
    assert judged(broken, person(**limits)) == [rule]
    assert judged(kept, person(**limits)) == []


def test_a_run_at_the_edge_may_go_on_outside() -> None:
    who = person(min_run=3, min_rest=3)
    assert judged("D...DDD.", who) == []
    assert judged(".DDD...D", who) == []


def test_a_longest_run_holds_at_the_edges() -> None:
    assert judged("DDD..DDD", person(max_run=2)) == ["longest-run", "longest-run"]


def test_a_weekend_counts_once_however_much_of_it_is_worked() -> None:
    assert judged(".....DD.", person(max_weekends=1)) == []


def test_wishes_cost_their_weight() -> None:
    wish = (Wish("A", 1, "D", 3),)
    assert judged(".E......", person(), wanted=wish) == ["wanted-shift"]
    assert judged(".D......", person(), wanted=wish) == []
    assert judged(".D......", person(), unwanted=wish) == ["unwanted-shift"]
    assert judged(".E......", person(), unwanted=wish) == []


def test_cover_costs_for_each_one_missing_and_each_one_too_many() -> None:
    instance = Instance(
        1,
        (Shift("D", 60),),
        tuple(person(name) for name in "AB"),
        cover=(Cover(0, "D", 1, 100, 7),),
    )
    rosters = [Roster({"A": (a,), "B": (b,)}) for a, b in (("", ""), ("D", ""), ("D", "D"))]
    assert [check(instance, roster).cost for roster in rosters] == [100, 0, 7]


def test_findings_say_who_and_when() -> None:
    instance = Instance(2, (Shift("D", 60),), (person(away=frozenset({1})),))
    said = str(check(instance, Roster({"A": ("", "D")})).broken[0])
    assert said == "A works D on day 1, a day off (not allowed)"


@pytest.mark.parametrize("rows", [{}, {"A": ("",)}, {"A": ("", "X")}, {"B": ("", "")}])
def test_what_is_no_roster_of_the_instance_is_refused(rows: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(Misshapen):
        check(Instance(2, (Shift("D", 60),), (person(),)), Roster(rows))
