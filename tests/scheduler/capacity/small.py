"""Instances small enough to try every plan, and Hypothesis strategies that make such."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.capacity.problem import Costs, Kind, Least, Place, Plan, Problem, Site

COSTS = Costs(setup=5.0, waiting=0.25, unserved=4.0)


def office(
    demand: tuple[tuple[float, ...], ...],
    kinds: tuple[Kind, ...],
    staff: int = 2,
    budget: int | None = None,
    name: str = "Hall",
) -> Site:
    """Return an office with one day."""
    slots = len(demand[0])
    return Site(name, "Centre", kinds, ((staff,) * slots,), (budget,), (demand,))


def problem(*sites: Site, costs: Costs = COSTS, block: int = 2, hour: int = 4) -> Problem:
    """Return a problem of one day and two groups, sites ten apart."""
    return Problem(
        groups=("passports", "vehicles"),
        days=("Tuesday",),
        slots=len(sites[0].demand[0][0]),
        sites=sites,
        distances=tuple(tuple(0.0 if a is b else 10.0 for b in sites) for a in sites),
        costs=costs,
        block=block,
        hour=hour,
    )


@st.composite
def offices(draw: st.DrawFn, slots: int = 6) -> Problem:
    """Make one office with up to two kinds of counter."""
    minutes = st.sampled_from((0.0, 5.0, 15.0, 25.0, 40.0))
    demand = tuple(tuple(draw(minutes) for _ in range(slots)) for _ in range(2))
    able = st.sampled_from((frozenset({0}), frozenset({1}), frozenset({0, 1})))
    kinds = tuple(Kind(draw(able), 1) for _ in range(draw(st.integers(1, 2))))
    budget = draw(st.sampled_from((None, 6, 8)))
    return problem(office(demand, kinds, draw(st.integers(0, 2)), budget))


@st.composite
def towns(draw: st.DrawFn) -> Problem:
    """Make two or three offices that may send people to each other."""
    number = draw(st.integers(2, 3))
    return problem(*(replace(draw(offices()).sites[0], name=f"Hall {n}") for n in range(number)))


@st.composite
def asking(draw: st.DrawFn, towns: st.SearchStrategy[Problem]) -> Problem:
    """Pin something, need something, or have an older plan to keep; not all of it is possible."""
    given = draw(towns)
    blocks, numbers = st.integers(0, given.blocks - 1), st.integers(0, len(given.sites) - 1)
    some = st.sampled_from((frozenset({0}), frozenset({1}), frozenset({0, 1})))

    def places(site: int) -> list[Place]:
        return [
            Place(site, 0, kind, group, block)
            for kind, what in enumerate(given.sites[site].kinds)
            for group in sorted(what.groups)
            for block in range(given.blocks)
        ]

    everywhere = st.sampled_from([place for n in range(len(given.sites)) for place in places(n)])
    pins = draw(st.dictionaries(everywhere, st.integers(0, 1), max_size=2))
    count = st.sampled_from((1, 1, 2))
    need = st.builds(Least, numbers, st.just(0), blocks, some, some, count)
    least = draw(st.lists(need, max_size=2, unique=True))
    previous = draw(st.none() | st.dictionaries(everywhere, st.just(1), max_size=6))
    costs = replace(given.costs, change=draw(st.sampled_from((1.0, 8.0))))
    return replace(given, pins=pins, least=tuple(least), previous=previous, costs=costs)


def plans(given: Problem) -> list[Plan]:
    """Return every plan of a problem with one site and kinds of one counter, also illegal ones."""
    found: list[dict[Place, int]] = [{}]
    for number, kind in enumerate(given.sites[0].kinds):
        for block in range(given.blocks):
            choices = [None, *sorted(kind.groups)]
            found = [
                plan if group is None else {**plan, Place(0, 0, number, group, block): 1}
                for plan in found
                for group in choices
            ]
    return [Plan(plan) for plan in found]
