"""Whoever can serve a small group is there in each half hour, at a counter that can."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.planning.coverage import Covered, cover
from api.planning.facts import does
from api.planning.problem import Translation, problem_of
from api.planning.roster import roster_of
from api.planning.shortfalls import uncovered
from api.planning.staffing import staff
from scheduler.capacity.check import check
from scheduler.capacity.problem import Place, Plan
from scheduler.roster.solve import solve
from termin.planning.plan import PlannedDuty
from tests.api.planning.weeks import KFZ, PLAIN, clerk, counter, opened, week, with_office, work


def staffed(translation: Translation, covered: Covered) -> tuple[PlannedDuty, ...]:
    """Return the duties of a covered plan."""
    asked = roster_of(translation, 0, covered.plan, covered.needs, {})
    return staff(asked, lambda problem, _: solve(problem, 5.0, workers=0), 1.0).duties


SMALL = [work(540, 30), work(540, 5, KFZ)]


def test_a_counter_that_can_serve_it_takes_it_on() -> None:
    translation = problem_of(week(SMALL))
    plan = opened(translation, (0, 0, "08:00", "12:00", 1))
    covered = cover(translation, plan)
    assert covered.plan == plan
    assert not uncovered(translation, staffed(translation, covered))
    assert all(units == {(0, 0, 0): KFZ} for units in covered.needs.values())


def test_a_counter_that_cannot_is_exchanged_for_one_that_can() -> None:
    facts = week(SMALL, counters=[counter(1, PLAIN), counter(2, KFZ)], clerks=[clerk(11)])
    translation = problem_of(facts)
    covered = cover(translation, opened(translation, (0, 0, "08:00", "12:00", 1)))
    assert {place.kind for place in covered.plan.counts} == {1}
    assert check(translation.problem, covered.plan).legal


def test_an_office_that_is_open_has_a_counter_even_if_nobody_is_expected() -> None:
    translation = problem_of(week(counters=[counter(1, PLAIN), counter(2)]))
    covered = cover(translation, Plan({}))
    assert covered.plan.counts == {Place(0, 0, 1, 0, block): 1 for block in range(8)}
    assert not cover(problem_of(week(clerks=[])), Plan({})).plan.counts


def test_two_small_groups_are_parted_where_more_people_can_serve_them() -> None:
    facts = week(
        [work(540, 30), work(540, 5, KFZ), work(540, 5, frozenset({8}))],
        clerks=[clerk(11, KFZ), clerk(12, frozenset({8})), clerk(13, KFZ | {8}), clerk(14, KFZ)],
    )
    facts = with_office(facts, skills=frozenset({PLAIN, KFZ, frozenset({8})}))
    translation = problem_of(facts)
    covered = cover(translation, opened(translation, (0, 0, "08:00", "08:30", 2)))
    assert set(covered.needs[0, 0, 0].values()) == {KFZ, frozenset({8})}
    alone = cover(translation, opened(translation, (0, 0, "08:00", "08:30", 1)))
    assert set(alone.needs[0, 0, 0].values()) == {KFZ | {8}}


def test_nobody_who_has_learned_it_is_told() -> None:
    translation = problem_of(week(SMALL, clerks=[clerk(11, PLAIN)]))
    covered = cover(translation, opened(translation, (0, 0, "08:00", "08:30", 1)))
    lacking = uncovered(translation, staffed(translation, covered))
    assert {(one.start, one.group) for one in lacking} == {
        (480 + 30 * block, "Kfz") for block in range(8)
    }


def test_who_sits_there_has_learned_it() -> None:
    facts = week(SMALL, clerks=[clerk(11, PLAIN), clerk(12, KFZ)])
    translation = problem_of(facts)
    covered = cover(translation, opened(translation, (0, 0, "08:00", "12:00", 1)))
    assert {duty.clerk for duty in staffed(translation, covered)} == {12}


def test_a_counter_stays_open_if_only_the_extra_cannot_be_had() -> None:
    facts = week(SMALL, clerks=[clerk(11, PLAIN)])
    translation = problem_of(facts)
    plan = opened(translation, (0, 0, "08:00", "08:30", 1))
    duties = staffed(translation, Covered(plan, {(0, 0, 0): {(0, 0, 0): KFZ}}))
    assert [duty.clerk for duty in duties] == [11]
    assert {one.group for one in uncovered(translation, duties)} == {"Kfz"}


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), min_size=8, max_size=8))
def test_covering_opens_no_more_than_the_plan(rows: list[tuple[int, int]]) -> None:
    facts = week(
        SMALL,
        counters=[counter(1, PLAIN), counter(2, PLAIN), counter(3, KFZ)],
        clerks=[clerk(11, PLAIN), clerk(12, KFZ), clerk(13)],
    )
    translation = problem_of(facts)
    counts = {
        Place(0, 0, kind, 0, block): number
        for block, (plain, able) in enumerate(rows)
        for kind, number in ((0, plain), (1, able))
        if number
    }
    covered = cover(translation, Plan(counts))
    assert check(translation.problem, covered.plan).legal
    for block, (plain, able) in enumerate(rows):
        there = [p for p in covered.plan.counts if p.block == block]
        assert sum(covered.plan.counts[p] for p in there) == max(1, plain + able)
        assert any(does(translation.kinds[0][p.kind][0].able, KFZ) for p in there)
