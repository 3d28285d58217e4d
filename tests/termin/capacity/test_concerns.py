"""What speaks against a duty, on values."""

from __future__ import annotations

from termin.capacity import Concern, Planned, concerns
from termin.interval import Interval
from tests.town import MONDAY, local

OPEN = (Interval(local(MONDAY, "08:00"), local(MONDAY, "12:00")),)


def duty(
    number: int | None = None, counter: int = 1, clerk: int = 1, hours: str = "08:00 12:00"
) -> Planned:
    start, end = hours.split()
    return Planned(number, counter, clerk, Interval(local(MONDAY, start), local(MONDAY, end)))


def told(
    one: Planned,
    *others: Planned,
    equipped: frozenset[int] | None = None,
    learned: frozenset[int] | None = None,
    wanted: tuple[int | None, ...] = (None, 7),
) -> tuple[Concern, ...]:
    return concerns(one, OPEN, others, equipped, learned, wanted)


def test_a_duty_within_hours_raises_no_concern() -> None:
    assert told(duty(), duty(2, counter=2, clerk=2), duty(3, hours="12:00 13:00")) == ()


def test_a_duty_does_not_clash_with_itself() -> None:
    assert told(duty(5), duty(5)) == ()


def test_counter_and_clerk_are_told_apart() -> None:
    assert told(duty(), duty(2, clerk=9)) == (Concern.COUNTER_TAKEN,)
    assert told(duty(), duty(2, counter=9)) == (Concern.CLERK_TAKEN,)


def test_outside_the_hours_wholly_or_in_part() -> None:
    assert told(duty(hours="13:00 14:00")) == (Concern.CLOSED,)
    assert told(duty(hours="11:00 14:00")) == (Concern.PARTLY_CLOSED,)


def test_skills_that_do_not_meet() -> None:
    equipped, learned = frozenset({7}), frozenset({8})
    assert told(duty(), equipped=equipped, learned=learned) == (Concern.NOTHING_SPECIAL,)
    nothing = told(duty(), equipped=equipped, learned=learned, wanted=(7, 8))
    assert nothing == (Concern.NOTHING_SERVED,)
    assert told(duty(), equipped=frozenset({7})) == ()
    assert told(duty(), wanted=()) == (Concern.NOTHING_SERVED,)
