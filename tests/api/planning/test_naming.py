"""Numbers of counters become duties of people: nobody twice, nobody without a break."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from api.planning.naming import Named, name_duties
from api.planning.problem import LONGEST
from api.planning.shortfalls import missed_wishes
from scheduler.capacity.problem import Place, Plan
from termin.planning.demand import STEP
from termin.planning.plan import PlannedDuty
from termin.staff import PreferenceKind
from tests.api.planning.weeks import (
    KFZ,
    OFFICE,
    PLAIN,
    clerk,
    counter,
    opened,
    translated,
    week,
    with_office,
)
from tests.town import MONDAY


def told(named: Named) -> set[tuple[int, int, int, int]]:
    return {(one.counter, one.clerk, one.start, one.end) for one in named.duties}


def test_a_counter_that_stays_open_keeps_its_clerk() -> None:
    translation = translated(week())
    named = name_duties(translation, opened(translation, (0, 0, "08:00", "12:00", 1)))
    assert told(named) == {(1, 11, 480, 720)}


def test_who_can_do_it_sits_there() -> None:
    facts = week(clerks=[clerk(11, PLAIN), clerk(12, KFZ)])
    translation = translated(facts)
    plan = opened(translation, (0, 1, "08:00", "12:00", 1))
    assert {one.clerk for one in name_duties(translation, plan).duties} == {12}


def test_whom_only_one_can_serve_is_not_left_without() -> None:
    facts = week(clerks=[clerk(11, KFZ), clerk(12, PLAIN)])
    translation = translated(facts)
    plan = opened(translation, (0, 0, "08:00", "12:00", 1), (0, 1, "08:00", "12:00", 1))
    named = name_duties(translation, plan)
    assert not named.unmanned
    assert {one.clerk for one in named.duties} == {11, 12}


def test_nobody_serves_longer_than_six_hours_without_a_break() -> None:
    facts = week(opening=((480, 960),))
    translation = translated(facts)
    named = name_duties(translation, opened(translation, (0, 0, "08:00", "16:00", 1)))
    assert not named.unmanned
    assert max(one.end - one.start for one in named.duties) <= LONGEST


def test_who_wishes_to_be_off_is_off_if_others_can_do_it() -> None:
    wishing = replace(clerk(11), wishes={MONDAY: ((PreferenceKind.OFF, 1),)})
    facts = week(clerks=[wishing, clerk(12)])
    translation = translated(facts)
    one = name_duties(translation, opened(translation, (0, 0, "08:00", "12:00", 1)))
    assert {duty.clerk for duty in one.duties} == {12}
    assert not missed_wishes(facts, one.duties)
    both = name_duties(translation, opened(translation, (0, 0, "08:00", "12:00", 2)))
    assert missed_wishes(facts, both.duties) == {(11, MONDAY, PreferenceKind.OFF): 1}


def test_what_nobody_can_staff_is_named() -> None:
    translation = translated(week(clerks=[clerk(11)]))
    named = name_duties(translation, opened(translation, (0, 0, "08:00", "09:00", 2)))
    assert [(one.start, one.group) for one in named.unmanned] == [(480, PLAIN), (510, PLAIN)]


def test_who_is_away_is_relieved() -> None:
    facts = week(clerks=[replace(clerk(11), away={MONDAY: ((480, 600),)}), clerk(12)])
    translation = translated(facts)
    named = name_duties(translation, opened(translation, (0, 0, "08:00", "12:00", 1)))
    assert all(one.clerk == 12 for one in named.duties if one.start < 600)
    assert not named.unmanned


def test_pins_and_posts_stand_as_they_are() -> None:
    pin = PlannedDuty(OFFICE, MONDAY, 2, 480, 600, 12)
    post = PlannedDuty(OFFICE, MONDAY, 9, 480, 720, 19)
    translation = translated(with_office(week(), posts=(post,)))
    named = name_duties(translation, opened(translation, (0, 0, "08:00", "10:00", 1)), [pin])
    assert told(named) == {(2, 12, 480, 600), (9, 19, 480, 720)}


def test_duties_end_when_the_office_closes() -> None:
    facts = week(opening=((8 * 60 + 10, 11 * 60 + 45),))
    translation = translated(facts)
    named = name_duties(translation, opened(translation, (0, 0, "08:00", "12:00", 1)))
    assert told(named) == {(1, 11, 490, 705)}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=16, max_size=16))
def test_any_plan_is_staffed_lawfully_and_nobody_is_in_two_places(
    rows: list[tuple[int, int]],
) -> None:
    facts = week(
        counters=[counter(1), counter(2), counter(3)],
        clerks=[clerk(11), clerk(12, PLAIN), clerk(13, KFZ)],
        opening=((480, 960),),
    )
    translation = translated(facts)
    counts = {
        Place(0, 0, 0, group, block): min(3 - group * plain, number)
        for block, (plain, kfz) in enumerate(rows)
        for group, number in ((0, plain), (1, min(kfz, 3 - plain)))
        if number
    }
    named = name_duties(translation, Plan(counts))
    wanted = sum(counts.values())
    blocks: dict[int, list[int]] = defaultdict(list)
    places: list[tuple[int, int]] = []
    for duty in named.duties:
        mine = range(duty.start, duty.end, STEP)
        blocks[duty.clerk] += mine
        places += [(duty.counter, at) for at in mine]
    assert len(places) == len(set(places))
    assert len(places) + len(named.unmanned) == wanted
    for times in blocks.values():
        assert len(times) == len(set(times))
        run = 0
        for before, at in zip([None, *sorted(times)], sorted(times), strict=False):
            run = run + STEP if before is not None and at == before + STEP else STEP
            assert run <= LONGEST
