"""Tiny instances, and everything there is to enumerate of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from scheduler.roster.public import Cover, Instance, Person, Roster, Shift, Wish, check
from scheduler.roster.public.rules import LAWS

WEEK = 7


def person(name: str = "A", **limits: object) -> Person:
    """Somebody with hardly any limit, but for those named."""
    free: dict[str, object] = {
        "most": {},
        "max_minutes": 10_000,
        "min_minutes": 0,
        "max_run": 7,
        "min_run": 1,
        "min_rest": 1,
        "max_weekends": 9,
    }
    return Person(name, **{**free, **limits})  # type: ignore[arg-type]


def legal_rows(instance: Instance, who: Person) -> list[tuple[str, ...]]:
    """Every row that keeps all laws, by trying all."""
    names = ["", *(shift.name for shift in instance.shifts)]
    return [
        row
        for row in product(names, repeat=instance.days)
        if not any(found for law in LAWS for found in law(instance, who, row))
    ]


def legal_rosters(instance: Instance) -> Iterator[Roster]:
    """Every legal roster, by trying all."""
    names = [who.name for who in instance.people]
    for rows in product(*(legal_rows(instance, who) for who in instance.people)):
        yield Roster(dict(zip(names, rows, strict=True)))


def optimum(instance: Instance) -> float | None:
    """The cost of the best roster, by trying all; None if there is none."""
    return min((check(instance, roster).cost for roster in legal_rosters(instance)), default=None)


@st.composite
def people(draw: st.DrawFn, name: str, days: int) -> Person:
    """Somebody with small limits of all kinds."""
    least = draw(st.sampled_from([0, 0, 60, 120]))
    return person(
        name,
        most={"D": draw(st.integers(0, days)), "E": draw(st.integers(0, days))},
        min_minutes=least,
        max_minutes=least + draw(st.integers(60, 400)),
        max_run=draw(st.integers(2, 4)),
        min_run=draw(st.integers(1, 3)),
        min_rest=draw(st.integers(1, 3)),
        max_weekends=draw(st.integers(0, 2)),
        away=frozenset(draw(st.sets(st.integers(0, days - 1), max_size=1))),
    )


@st.composite
def instances(draw: st.DrawFn, count: int = 2, days: int = 5) -> Instance:
    """Two kinds of shifts, one of which must not follow the other, few people and days."""
    names = "ABC"[:count]
    wish = st.builds(
        Wish,
        st.sampled_from(names),
        st.integers(0, days - 1),
        st.sampled_from("DE"),
        st.integers(0, 9),
    )
    cells = [(day, shift) for day in range(days) for shift in "DE"]
    numbers = st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 3))
    return Instance(
        days,
        (Shift("D", 60), Shift("E", 90, frozenset("D"))),
        tuple(draw(people(name, days)) for name in names),
        tuple(draw(st.lists(wish, max_size=4))),
        tuple(draw(st.lists(wish, max_size=4))),
        tuple(Cover(*cell, *draw(numbers)) for cell in cells),
    )
