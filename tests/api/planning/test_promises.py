"""Whoever has an appointment keeps a staffed counter, whatever the solver thought."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.planning.promises import keep_promises
from scheduler.capacity.check import check
from scheduler.capacity.problem import Place, Plan
from tests.api.planning.weeks import KFZ, PLAIN, clerk, counter, opened, promise, translated, week


def test_a_plan_that_keeps_all_promises_is_left_alone() -> None:
    translation = translated(week(promises=[promise(540, 555)]))
    plan = opened(translation, (0, 0, "08:00", "12:00", 1))
    mended = keep_promises(translation, plan)
    assert (mended.plan, mended.opened, mended.changed) == (plan, 0, 0)


def test_a_counter_planned_for_others_serves_whom_it_can() -> None:
    translation = translated(week(promises=[promise(540, 555)]))
    plan = opened(translation, (0, 1, "08:00", "12:00", 1))
    assert keep_promises(translation, plan).opened == 0


def test_a_counter_is_opened_for_a_promise() -> None:
    translation = translated(week(promises=[promise(540, 585)]))
    mended = keep_promises(translation, Plan({}))
    assert mended.plan.counts == {Place(0, 0, 0, 0, 2): 1, Place(0, 0, 0, 0, 3): 1}
    assert (mended.opened, mended.lost) == (2, ())


def test_a_counter_that_nobody_was_promised_is_given_to_who_was() -> None:
    facts = week(
        counters=[counter(1, PLAIN), counter(2)],
        clerks=[clerk(11)],
        promises=[promise(540, 570, KFZ)],
    )
    translation = translated(facts)
    mended = keep_promises(translation, opened(translation, (0, 0, "08:00", "12:00", 1)))
    assert mended.plan.counts[Place(0, 0, 1, 1, 2)] == 1
    assert Place(0, 0, 0, 0, 2) not in mended.plan.counts
    assert (mended.changed, mended.lost) == (1, ())


def test_what_cannot_be_kept_is_named() -> None:
    lost = promise(540, 555)
    facts = week(clerks=[clerk(11)], promises=[promise(540, 555, KFZ), lost])
    mended = keep_promises(translated(facts), Plan({}))
    assert len(mended.lost) == 1


def test_promises_come_before_the_budget() -> None:
    facts = week(clerks=[clerk(11, minutes=30)], promises=[promise(480, 720)])
    translation = translated(facts)
    mended = keep_promises(translation, Plan({}))
    assert not mended.lost
    assert check(mended.problem, mended.plan).legal


@given(
    st.lists(
        st.tuples(st.integers(0, 47), st.integers(1, 12), st.sampled_from([PLAIN, KFZ])),
        max_size=12,
    ),
    st.integers(0, 4),
)
def test_a_mended_plan_is_legal_and_loses_only_what_staff_cannot_serve(
    found: list[tuple[int, int, frozenset[int]]], people: int
) -> None:
    promises = [
        promise(480 + 5 * start, min(720, 480 + 5 * (start + length)), skills)
        for start, length, skills in found
    ]
    facts = week(
        counters=[counter(1), counter(2), counter(3, PLAIN)],
        clerks=[clerk(n) for n in range(people)],
        promises=promises,
    )
    translation = translated(facts)
    mended = keep_promises(translation, Plan({}))
    assert check(mended.problem, mended.plan).legal
    crowded = any(
        sum(p.start <= minute < p.end for p in promises) > min(3, people)
        or sum(p.start <= minute < p.end for p in promises if p.skills == KFZ) > min(2, people)
        for minute in range(480, 720, 5)
    )
    if not crowded:
        assert not mended.lost
