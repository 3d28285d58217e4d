"""The order of the queue, rule by rule, and what holds whatever the crowd."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from termin.queue.order import (
    REASONS,
    USUAL,
    Policy,
    Rule,
    Waiting,
    ahead_of,
    next_of,
    order,
    rule_of,
)
from tests.termin.queue.people import at, booked, crowds, ticket, walk_in


def numbers(
    waiting: list[Waiting],
    now: float,
    policy: Policy = USUAL,
    skills: frozenset[int] | None = None,
) -> list[str]:
    return [place.waiting.number for place in order(waiting, at(now), policy, skills)]


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
    crowd = [booked("A001", 0, 10), walk_in("B001", 0), walk_in("B002", 31)]
    assert numbers(crowd, 59) == ["A001", "B001", "B002"]
    assert numbers(crowd, 60) == ["B001", "A001", "B002"]
    assert numbers(crowd, 60, Policy(promised_minutes=None)) == ["A001", "B001", "B002"]
    assert numbers(crowd, 45, Policy(promised_minutes=45)) == ["B001", "A001", "B002"]


def test_a_counter_sees_only_those_it_can_serve() -> None:
    crowd = [walk_in("B001", 0, 7), walk_in("B002", 1), walk_in("B003", 2, 7, 8)]
    assert numbers(crowd, 5, skills=frozenset({7})) == ["B001", "B002"]
    assert numbers(crowd, 5, skills=frozenset()) == ["B002"]
    assert numbers(crowd, 5) == ["B001", "B002", "B003"]


def test_each_place_has_a_sentence_that_says_why() -> None:
    crowd = [booked("A001", 0, 10), booked("A002", 0, 90), walk_in("B001", 0), walk_in("B002", 9)]

    def clock(instant: datetime) -> str:
        return f"{instant:%H:%M}"

    sentences = [p.reason.sentence(clock) for p in order(crowd, at(60), USUAL)]
    assert sentences == [
        "Wartet seit 08:00, länger als die zugesagten 60 Minuten,"
        " und kommt deshalb vor allen anderen.",
        "Termin um 08:10; fällige Termine kommen nach ihrer Uhrzeit und vor Personen ohne Termin.",
        "Ohne festen Termin, wartet seit 08:09; der Reihe nach.",
        "Termin erst um 09:30; kommt früher dran, wenn sonst niemand wartet.",
    ]
    assert set(REASONS) == set(Rule)


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
    policy = Policy(promised_minutes=promised)
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
    own = [p.waiting for p in order(crowd, at(now), USUAL, skills)]
    assert own == [one for one in everybody if one.skills <= skills]
    assert next_of(crowd, at(now), USUAL, skills) == (own[0] if own else None)


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
