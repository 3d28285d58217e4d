"""The figures of a day against one counted by hand."""

from __future__ import annotations

import pytest

from termin.statistics import (
    Turning,
    arrivals,
    counter_days,
    highest,
    service_minutes,
    spells_of,
    turned_away,
    turns_of,
    waiting_levels,
    waits,
)
from tests.termin.statistics.small_day import ONE, at, happened, small_day, ticket


def test_how_many_wait_changes_with_each_who_comes_and_is_called() -> None:
    levels = waiting_levels(small_day().spells)
    assert [(level.at, level.count) for level in levels] == [
        (at(0), 1),
        (at(2), 2),
        (at(4), 1),
        (at(6), 2),
        (at(10), 1),
        (at(16), 0),
    ]
    top = highest(levels)
    assert top is not None
    assert (top.at, top.count) == (at(2), 2)
    assert highest(()) is None


def test_one_who_comes_as_another_is_called_changes_nothing() -> None:
    swapped = happened((0, "drawn", "B001"), (3, "called", "B001", ONE), (3, "drawn", "B002"))
    assert [(one.at, one.count) for one in waiting_levels(spells_of(swapped))] == [(at(0), 1)]


def test_waits_count_from_coming_or_from_the_time_of_the_appointment() -> None:
    found = {one.number: one for one in waits(small_day())}
    assert list(found) == ["B001", "A001", "B002"]
    assert {number: one.minutes for number, one in found.items()} == {
        "B001": 4.0,
        "B002": 14.0,
        "A001": 4.0,  # came at six, the appointment was at four
    }
    assert {number: (one.promised, one.over, one.as_told) for number, one in found.items()} == {
        "B001": (15, False, True),
        "B002": (15, False, False),
        "A001": (5, False, True),
    }


def test_who_comes_early_for_an_appointment_does_not_wait_until_its_time() -> None:
    early = ticket("A002", 0, 22, due_at=at(20), told=(15, 25))
    (one,) = waits(small_day(tickets=(early,)))
    assert (one.minutes, one.told, one.as_told) == (2.0, (0.0, 5.0), True)
    before = ticket("A003", 0, 5, due_at=at(20))
    (other,) = waits(small_day(tickets=(before,)))
    assert (other.minutes, other.as_told) == (0.0, None)


def test_a_broken_promise_is_told() -> None:
    (one,) = waits(small_day(tickets=(ticket("B009", 0, 16),)))
    assert one.over


def test_arrivals_by_half_hour_against_the_usual() -> None:
    found = arrivals(small_day())
    assert [(one.start, one.booked, one.walk_in, one.usual) for one in found] == [
        (at(0), 1, 2, 4.0),
        (at(30), 0, 1, 0.0),
        (at(60), 0, 0, 1.0),
        (at(90), 0, 0, 0.0),
    ]
    alone = arrivals(small_day(usual={}, compared_days=0))
    assert {one.usual for one in alone} == {None}


def test_service_minutes_are_shared_out_as_planned() -> None:
    found = service_minutes(small_day().tickets)
    # B001: Ausweis 10 planned, 10 real. B002: Ausweis 10 and two Pässe 30 planned, 20 real in all.
    assert [(one.name, one.times, one.planned, one.real) for one in found] == [
        ("Ausweis", 2, 10.0, 7.5),
        ("Pass", 2, 15.0, 7.5),
    ]


def test_turned_away_by_half_hour_and_reason() -> None:
    turned = (Turning(at(3), "closed"), Turning(at(5), "full"), Turning(at(61), "late"))
    found = turned_away(small_day(turned=turned))
    assert [(one.start, one.closed, one.full, one.late, one.count) for one in found] == [
        (at(0), 1, 1, 0, 2),
        (at(60), 0, 0, 1, 1),
    ]


def test_turns_at_counters() -> None:
    found = turns_of(small_day().spells)
    assert [
        (one.number, one.counter, one.minutes(at(60)), one.ending, one.parked) for one in found
    ] == [
        ("B001", 1, 10, "done", False),
        ("A001", 2, None, "missed", False),
        ("B002", 1, 3, "on", True),
        ("B002", 2, 9, "done", False),
    ]
    undone = happened(
        (0, "drawn", "B1"), (3, "called", "B1", ONE), (4, "requeued", "B1", {"why": "undone"})
    )
    assert turns_of(spells_of(undone)) == ()


def test_what_counters_add_up_to() -> None:
    one, two = counter_days(small_day())
    # Counter 1: called at 4, done at 15; called at 16, parked at 20. Counter 2: 10-12 and 30-40.
    assert (one.name, one.planned, one.paused, one.busy, one.served) == ("1", 60, 0, 15, 2)
    assert (two.name, two.planned, two.paused, two.busy, two.missed) == ("2", 60, 15, 12, 1)
    assert two.share == pytest.approx(12 / 45)


def test_an_empty_day_has_nothing_to_show() -> None:
    empty = small_day(opening=(), spells=(), tickets=(), shifts=(), usual={}, compared_days=0)
    assert empty.span is None
    assert arrivals(empty) == ()
    assert waits(empty) == ()
    assert waiting_levels(empty.spells) == ()
