"""Counters and people get names, and keep them from one half hour to the next."""

from __future__ import annotations

import pytest

from scheduler.capacity.names import Clerk, Counter, Seat, seats
from scheduler.capacity.problem import Kind, Place
from tests.scheduler.capacity.small import office, problem

TOWN = problem(office(((0.0,) * 8,) * 2, (Kind(frozenset({0, 1}), 3),)))
COUNTERS = [Counter("1", 0), Counter("2", 0), Counter("3", 0)]
ADA = Clerk("Ada", frozenset({0}), frozenset(range(4)))
BEN = Clerk("Ben", frozenset({0, 1}), frozenset(range(4)))


def counts(*rows: tuple[int, ...]) -> dict[Place, int]:
    return {
        Place(0, 0, 0, group, block): count
        for group, row in enumerate(rows)
        for block, count in enumerate(row)
        if count
    }


def test_nobody_moves_without_need() -> None:
    named = seats(TOWN, counts((1, 1, 1, 1), (0, 1, 1, 0)), COUNTERS, [ADA, BEN])
    assert [(seat.clerk, seat.group, seat.first, seat.last) for seat in named] in (
        [("Ada", 0, 0, 4), ("Ben", 1, 1, 3)],
        [("Ben", 1, 1, 3), ("Ada", 0, 0, 4)],
    )


def test_only_who_can_do_it_and_is_there_sits_there() -> None:
    late = Clerk("Cem", frozenset({1}), frozenset({2, 3}))
    named = seats(TOWN, counts((0,), (1, 1, 1, 1)), COUNTERS, [ADA, late])
    assert [(seat.clerk, seat.first, seat.last) for seat in named] == [(None, 0, 2), ("Cem", 2, 4)]


def test_names_stay_as_they_were() -> None:
    before = (Seat("3", "Ben", 0, 0, 4),)
    assert seats(TOWN, counts((1, 1, 1, 1)), COUNTERS, [ADA, BEN], previous=before) == before


def test_a_person_sits_at_one_counter_at_a_time() -> None:
    named = seats(TOWN, counts((1, 1), (1, 1)), COUNTERS, [BEN])
    taken = [block for seat in named if seat.clerk for block in range(seat.first, seat.last)]
    assert sorted(taken) == [0, 1]


def test_more_counters_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="4 counters of kind 0"):
        seats(TOWN, counts((4,)), COUNTERS, [ADA])
