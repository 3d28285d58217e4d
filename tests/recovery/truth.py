"""What a board must show: the fold of the day's journal, as text to be compared."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from api.boards import today_at
from display.board import Board, fold
from display.wire import SeenBoard, board_message, read_message
from termin import journal


async def truth(office: int) -> str:
    """Return what every screen of an office has to show now, read from the journal's beginning."""
    now = datetime.now(UTC)
    today = await today_at(office, now)
    board = fold(Board(office, today.date), await journal.of_day(today.office_day))
    seen = read_message(board_message(board, now, today.zone))
    if not isinstance(seen, SeenBoard):
        raise TypeError(type(seen))
    return plain(seen)


def plain(board: SeenBoard | None) -> str:
    """Return a board as text: version, calls, who waits and how long; nothing of when it came."""
    if board is None:
        return "nothing"
    calls = [[call.number, call.counter, call.since.isoformat()] for call in board.calls]
    wait = [board.wait.low, board.wait.high] if board.wait else None
    return json.dumps([str(board.date), board.seq, calls, board.waiting, wait])
