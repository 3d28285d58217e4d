"""The JSON that screens and programs get."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from display.board import Wait, fold
from display.wire import (
    Heartbeat,
    NotABoard,
    SeenBoard,
    board_message,
    heartbeat_message,
    read_message,
)
from tests.display.events import EMPTY, arrived, called, drawn, recorded, wait

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 8, 5, 0, 250_000, tzinfo=UTC)


def test_a_board_has_exactly_the_promised_names() -> None:
    happened = recorded(drawn("B001"), called("B001", 4), arrived("B001", 4), wait(10, 20))
    assert json.loads(board_message(fold(EMPTY, happened), NOW, BERLIN)) == {
        "office": "7",
        "date": "2026-11-24",
        "seq": 4,
        "time": "2026-11-24T09:05:00.250+01:00",
        "calls": [
            {
                "number": "B001",
                "counter": "Platz 4",
                "room": "",
                "since": "2026-11-24T09:02:00.000+01:00",
                "times": 1,
            }
        ],
        "waiting": 0,
        "wait": {"low": 10, "high": 20},
    }


def test_nothing_is_said_of_the_wait_where_nothing_is_known() -> None:
    assert json.loads(board_message(EMPTY, NOW, BERLIN))["wait"] is None


def test_times_follow_the_clocks_of_the_office_in_summer_and_winter() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    after = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    times = [json.loads(heartbeat_message(EMPTY, now, BERLIN))["time"] for now in (before, after)]
    assert times == ["2026-10-25T02:30:00.000+02:00", "2026-10-25T02:30:00.000+01:00"]


def test_a_heartbeat_says_which_board_is_current() -> None:
    board = fold(EMPTY, recorded(drawn("B001"), drawn("B002")))
    said = json.loads(heartbeat_message(board, NOW, BERLIN))
    assert said == {
        "type": "heartbeat",
        "time": "2026-11-24T09:05:00.250+01:00",
        "board": {"date": "2026-11-24", "seq": 2},
    }


def test_a_screen_reads_what_was_written() -> None:
    board = fold(EMPTY, recorded(drawn("B001"), called("B001", 4), wait(10, 20)))
    seen = read_message(board_message(board, NOW, BERLIN))
    assert isinstance(seen, SeenBoard)
    assert (seen.version, seen.waiting, seen.wait) == (board.version, 0, Wait(10, 20))
    assert [(call.number, call.counter) for call in seen.calls] == [("B001", "Platz 4")]
    assert seen.calls[0].since == board.calls[0].since
    assert read_message(heartbeat_message(board, NOW, BERLIN)) == Heartbeat(NOW, board.version)
    old = f'{{"type":"heartbeat","time":"{NOW.isoformat()}"}}'
    assert read_message(old) == Heartbeat(NOW, None)


@pytest.mark.parametrize(
    "said", ["", "x", "[]", "7", "null", "{}", '{"type":"heartbeat"}', b"\xff"]
)
def test_what_is_no_message_of_ours_is_refused(said: str | bytes) -> None:
    with pytest.raises(NotABoard):
        read_message(said)
