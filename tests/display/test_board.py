"""The board as a fold: what each event does, and what always holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.board import FILLED, Board, Gap, Wait, fold
from termin import events
from termin.events import Event, Recorded
from tests.display.events import (
    EMPTY,
    NINE,
    arrived,
    called,
    days,
    drawn,
    finished,
    missed,
    recalled,
    recorded,
    requeued,
    ticket,
    wait,
    withdrawn,
)


def after(*happened: Event) -> Board:
    return fold(EMPTY, recorded(*happened))


def lines(board: Board) -> list[str]:
    return [f"{call.number} → {call.counter}" for call in board.calls]


def test_who_draws_a_number_waits_until_called() -> None:
    assert after(drawn("B001"), drawn("B002")).waiting == 2
    assert after(drawn("B001"), drawn("B002"), called("B001", 4)).waiting == 1


def test_the_newest_call_is_on_top() -> None:
    board = after(drawn("B001"), drawn("B002"), called("B001", 4), called("B002", 5))
    assert lines(board) == ["B002 → Platz 5", "B001 → Platz 4"]
    assert board.calls[0].since == NINE + timedelta(minutes=4)


def test_a_call_repeated_comes_to_the_top_again_and_is_counted() -> None:
    board = after(called("B001", 4), called("B002", 5), recalled("B001", 4))
    assert lines(board) == ["B001 → Platz 4", "B002 → Platz 5"]
    assert board.calls[0].times == 2
    assert board.calls[0].since == NINE + timedelta(minutes=3)


def test_a_call_stays_while_its_person_is_served_and_goes_with_them() -> None:
    assert lines(after(called("B001", 4), arrived("B001", 4))) == ["B001 → Platz 4"]
    assert lines(after(called("B001", 4), arrived("B001", 4), finished("B001", 4))) == []
    assert lines(after(called("B001", 4), missed("B001", 4))) == []


def test_a_call_taken_back_waits_again() -> None:
    board = after(drawn("B001"), called("B001", 4), requeued("B001"))
    assert (lines(board), board.waiting) == ([], 1)


def test_who_leaves_no_longer_waits() -> None:
    assert after(drawn("B001"), withdrawn("B001")).waiting == 0


def test_the_wait_is_the_last_one_told() -> None:
    assert after(wait(5, 15)).wait == Wait(5, 15)
    assert after(wait(5, 15), wait(None, None)).wait is None


def test_awaited_calls_are_shown_before_those_that_are_served() -> None:
    many = [called(f"B{n:03d}", n) for n in range(1, 9)]
    board = after(*many, *(arrived(f"B{n:03d}", n) for n in range(2, 9)))
    numbers = [call.number for call in board.shown]
    assert numbers == ["B008", "B007", "B006", "B005", "B004", "B001"]


def test_all_awaited_calls_are_shown_however_many() -> None:
    board = after(*(called(f"B{n:03d}", n) for n in range(1, FILLED + 4)))
    assert len(board.shown) == FILLED + 3


def test_a_missing_event_is_noticed() -> None:
    with pytest.raises(Gap):
        fold(EMPTY, recorded(drawn("B001"), first=2))


def test_no_event_of_a_citizen_s_appointment_is_seen_on_the_board() -> None:
    board = after(events.HoldReleased(ticket("hold")))
    assert board == Board(EMPTY.office, EMPTY.date, seq=1)


@given(days(), st.data())
def test_folding_bit_by_bit_is_folding_at_once(
    happened: tuple[Recorded, ...], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(happened)))
    overlap = data.draw(st.integers(0, cut))
    bit_by_bit = fold(fold(EMPTY, happened[:cut]), happened[overlap:])
    assert bit_by_bit == fold(EMPTY, happened)


@given(days())
def test_every_prefix_is_consistent(happened: tuple[Recorded, ...]) -> None:
    board = EMPTY
    for event in happened:
        before, board = board, fold(board, [event])
        tickets = [call.ticket for call in board.calls]
        assert board.version > before.version
        assert board.seq == event.day_seq
        assert len(set(tickets)) == len(tickets)
        assert len({call.counter_id for call in board.calls}) == len(tickets)
        assert not board.queue & set(tickets)
        assert [call.since for call in board.calls] == sorted(
            (call.since for call in board.calls), reverse=True
        )
        assert set(board.shown) <= set(board.calls)
        assert {call for call in board.calls if not call.arrived} <= set(board.shown)


@given(days(), st.data())
def test_unknown_kinds_change_the_version_only(
    happened: tuple[Recorded, ...], data: st.DataObject
) -> None:
    board = fold(EMPTY, happened)
    strange = Recorded(1, 1, 3, board.seq + 1, "unheard-of", NINE, NINE, {"ticket": "?"})
    changed = fold(board, [strange])
    assert (changed.calls, changed.queue, changed.wait) == (board.calls, board.queue, board.wait)
    assert changed.seq == board.seq + 1
