"""Small whole offices: one to break rules in, and strategies that make many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from hypothesis import strategies as st

from scheduler.roster import (
    BACK,
    Absence,
    Clerk,
    Demand,
    Group,
    Kind,
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

DAY = Shift("day", 480, 990, (Pause(720, 30),))
"""Eight hours from eight, half an hour of break at noon: 17 blocks, the ninth is the break."""


def tasks(*parts: tuple[str, int]) -> tuple[str, ...]:
    """Return so many blocks of each task."""
    return tuple(task for task, many in parts for _ in range(many))


def plain(**changes: object) -> Problem:
    """Return an office of one clerk for a week from Monday, where little is asked."""
    told: dict[str, object] = {
        "start": date(2026, 9, 7),
        "length": 7,
        "clerks": (Clerk(1, "Roth", frozenset({"Pass", "Empfang"}), contract=0, flex=6000),),
        "groups": (Group("Pass"), Group("Empfang", Kind.RECEPTION)),
        "shifts": (DAY,),
        "demand": (),
        "terms": Terms(share=(0.0, 1.0)),
    }
    return Problem(**{**told, **changes})  # type: ignore[arg-type]


TINY = (
    Shift("a", 480, 600),
    Shift("b", 540, 660),
    Shift("c", 480, 660, (Pause(540, 60),)),
)


@st.composite
def tiny_offices(draw: st.DrawFn) -> Problem:
    """Return offices whose rosters can be counted: two clerks or two days, blocks of an hour."""
    many, length = draw(st.sampled_from([(2, 1), (1, 2)]))
    clerks = tuple(
        Clerk(
            number,
            f"C{number}",
            frozenset(draw(st.sets(st.sampled_from(["Pass", "Empfang"]), min_size=1))),
            contract=draw(st.sampled_from([600, 900, 1200])),
            flex=draw(st.sampled_from([0, 60])),
            late=draw(st.sampled_from([None, 0])),
            mentor=1 - number if many == 2 and draw(st.booleans()) else None,
        )
        for number in range(many)
    )
    demand = tuple(
        Demand(day, block, group, people)
        for day, block, group in product(range(length), (8, 9, 10), ("Pass", "Empfang"))
        if (people := draw(st.integers(0, 2)))
    )
    return Problem(
        start=date(2026, 9, 7),
        length=length,
        clerks=clerks,
        groups=(Group("Pass"), Group("Empfang", Kind.RECEPTION, 1.5)),
        shifts=TINY,
        demand=demand,
        absences=(Absence(0, 1, 60),) if length == 2 and draw(st.booleans()) else (),
        wishes=tuple(
            draw(
                st.lists(
                    st.builds(
                        Wish,
                        st.integers(0, many - 1),
                        st.integers(0, length - 1),
                        st.sampled_from(Want),
                        st.sampled_from([1.0, 5.0]),
                    ),
                    max_size=2,
                )
            )
        ),
        pins=tuple(
            draw(
                st.lists(
                    st.builds(
                        Pin, st.just(many - 1), st.just(0), st.sampled_from(["a", "b", None])
                    ),
                    max_size=1,
                )
            )
        ),
        weights=Weights(alone=draw(st.sampled_from([0.5, 3.0]))),
        terms=Terms(early_until=600, late_from=540, closing=600, screen=60),
        block=60,
    )


def best_of_all(problem: Problem) -> float:
    """Return the cost of the best legal roster by trying every one."""
    size = problem.block
    ways: list[list[Workday | None]] = []
    for clerk, day in product(problem.clerks, range(problem.length)):
        own: list[Workday | None] = [None]
        for shift in problem.shifts:
            able = [
                [*sorted(clerk.skills), BACK] if shift.worked(block, size) else [""]
                for block in shift.blocks(size)
            ]
            own += [Workday(clerk.id, day, shift.name, one) for one in product(*able)]
        ways.append([one for one in own if _alone_legal(problem, one)])
    return min(verdict.cost for one in _rosters(ways) if (verdict := check(problem, one)).legal)


def _rosters(ways: list[list[Workday | None]]) -> Iterator[Roster]:
    for one in product(*ways):
        yield Roster(tuple(workday for workday in one if workday is not None))


def _alone_legal(problem: Problem, workday: Workday | None) -> bool:
    return workday is None or (workday.clerk, workday.day) not in {
        (one.clerk, one.day) for one in problem.absences
    }


@st.composite
def small_offices(draw: st.DrawFn) -> Problem:
    """Return offices of three to five clerks for three to seven days, with every kind of rule."""
    names = ["Pass", "Melde", "Empfang"]
    many = draw(st.integers(3, 5))
    length = draw(st.integers(3, 7))
    shifts = (
        Shift("early", 420, 780),
        Shift("long", 420, 1065, (Pause(660, 30), Pause(840, 15))),
        Shift("half", 480, 720),
        DAY,
        Shift("late", 840, 1230, (Pause(1020, 30),)),
        Shift("without a break", 480, 900),
    )
    clerks = tuple(
        Clerk(
            number,
            f"C{number}",
            frozenset(draw(st.sets(st.sampled_from(names)))),
            contract=draw(st.sampled_from([480, 1200, 2340])),
            flex=draw(st.sampled_from([0, 60])),
            longest=draw(st.sampled_from([480, 600])),
            days_a_week=draw(st.integers(2, 5)),
            weekdays=frozenset(draw(st.sets(st.integers(0, 5), min_size=3))),
            ended=draw(st.sampled_from([None, 60, 300])),
            late=draw(st.sampled_from([None, 0, 1])),
            mentor=0 if number == 1 else None,
        )
        for number in range(many)
    )
    day = st.integers(0, length - 1)
    clerk = st.integers(0, many - 1)
    start = date(2026, 9, 7 + draw(st.integers(0, 6)))
    demand = {
        (draw(day), draw(st.integers(14, 40)), draw(st.sampled_from(names))): draw(
            st.integers(1, 4)
        )
        for _ in range(draw(st.integers(0, 25)))
    }
    return Problem(
        start=start,
        length=length,
        clerks=clerks,
        groups=(Group("Pass"), Group("Melde"), Group("Empfang", Kind.RECEPTION, 1.5)),
        shifts=shifts,
        demand=tuple(Demand(*where, people) for where, people in demand.items()),
        absences=tuple(
            {
                (one.clerk, one.day): one
                for one in draw(
                    st.lists(st.builds(Absence, clerk, day, st.sampled_from([0, 480])), max_size=3)
                )
            }.values()
        ),
        wishes=tuple(
            draw(
                st.lists(
                    st.builds(Wish, clerk, day, st.sampled_from(Want), st.just(3.0)), max_size=4
                )
            )
        ),
        holidays=frozenset(draw(st.sets(day, max_size=1))),
    )
