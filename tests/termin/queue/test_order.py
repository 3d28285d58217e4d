"""The order of the queue, rule by rule, and what holds whatever the crowd."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from termin.queue.order import (
    USUAL,
    Desk,
    Policy,
    Rule,
    Waiting,
    ahead_of,
    next_of,
    order,
    rule_of,
)
from termin.queue.reason import BEFORE, REASONS
from termin.queue.rules import RULES
from tests.termin.queue.people import at, booked, changed, crowds, ticket, walk_in


def numbers(
    waiting: list[Waiting],
    now: float,
    policy: Policy = USUAL,
    desk: Desk | None = None,
) -> list[str]:
    return [place.waiting.number for place in order(waiting, at(now), policy, desk)]


def test_due_appointments_come_by_their_time_and_before_walk_ins() -> None:
    crowd = [walk_in("B001", 0), booked("A002", 5, 30), booked("A001", 8, 15)]
    assert numbers(crowd, 30) == ["A001", "A002", "B001"]


def test_walk_ins_come_in_the_order_of_arrival() -> None:
    assert numbers([walk_in("B002", 4), walk_in("B001", 3)], 10) == ["B001", "B002"]


def test_an_appointment_before_its_time_stands_behind_walk_ins() -> None:
    assert numbers([booked("A001", 0, 30), walk_in("B001", 5)], 10) == ["B001", "A001"]


def test_an_idle_counter_takes_an_early_arrival() -> None:
    chosen = next_of([booked("A001", 0, 30)], at(10), USUAL)
    assert chosen is not None
    assert chosen.number == "A001"


def test_an_office_may_choose_to_take_nobody_early() -> None:
    assert next_of([booked("A001", 0, 30)], at(10), Policy(take_early=False)) is None


def test_a_walk_in_past_the_promised_wait_goes_first() -> None:
    crowd = [booked("A001", 0, 50), walk_in("B001", 0), walk_in("B002", 31)]
    assert numbers(crowd, 59) == ["A001", "B001", "B002"]
    assert numbers(crowd, 60) == ["B001", "A001", "B002"]
    assert numbers(crowd, 60, Policy(promised_minutes=None)) == ["A001", "B001", "B002"]
    assert numbers(crowd, 60, Policy(promised_minutes=45)) == ["B001", "A001", "B002"]


def test_whose_promise_is_over_goes_by_its_end_with_or_without_an_appointment() -> None:
    crowd = [booked("A001", 0, 50), walk_in("B001", 0), walk_in("B002", 10)]
    # The promises end at 65, 60 and 70.
    assert numbers(crowd, 70) == ["B001", "A001", "B002"]
    assert numbers(crowd, 70, Policy(appointment_minutes=None)) == ["B001", "B002", "A001"]


def test_priority_goes_before_all_and_who_goes_on_before_all_who_are_new() -> None:
    crowd = [
        walk_in("B001", 0),
        booked("A001", 0, 5),
        changed(walk_in("B002", 1), continued_at=at(80)),
        changed(walk_in("B003", 2), continued_at=at(70)),
        changed(walk_in("B004", 90), priority=True),
    ]
    assert numbers(crowd, 90) == ["B004", "B003", "B002", "A001", "B001"]


def test_a_rule_an_office_leaves_out_does_not_exist() -> None:
    crowd = [
        walk_in("B001", 3),
        booked("A001", 4, 20),
        booked("A002", 0, 90),
        changed(walk_in("B002", 5), priority=True, continued_at=at(6)),
    ]
    assert numbers(crowd, 30, Policy((Rule.WALK_IN, Rule.EARLY))) == [
        "B001",
        "A001",
        "B002",
        "A002",
    ]
    nobody_early = Policy((Rule.DUE, Rule.WALK_IN))
    assert numbers(crowd, 30, nobody_early) == ["A001", "B001", "B002", "A002"]
    assert next_of(crowd[2:3], at(30), nobody_early) is None
    assert numbers(crowd, 30, Policy((Rule.EARLY, Rule.WALK_IN))) == [
        "A002",
        "B001",
        "A001",
        "B002",
    ]


def test_nobody_is_lost_whatever_rules_an_office_lists() -> None:
    crowd = [walk_in("B001", 0), booked("A001", 0, 5), booked("A002", 0, 50)]
    for count in range(len(Rule) + 1):
        for rules in permutations(Rule, count):
            assert len(numbers(crowd, 30, Policy(rules))) == 3


def test_who_is_sent_to_a_counter_or_an_area_waits_for_that_only() -> None:
    crowd = [
        walk_in("B001", 0, 7),
        changed(walk_in("B002", 1, 7), area="Kasse"),
        changed(walk_in("B003", 2, 7), for_counter=4),
    ]
    able = frozenset({7})
    assert numbers(crowd, 5, desk=Desk(1, able)) == ["B001"]
    assert numbers(crowd, 5, desk=Desk(2, frozenset(), "Kasse")) == ["B002"]
    assert numbers(crowd, 5, desk=Desk(3, None, "Kasse", takes_new=False)) == ["B002"]
    assert numbers(crowd, 5, desk=Desk(4, frozenset(), takes_new=False)) == ["B003"]
    assert numbers(crowd, 5) == ["B001", "B002", "B003"]


def test_a_counter_sees_only_those_it_can_serve() -> None:
    crowd = [walk_in("B001", 0, 7), walk_in("B002", 1), walk_in("B003", 2, 7, 8)]
    assert numbers(crowd, 5, desk=Desk(skills=frozenset({7}))) == ["B001", "B002"]
    assert numbers(crowd, 5, desk=Desk(skills=frozenset())) == ["B002"]
    assert numbers(crowd, 5) == ["B001", "B002", "B003"]


def test_each_place_has_a_sentence_that_says_why() -> None:
    crowd = [
        changed(walk_in("B007", 50), priority=True),
        changed(walk_in("B006", 3), continued_at=at(41)),
        walk_in("B001", 0),
        booked("A001", 0, 46),
        booked("A002", 0, 50),
        walk_in("B002", 9),
        booked("A003", 0, 90),
    ]

    def clock(instant: datetime) -> str:
        return f"{instant:%H:%M}"

    sentences = [p.reason.sentence(clock) for p in order(crowd, at(61), USUAL)]
    assert sentences == [
        "Hat Vorrang und kommt deshalb zuerst.",
        "War schon an einem Schalter, geht seit 08:41 weiter und kommt deshalb vor allen, die neu"
        " warten.",
        "Wartet seit 08:00, länger als die zugesagten 60 Minuten,"
        " und kommt deshalb vor fälligen Terminen.",
        "Termin um 08:46, seit mehr als den zugesagten 15 Minuten fällig;"
        " kommt deshalb vor anderen fälligen Terminen.",
        "Termin um 08:50; fällige Termine kommen nach ihrer Uhrzeit und vor Personen ohne Termin.",
        "Ohne festen Termin, wartet seit 08:09; der Reihe nach.",
        "Termin erst um 09:30; kommt früher dran, wenn sonst niemand wartet.",
    ]
    behind = [p.reason.before(clock) for p in order(crowd, at(61), USUAL)]
    assert behind[0] == "B007 kommt vor Ihnen dran, weil die Dienststelle es so bestimmt hat."
    assert behind[4] == "A002 kommt vor Ihnen dran, weil dort ein Termin um 08:50 fällig ist."
    assert set(REASONS) == set(BEFORE) == set(RULES) == set(Rule)


def test_a_reason_says_what_this_office_s_policy_makes_of_it() -> None:
    in_turn = Policy((Rule.WALK_IN,))
    crowd = [booked("A001", 0, 10), booked("A002", 1, 90)]

    def clock(instant: datetime) -> str:
        return f"{instant:%H:%M}"

    assert [p.reason.sentence(clock) for p in order(crowd, at(20), in_turn)] == [
        "Wartet seit 08:00; der Reihe nach, auch mit Termin.",
        "Termin erst um 09:30; wird nicht vor der Zeit aufgerufen.",
    ]


def test_an_early_arrival_counts_only_those_who_surely_go_first() -> None:
    crowd = [booked("A001", 0, 30), booked("A002", 0, 20), walk_in("B001", 1), walk_in("B002", 2)]
    before = ahead_of(ticket("A001"), crowd, at(5), USUAL)
    assert [one.number for one in before] == ["A002"]


def test_nobody_is_ahead_of_somebody_who_does_not_wait() -> None:
    assert ahead_of(ticket("B009"), [walk_in("B001", 0)], at(5), USUAL) == ()


@given(crowds(), st.integers(0, 240), st.integers(0, 90))
def test_everybody_has_one_place_and_the_rules_follow_each_other(
    crowd: tuple[Waiting, ...], now: int, promised: int
) -> None:
    policy = Policy(promised_minutes=promised or None)
    places = order(crowd, at(now), policy)
    assert sorted(p.waiting.number for p in places) == sorted(one.number for one in crowd)
    ranks = [list(Rule).index(p.reason.rule) for p in places]
    assert ranks == sorted(ranks)
    assert all(p.reason.rule is rule_of(p.waiting, at(now), policy) for p in places)


@given(crowds(), st.integers(0, 240), st.frozensets(st.integers(1, 3)))
def test_a_counter_s_order_is_the_office_s_order_without_the_others(
    crowd: tuple[Waiting, ...], now: int, skills: frozenset[int]
) -> None:
    everybody = [p.waiting for p in order(crowd, at(now), USUAL)]
    own = [p.waiting for p in order(crowd, at(now), USUAL, Desk(skills=skills))]
    assert own == [one for one in everybody if one.skills <= skills]
    assert next_of(crowd, at(now), USUAL, Desk(skills=skills)) == (own[0] if own else None)


@given(crowds(), st.integers(0, 240))
def test_those_ahead_of_a_walk_in_are_those_above_in_the_list(
    crowd: tuple[Waiting, ...], now: int
) -> None:
    everybody = [p.waiting for p in order(crowd, at(now), USUAL)]
    for index, one in enumerate(everybody):
        if one.due_at is None or one.due_at <= at(now):
            assert list(ahead_of(one.ticket, crowd, at(now), USUAL)) == everybody[:index]


@given(crowds(), st.integers(0, 240))
def test_the_order_does_not_depend_on_how_the_crowd_was_read(
    crowd: tuple[Waiting, ...], now: int
) -> None:
    assert order(crowd, at(now), USUAL) == order(reversed(crowd), at(now), USUAL)
