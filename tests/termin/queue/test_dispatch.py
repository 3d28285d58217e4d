"""The day played forward calls exactly whom the rules would call."""

from __future__ import annotations

from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from termin.queue.dispatch import Server, course, starts
from termin.queue.order import Policy
from termin.queue.rules import Rule
from termin.queue.waiting import Desk, Waiting
from tests.termin.queue.people import at, booked, walk_in
from tests.termin.queue.scenes import Scene, scenes


def naive(scene: Scene) -> list[float]:
    """Return when each is called if `next_of` itself is asked at every moment."""
    called = {call.one.ticket: call.minute for call in scene.calls()}
    return [called.get(one.ticket, inf) for one in (*scene.waiting, *scene.later)]


@settings(max_examples=150, deadline=None)
@given(scenes())
def test_a_day_played_forward_is_what_next_of_says_at_every_call(scene: Scene) -> None:
    assert scene.play() == naive(scene)


@settings(max_examples=60, deadline=None)
@given(scenes())
def test_asking_for_one_person_gives_the_same_as_asking_for_all(scene: Scene) -> None:
    everybody = scene.play()
    for index in range(len(scene.waiting)):
        assert scene.play(only=index)[index] == everybody[index]


def test_an_appointment_takes_its_turn_when_it_comes_and_not_before() -> None:
    policy = Policy()
    waiting = [walk_in("B001", 0), walk_in("B002", 0), walk_in("B003", 0)]
    later = [booked("A001", 15, 15)]
    played = course(waiting, later, [Server(Desk(1))], at(0), policy)
    assert starts(played, [0.0], [10.0] * 4, [12.0]) == [0.0, 10.0, 30.0, 20.0]
    assert starts(played, [0.0], [10.0] * 4, [inf]) == [0.0, 10.0, 20.0, inf]


def test_who_takes_nobody_early_waits_for_the_time() -> None:
    early: list[Waiting] = [booked("A001", 0, 15)]
    for policy, start in ((Policy(), 0.0), (Policy((Rule.DUE, Rule.WALK_IN)), 15.0)):
        played = course(early, [], [Server(Desk(1))], at(0), policy)
        assert starts(played, [0.0], [10.0]) == [start]


def test_a_desk_that_has_closed_calls_nobody() -> None:
    crowd = [walk_in("B001", 0), walk_in("B002", 0)]
    played = course(crowd, [], [Server(Desk(1), until=10.0)], at(0), Policy())
    assert starts(played, [0.0], [10.0, 10.0]) == [0.0, inf]


_RULES = st.permutations(list(Rule)).flatmap(
    lambda rules: st.integers(0, len(rules)).map(lambda count: tuple(rules[:count]))
)


@settings(max_examples=100, deadline=None)
@given(scenes(), _RULES)
def test_it_is_so_whatever_rules_an_office_lists(scene: Scene, rules: tuple[Rule, ...]) -> None:
    other = scene.under(Policy(rules, 30, 10))
    assert other.play() == naive(other)
