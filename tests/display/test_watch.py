"""The rules of a screen: latest wins, silence is death, and nothing old is called current."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from display.watch import LONGEST, SHORTEST, SILENT, STALE, SetBack, Watch
from display.wire import Heartbeat, SeenBoard

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


def board(seq: int, on: date = TODAY, waiting: int = 0) -> SeenBoard:
    return SeenBoard("7", on, seq, NINE, (), waiting, None)


def showing(seq: int, on: date = TODAY) -> Watch:
    watch = Watch()
    watch.hear(board(seq, on), 100.0)
    return watch


def test_the_latest_board_wins_and_midnight_is_later() -> None:
    watch = showing(5)
    assert not watch.hear(board(4), 101.0)
    assert watch.hear(board(6), 102.0)
    assert watch.hear(board(1, TOMORROW), 103.0)
    assert not watch.hear(board(9), 104.0)
    assert watch.board == board(1, TOMORROW)


def test_the_same_board_once_more_changes_nothing() -> None:
    assert not showing(5).hear(replace(board(5), time=NINE.replace(hour=9)), 101.0)


def test_a_heartbeat_of_the_version_shown_keeps_it() -> None:
    watch = showing(5)
    assert not watch.hear(Heartbeat(NINE, (TODAY, 5)), 110.0)
    assert not watch.hear(Heartbeat(NINE, None), 111.0)
    assert (watch.board, watch.heard_at) == (board(5), 111.0)


@pytest.mark.parametrize("seq", [3, 8])
def test_a_heartbeat_of_another_version_makes_it_begin_again(seq: int) -> None:
    """Lower: the database was set back; higher: a board was lost on the way."""
    watch = showing(5)
    with pytest.raises(SetBack):
        watch.hear(Heartbeat(NINE, (TODAY, seq)), 101.0)
    assert watch.board == board(5)  # until something better comes
    assert watch.hear(board(seq), 102.0)
    assert not watch.hear(board(seq - 1), 103.0)
    assert watch.board == board(seq)


def test_silence_kills_the_line_and_later_the_board() -> None:
    watch = showing(5)
    assert not watch.is_silent(90.0, 100.0 + SILENT)
    assert watch.is_silent(90.0, 100.1 + SILENT)
    assert not watch.is_silent(103.0, 100.1 + SILENT)  # a new line has its own patience
    assert watch.stale_since(100.0 + STALE) is None
    assert watch.stale_since(100.1 + STALE) == NINE
    watch.hear(Heartbeat(NINE, (TODAY, 5)), 140.0)
    assert watch.stale_since(141.0) is None


def test_who_never_heard_anything_is_not_stale_but_empty() -> None:
    assert (Watch().stale_since(1e6), Watch().board) == (None, None)


def test_pauses_grow_to_what_five_seconds_allow_and_begin_anew() -> None:
    watch = showing(5)
    pauses = [watch.pause(1.0) for _ in range(8)]
    assert pauses[0] == SHORTEST
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST
    watch.hear(Heartbeat(NINE, (TODAY, 5)), 101.0)
    assert watch.pause(0.0) == SHORTEST / 2
