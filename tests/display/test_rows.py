"""The rows of a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from display.board import Board, fold
from display.screen import Fit, fit_of, rows_of, shown_in
from termin import events
from termin.events import Event
from tests.display.events import EMPTY, called, recorded, ticket


def called_from(number: str, counter: int, room: str) -> Event:
    """A number is called to a counter of a waiting room."""
    return events.TicketCalled(ticket(number), number, counter, str(counter), room)


def a_board(*happened: Event, first: int = 1) -> Board:
    return fold(replace(EMPTY, seq=first - 1), recorded(*happened, first=first))


def test_the_newest_call_is_on_top_and_no_more_are_shown_than_fit() -> None:
    board = a_board(*(called(f"B{n:03d}", n) for n in range(1, 9)))
    rows = rows_of([("", board)], most=4)
    assert [row.digits for row in rows] == ["008", "007", "006", "005"]
    assert {row.letter for row in rows} == {"B"}
    assert {row.office for row in rows} == {""}


def test_calls_of_several_offices_are_one_list_by_time() -> None:
    here = a_board(called("A001", 1), called("A002", 2))
    there = a_board(called("B001", 1), first=2)
    rows = rows_of([("Rathaus", here), ("Nord", there)])
    assert sorted((row.digits, row.office) for row in rows[:2]) == [
        ("001", "Nord"),
        ("002", "Rathaus"),
    ]
    assert (rows[2].letter, rows[2].digits, rows[2].office) == ("A", "001", "Rathaus")


def test_a_screen_of_a_waiting_room_shows_its_calls_and_those_without_a_room() -> None:
    board = a_board(
        called_from("B001", 1, "A"), called_from("B002", 2, "B"), called_from("B003", 3, "")
    )
    assert [call.number for call in shown_in(board, ["A"])] == ["B003", "B001"]
    assert len(shown_in(board, [])) == 3


def test_a_call_repeated_keeps_its_room() -> None:
    again = events.TicketRecalled(ticket("B001"), "B001", 1, "1")
    board = a_board(called_from("B001", 1, "A"), again)
    assert (board.calls[0].room, board.calls[0].times) == ("A", 2)


@pytest.mark.parametrize(
    ("counter", "fit"),
    [
        ("12", Fit.SHORT),
        ("A 2", Fit.MEDIUM),
        ("Platz 4", Fit.LONG),
        ("Zimmer 3.12", Fit.WORDS),
        ("Zulassungsstelle", Fit.LONGEST),
    ],
)
def test_a_longer_name_is_drawn_smaller(counter: str, fit: Fit) -> None:
    assert fit_of(counter) is fit


def test_a_long_number_needs_more_room() -> None:
    rows = rows_of([("", a_board(called("B001", 1), called("AB001", 2)))])
    assert [row.is_long for row in rows] == [True, False]
