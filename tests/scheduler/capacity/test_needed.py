"""What must be open: conflicts are smallest and curable, and needs come before the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.capacity.check import check
from scheduler.capacity.conflict import Conflict, Cure, conflicts
from scheduler.capacity.musts import Must
from scheduler.capacity.needed import affordable, opened
from scheduler.capacity.problem import Kind, Least, Limit, Place, Plan, Problem, Site
from scheduler.capacity.promised import promised
from scheduler.capacity.solve import Impossible, plan_counters
from tests.scheduler.capacity.small import asking, office, offices, plans, problem

BUSY = (30.0, 45.0, 15.0, 0.0, 30.0, 15.0)
NONE = (0.0,) * 6
BOTH = frozenset({0, 1})
FIRST, SECOND = frozenset({0}), frozenset({1})


def need(count: int, block: int = 0, kinds: frozenset[int] = FIRST) -> Least:
    return Least(0, 0, block, kinds, BOTH, count)


def town(*least: Least, staff: int = 2, budget: int | None = None) -> Problem:
    hall = office((BUSY, NONE), (Kind(BOTH, 2), Kind(FIRST, 1)), staff, budget)
    return replace(problem(hall), least=least)


def only(given: Problem) -> Conflict:
    (found,) = conflicts(given)
    return found


def rules(found: Conflict) -> tuple[list[str], list[str]]:
    return [one.rule for one in found.musts], [one.must.rule for one in found.cures]


def test_what_can_be_open_is_no_conflict() -> None:
    assert not [*conflicts(town(need(2), need(1, 1)))]


def test_more_counters_than_clerks() -> None:
    found = only(town(need(2), staff=1))
    assert rules(found) == (["least", "staff"], ["least", "staff"])
    assert str(found) == (
        "These cannot hold together: Hall, Tuesday 08:00: 2 counters are needed for passports, "
        "vehicles; Hall, Tuesday 08:00: 1 clerks are there. To free them: ask for 1 fewer counters "
        "for passports, vehicles at Hall on Tuesday at 08:00; or have 1 more clerks at Hall on "
        "Tuesday at 08:00."
    )


def test_more_counters_than_there_are() -> None:
    assert rules(only(town(need(3), staff=9))) == (["least", "room"], ["least", "room"])


def test_a_pin_against_a_need() -> None:
    given = town(need(1, kinds=SECOND))
    pinned = replace(given, pins={Place(0, 0, 1, 0, 0): 0})
    assert rules(only(pinned)) == (["pin", "least"], ["pin", "least"])


def test_a_pin_where_no_counter_can_serve() -> None:
    pinned = replace(town(), pins={Place(0, 0, 1, 1, 0): 1})
    assert rules(only(pinned))[0] == ["pin", "place"]


def test_a_skill_that_too_few_have() -> None:
    given = replace(town(), pins={Place(0, 0, 0, 1, 0): 2})
    hall = replace(given.sites[0], limits=(Limit(SECOND, ((1,) * 6,)),))
    assert rules(only(replace(given, sites=(hall,)))) == (["pin", "skill"], ["pin", "skill"])


def test_a_budget_too_small_for_the_day() -> None:
    found = only(town(need(1), need(2, 2), budget=4))
    assert rules(found) == (["least", "least", "budget"], ["least", "least", "budget"])
    assert "give Hall 2 more counter slots on Tuesday" in str(found)


def test_where_no_single_cure_helps_several_are_named() -> None:
    given = replace(town(need(2), staff=0), pins={Place(0, 0, 0, 1, 0): 1, Place(0, 0, 1, 0, 0): 1})
    found = only(given)
    assert [cure.must.rule for cure in (*found.cures, *found.together)] == ["staff"]
    given = replace(given, pins={**given.pins, Place(0, 0, 1, 1, 0): 1})
    found = only(given)
    assert not found.cures
    assert sorted(cure.must.rule for cure in found.together) == ["pin", "staff"]


@settings(max_examples=25, deadline=None)
@given(asking(offices()))
def test_conflicts_are_told_just_where_no_plan_is_allowed(town: Problem) -> None:
    found = [*conflicts(town)]
    assert bool(found) == (not any(check(town, plan).legal for plan in plans(town)))
    for one in found:
        for must in one.musts:
            assert not [*conflicts(_only(town, one, but=must))], f"{must} is superfluous"
    if len(found) == 1:
        for cure in found[0].cures:
            assert not [*conflicts(_cured(town, found[0], [cure]))], str(cure)
        if not found[0].cures:
            assert not [*conflicts(_cured(town, found[0], found[0].together))]


def _only(town: Problem, found: Conflict, but: Must) -> Problem:
    """Return the problem with the rules of one conflict, but for one of them."""
    kept = [must for must in found.musts if must is not but]
    sources = [must.source for must in kept]
    names = {must.rule for must in kept}
    (hall,) = town.sites
    slots = (99,) * town.slots
    kinds = {must.facts["kind"] for must in kept if must.rule == "room"}
    barred = {cell[2:4] for must in kept if must.rule == "place" for cell in must.cells}
    every = [
        Kind(
            frozenset(group for group in BOTH if (number, group) not in barred),
            kind.count if number in kinds else 99,
        )
        for number, kind in enumerate([*hall.kinds, Kind(BOTH, 0)][:2])
    ]
    hall = replace(
        hall,
        kinds=tuple(every),
        staff=hall.staff if "staff" in names else (slots,),
        budget=hall.budget if "budget" in names else (None,),
        limits=hall.limits if "skill" in names else (),
    )
    return replace(
        town,
        sites=(hall,),
        pins={place: count for place, count in town.pins.items() if place in sources},
        least=tuple(one for one in town.least if one in sources),
    )


def _cured(town: Problem, found: Conflict, cures: Sequence[Cure]) -> Problem:
    """Return the problem after cures; its budget counts only if it was the matter."""
    (hall,) = town.sites
    if all(must.rule != "budget" for must in found.musts):
        hall = replace(hall, budget=(None,))
    pins, least = dict(town.pins), {one: one.count for one in town.least}
    for cure in cures:
        must, more = cure.must, cure.more
        if isinstance(must.source, Place):
            del pins[must.source]
        elif isinstance(must.source, Least):
            least[must.source] -= more
        elif must.rule == "staff":
            hall = replace(hall, staff=(tuple(count + more for count in hall.staff[0]),))
        elif must.rule == "budget":
            hall = replace(hall, budget=((hall.budget[0] or 0) + more,))
        else:
            able = {place[2:4] for place in must.cells}
            kinds = [
                Kind(
                    kind.groups | {group for of, group in able if of == number},
                    kind.count + (more if number in {of for of, _ in able} else 0),
                )
                for number, kind in enumerate([*hall.kinds, Kind(frozenset(), 0)][:2])
            ]
            hall = replace(hall, kinds=tuple(kinds))
    kept = tuple(replace(one, count=count) for one, count in least.items())
    return replace(town, sites=(hall,), pins=pins, least=kept)


@settings(max_examples=25, deadline=None)
@given(asking(offices()))
def test_needs_come_before_the_budget_and_give_way_to_all_else(town: Problem) -> None:
    town = replace(town, pins={})
    able = affordable(town)
    assert not [*conflicts(able.problem)]
    free = replace(town, sites=(replace(town.sites[0], budget=(None,)),))
    fewest = min(
        (_short(free, plan), _slots(plan))
        for plan in plans(town)
        if check(replace(free, least=()), plan).legal
    )
    assert fewest[0] == sum(able.lowered.values())
    budget, most = able.problem.sites[0].budget[0], town.sites[0].budget[0]
    if most is not None:
        assert budget == max(most, fewest[1])
        assert able.raised.get((0, 0), 0) == budget - most


def _short(town: Problem, plan: Plan) -> int:
    open_ = [sum(plan.counts.get(place, 0) for place in one.places) for one in town.least]
    return sum(max(0, one.count - n) for one, n in zip(town.least, open_, strict=True))


def _slots(plan: Plan) -> int:
    return 2 * sum(plan.counts.values())


def test_a_bound_holds_for_the_problem_whose_budget_was_raised() -> None:
    poor = town(need(2), need(2, 1), budget=4)
    with pytest.raises(Impossible, match="give Hall 4 more counter slots"):
        plan_counters(poor, number_of_workers=0)
    able = affordable(poor)
    assert able.raised == {(0, 0): 4}
    found = plan_counters(able.problem, number_of_workers=0, target=0.0)
    assert check(able.problem, found.plan).legal
    assert found.gap == 0


KINDS = st.sets(st.integers(0, 2), min_size=1, max_size=3).map(frozenset)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(KINDS, max_size=4), max_size=2),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
def test_everybody_promised_has_a_counter_where_what_is_needed_is_open(
    moments: list[list[frozenset[int]]], open_: list[int]
) -> None:
    hall = Site("Hall", "", (Kind(FIRST, 2),) * 3, ((9,),), (None,), (((0.0,),),))
    given = Problem(("passports",), ("Tuesday",), 1, (hall,), ((0.0,),))
    asked = replace(given, least=promised(given, 0, 0, 0, moments))
    plan = Plan({Place(0, 0, kind, 0, 0): count for kind, count in enumerate(open_)})
    assert check(asked, plan).legal == all(_seated(moment, open_) for moment in moments)


def _seated(moment: list[frozenset[int]], open_: list[int]) -> bool:
    return any(
        all(chosen.count(kind) <= open_[kind] for kind in range(3))
        for chosen in product(*map(sorted, moment))
    )


@settings(max_examples=10, deadline=None)
@given(asking(offices()))
def test_what_is_opened_first_is_the_least_there_can_be(town: Problem) -> None:
    allowed = [plan for plan in plans(town) if check(town, plan).legal]
    assume(allowed)
    assert _slots(Plan(opened(town))) == min(map(_slots, allowed))
