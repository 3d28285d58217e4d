"""A week's facts become a problem that says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.planning.facts import PostFacts
from api.planning.problem import problem_of
from tests.api.planning.weeks import KFZ, PLAIN, clerk, counter, translated, week, with_office, work
from tests.town import MONDAY


def test_counters_that_can_do_the_same_are_one_kind() -> None:
    facts = week(counters=[counter(1), counter(2), counter(3, PLAIN), counter(4, KFZ)])
    translation = translated(facts)
    (site,) = translation.problem.sites
    assert [(kind.groups, kind.count) for kind in site.kinds] == [
        (frozenset({0, 1}), 3),
        (frozenset({0}), 1),
    ]
    assert [[one.id for one in row] for row in translation.kinds[0]] == [[1, 2, 4], [3]]


def test_staff_is_who_is_there_while_it_is_open() -> None:
    away = replace(clerk(12), away={MONDAY: ((8 * 60, 10 * 60),)})
    (site,) = translated(week(clerks=[clerk(11), away])).problem.sites
    assert site.staff == ((1,) * 8 + (2,) * 8,)


def test_who_is_open_for_long_gives_breaks_in_the_middle() -> None:
    facts = week(opening=((8 * 60, 16 * 60),), clerks=[clerk(n) for n in range(4)])
    translation = translated(facts)
    staff = translation.problem.sites[0].staff[0]
    assert staff[translation.block(11 * 60) * 2] == 3
    assert staff[translation.block(10 * 60 + 30) * 2] == 4
    assert staff[translation.block(14 * 60) * 2] == 4


def test_demand_is_spread_over_the_half_hour_and_what_comes_too_early_is_served_later() -> None:
    facts = week([work(9 * 60, 30), work(7 * 60, 20), work(9 * 60, 10, KFZ)])
    (site,) = translated(facts).problem.sites
    plain, kfz = site.demand[0]
    assert plain[4:6] == (15, 15)
    assert plain[0:2] == (10, 10)
    assert kfz[4:6] == (5, 5)
    assert sum(plain) == 50


def test_the_days_budget_is_what_contracts_give() -> None:
    facts = week([work(9 * 60, 30)], clerks=[clerk(11, minutes=120)])
    (site,) = translated(facts).problem.sites
    assert site.budget == (int(120 * 0.85 / 15),)
    open_end = week([work(9 * 60, 30)], clerks=[clerk(11, minutes=None)])
    assert translated(open_end).problem.sites[0].budget == (None,)


@pytest.mark.parametrize("opening", [(), ((8 * 60, 8 * 60 + 5),)])
def test_an_office_that_is_closed_has_no_staff(opening: tuple[tuple[int, int], ...]) -> None:
    facts = with_office(week(), open={MONDAY: opening})
    (site,) = translated(facts).problem.sites
    assert not any(map(any, site.staff))


def test_a_group_with_little_work_is_planned_with_the_general_one() -> None:
    facts = week([work(9 * 60, 30), work(9 * 60, 10, KFZ)])
    translation = problem_of(facts)
    (site,) = translation.problem.sites
    assert translation.folded == (frozenset({KFZ}),)
    assert translation.groups == (PLAIN,)
    assert sum(site.demand[0][0]) == 40


def test_a_group_with_much_work_has_counters_of_its_own() -> None:
    facts = week([work(9 * 60, 30), *(work(480 + 30 * n, 20, KFZ) for n in range(8))])
    assert problem_of(facts).groups == (PLAIN, KFZ)


def test_who_is_at_a_post_serves_nobody_else() -> None:
    post = PostFacts(counter(9), frozenset({12}))
    (site,) = translated(with_office(week(), posts=(post,))).problem.sites
    assert site.staff == ((1,) * 16,)
