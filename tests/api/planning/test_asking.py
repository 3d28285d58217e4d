"""What was promised or pinned is asked of the solver before it plans, with the budget for it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from api.planning.asking import asking
from api.planning.promises import keep_promises
from scheduler.capacity.check import check
from scheduler.capacity.solve import plan_counters
from termin.planning.plan import PlannedDuty
from tests.api.planning.weeks import KFZ, OFFICE, PLAIN, clerk, counter, promise, translated, week
from tests.town import MONDAY


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 47), st.integers(1, 12), st.sampled_from([PLAIN, KFZ])),
        max_size=8,
    ),
    st.integers(1, 3),
    st.sampled_from([30, 2340]),
)
def test_what_the_solver_finds_keeps_all_promises_that_can_be_kept(
    found: list[tuple[int, int, frozenset[int]]], people: int, minutes: int
) -> None:
    facts = week(
        counters=[counter(1), counter(2), counter(3, PLAIN)],
        clerks=[clerk(n, minutes=minutes) for n in range(people)],
        promises=[
            promise(480 + 5 * start, min(720, 480 + 5 * (start + length)), skills)
            for start, length, skills in found
        ],
    )
    asked = asking(translated(facts))
    plan = plan_counters(asked.problem, seconds=5.0, number_of_workers=0, target=0.0)
    mended = keep_promises(asked, plan.plan)
    verdict = check(mended.problem, mended.plan)
    assert verdict.legal
    if mended.lost:
        return
    assert (mended.opened, mended.changed) == (0, 0)
    assert mended.problem.sites == asked.problem.sites, "the budget is the one that was solved"
    assert verdict.cost >= plan.bound - 1e-6


def test_a_budget_is_raised_just_to_what_promises_take() -> None:
    facts = week(clerks=[clerk(11, minutes=30)], promises=[promise(480, 720)])
    assert asking(translated(facts)).problem.sites[0].budget == (16,)


def test_pinned_duties_are_needed_where_their_counter_is() -> None:
    facts = week(counters=[counter(1), counter(2), counter(3, PLAIN)])
    pins = [
        PlannedDuty(OFFICE, MONDAY, 1, 8 * 60, 9 * 60, 11),
        PlannedDuty(OFFICE, MONDAY, 2, 8 * 60 + 30, 9 * 60, 12),
        PlannedDuty(OFFICE, MONDAY, 9, 8 * 60, 9 * 60, 12),
    ]
    asked = asking(translated(facts), pins).problem.least
    assert [(one.block, one.kinds, one.count) for one in asked] == [
        (0, frozenset({0}), 1),
        (1, frozenset({0}), 2),
    ]
