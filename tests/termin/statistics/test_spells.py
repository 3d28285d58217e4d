"""What became of tickets through a day, folded from its events."""

from __future__ import annotations

from termin.statistics import Ending, SpellKind, spells_of
from tests.termin.statistics.small_day import EVENTS, ONE, TWO, Told, at, happened


def told(*events: Told) -> list[str]:
    """Spells as words: kind, counter, from, to, ending."""
    return [
        f"{one.kind} {one.counter or '-'} {minute(one.start)}-{minute(one.end)} {one.ending}"
        for one in spells_of(happened(*events))
    ]


def minute(instant: object) -> object:
    return "" if instant is None else int((instant - at(0)).total_seconds() // 60)  # type: ignore[operator]


def test_a_visit_is_waiting_called_and_served() -> None:
    assert told(
        (0, "drawn", "B001"),
        (4, "called", "B001", ONE),
        (4.5, "recalled", "B001", ONE),
        (5, "arrived", "B001", ONE),
        (9, "finished", "B001", ONE),
    ) == ["waiting - 0-4 on", "called 1 4-5 on", "serving 1 5-9 done"]


def test_a_parked_person_is_served_on_elsewhere() -> None:
    own = [one for one in spells_of(EVENTS) if one.number == "B002"]
    assert [(one.kind, one.counter, one.minutes(at(60))) for one in own] == [
        (SpellKind.WAITING, None, 14),
        (SpellKind.CALLED, 1, 1),
        (SpellKind.SERVING, 1, 3),
        (SpellKind.PARKED, 1, 10),
        (SpellKind.CALLED, 2, 1),
        (SpellKind.SERVING, 2, 9),
    ]


def test_who_is_sent_on_waits_again_and_who_goes_to_another_office_is_gone() -> None:
    start: list[Told] = [
        (0, "drawn", "B001"),
        (1, "called", "B001", ONE),
        (2, "arrived", "B001", ONE),
    ]
    here = {"area": "Kasse", "counter": None, "office": None}
    assert told(*start, (5, "forwarded", "B001", here))[-1] == "waiting - 5- open"
    gone = {"area": "", "counter": None, "office": 7}
    assert told(*start, (5, "forwarded", "B001", gone))[-1] == "serving 1 2-5 on"


def test_a_station_after_the_first_is_waited_for() -> None:
    assert told(
        (0, "drawn", "B001"),
        (1, "called", "B001", ONE),
        (2, "arrived", "B001", ONE),
        (5, "finished", "B001", ONE),
        (5, "forwarded", "B001", {"area": "Kasse", "counter": None, "office": None}),
        (8, "called", "B001", TWO),
    )[-2:] == ["waiting - 5-8 on", "called 2 8- open"]


def test_a_call_taken_back_is_marked_so() -> None:
    assert told(
        (0, "drawn", "B001"),
        (3, "called", "B001", ONE),
        (4, "requeued", "B001", {"why": "undone"}),
    ) == ["waiting - 0-3 on", "called 1 3-4 undone", "waiting - 4- open"]


def test_an_end_taken_back_leaves_no_trace() -> None:
    served = {"state": "serving", "counter": 1}
    assert (
        told(
            (0, "drawn", "B001"),
            (1, "called", "B001", ONE),
            (2, "arrived", "B001", ONE),
            (9, "finished", "B001", ONE),
            (9.4, "restored", "B001", served),
            (12, "finished", "B001", ONE),
        )[-1]
        == "serving 1 2-12 done"
    )
    assert (
        told(
            (0, "drawn", "B001"),
            (1, "called", "B001", ONE),
            (2, "missed", "B001", ONE),
            (2.3, "restored", "B001", {"state": "called", "counter": 1}),
        )[-1]
        == "called 1 1- open"
    )


def test_who_leaves_and_who_misses_the_call() -> None:
    assert told((0, "drawn", "B001"), (3, "withdrawn", "B001"))[-1] == "waiting - 0-3 left"
    missed = [one for one in spells_of(EVENTS) if one.ending is Ending.MISSED]
    assert [(one.number, one.counter, minute(one.end)) for one in missed] == [("A001", 2, 12)]


def test_other_events_are_passed_over() -> None:
    assert told((0, "drawn", "B001"), (1, "ranked", "B001", {"priority": True})) == [
        "waiting - 0- open"
    ]
