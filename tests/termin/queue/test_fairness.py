"""What the usual rules promise to everybody who waits, whoever else comes.

The theorems, for somebody whose promise ends at E (a walk-in: so many minutes after joining; an
appointment: so many after its time):

1. From E on no desk that may call them calls anybody first but those given priority, those who go
   on after a first counter, and those whose promise ended earlier still (or at the same minute).
   So of all who come later, without end, only a bounded number go before: a person who joins after
   E never does, unless sent on or given priority by staff; an appointment only if its own promise
   ends earlier.
2. Nobody waits while a desk that may call them is idle.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from termin.queue.dispatch import Server
from termin.queue.order import next_of, rule_of
from termin.queue.rules import Policy, Rule, promise_end
from termin.queue.waiting import Desk, Waiting, may_call
from tests.termin.queue.people import at, booked, changed, walk_in
from tests.termin.queue.scenes import Call, Scene, scenes

POLICY = Policy(promised_minutes=40, appointment_minutes=10)


@settings(max_examples=200, deadline=None)
@given(scenes())
def test_whose_promise_is_over_is_passed_by_nobody_whose_promise_ends_later(scene: Scene) -> None:
    calls = scene.under(POLICY).calls()
    for index, later in enumerate(calls):
        end = promise_end(later.one, POLICY)
        assert end is not None
        for call in calls[:index]:
            passes = at(call.minute) >= end and _was_there(scene, later.one, call)
            if passes and may_call(call.desk, later.one):
                rule = rule_of(call.one, at(call.minute), POLICY)
                earlier = promise_end(call.one, POLICY)
                assert rule in (Rule.PRIORITY, Rule.CONTINUED) or (
                    rule is Rule.PROMISE and earlier is not None and earlier <= end
                )


@settings(max_examples=200, deadline=None)
@given(scenes())
def test_nobody_waits_while_a_desk_that_may_call_them_is_idle(scene: Scene) -> None:
    usual = scene.under(POLICY)
    calls = usual.calls()
    for call in calls:
        for minute in range(int(_joined(usual, call.one)), int(call.minute)):
            for number, server in enumerate(usual.servers):
                if may_call(server.desk, call.one) and minute < server.until:
                    assert _busy(usual, calls, number, minute)


def test_a_stream_of_appointments_and_newcomers_without_end_starves_nobody() -> None:
    # One desk, ten minutes each; every ten minutes an appointment falls due and somebody walks in.
    now, waiting, late = 0, [walk_in("B000", 0)], 0
    while waiting[0].number == "B000":
        waiting.append(booked(f"A{now:03d}", now, now))
        waiting.append(walk_in(f"B{now + 1:03d}", now))
        chosen = next_of(waiting, at(now), POLICY, Desk(1))
        assert chosen is not None
        waiting.remove(chosen)
        late += chosen.number.startswith("A")
        now += 10
        assert now <= 60
    # The promise ends at 40; until then appointments go first, and at 40 those whose own promise
    # was over before. Not one more.
    assert late == 4


def test_a_stream_of_appointments_only_starves_nobody_either() -> None:
    # More appointments fall due than the desk can serve: each goes by the end of its promise.
    waiting: list[Waiting] = [walk_in("B000", 0)]
    for now in range(0, 200, 10):
        waiting += [booked(f"A{now + n:03d}", now, now + n) for n in range(3)]
        chosen = next_of(waiting, at(now), POLICY, Desk(1))
        assert chosen is not None
        waiting.remove(chosen)
        if chosen.number == "B000":
            return
    raise AssertionError("somebody starved")


def test_without_the_promise_the_same_stream_does_starve_somebody() -> None:
    """The negative control."""
    never = Policy(promised_minutes=None)
    waiting: list[Waiting] = [walk_in("B000", 0)]
    for now in range(0, 2000, 10):
        waiting.append(booked(f"A{now:03d}", now, now))
        chosen = next_of(waiting, at(now), never, Desk(1))
        assert chosen is not None
        assert chosen.number != "B000"
        waiting.remove(chosen)


@given(st.integers(0, 300), st.integers(0, 300))
def test_of_two_whose_promise_is_over_the_earlier_end_goes_first(one: int, other: int) -> None:
    first, second = walk_in("B001", one), booked("A001", 0, other)
    chosen = next_of([first, second], at(400), POLICY)
    ends = {first.number: one + 40, second.number: other + 10}
    assert chosen is not None
    assert ends[chosen.number] == min(ends.values())


def test_priority_is_the_one_thing_that_goes_before_a_promise_and_it_is_given_by_hand() -> None:
    crowd = [walk_in("B001", 0), changed(walk_in("B002", 99), priority=True)]
    chosen = next_of(crowd, at(100), POLICY)
    assert chosen is not None
    assert chosen.number == "B002"


def _joined(scene: Scene, one: Waiting) -> float:
    for later, when in zip(scene.later, scene.arrivals, strict=True):
        if later.ticket == one.ticket:
            return when
    return 0.0


def _was_there(scene: Scene, one: Waiting, call: Call) -> bool:
    return _joined(scene, one) <= call.minute


def _busy(scene: Scene, calls: list[Call], number: int, minute: int) -> bool:
    """Whether a desk cannot call at a minute: not free yet, with somebody, or just calling."""
    server: Server = scene.servers[number]
    if scene.free[number] > minute:
        return True
    return any(
        call.desk == server.desk and call.minute <= minute < call.minute + call.minutes
        for call in calls
    )
