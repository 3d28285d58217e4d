"""What goes over the wire: boards and heartbeats as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from display.board import Board


def board_json(board: Board, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return a board as programs get it; times carry the office's offset from UTC."""
    return {
        "office": str(board.office),
        "date": board.date.isoformat(),
        "seq": board.seq,
        "time": _time(now, zone),
        "calls": [
            {"number": call.number, "counter": call.counter, "since": _time(call.since, zone)}
            for call in board.shown
        ],
        "waiting": board.waiting,
        "wait": {"low": board.wait.low, "high": board.wait.high} if board.wait else None,
    }


def board_message(board: Board, now: datetime, zone: ZoneInfo) -> str:
    """Return a board as one message."""
    return json.dumps(board_json(board, now, zone), separators=(",", ":"))


def heartbeat_message(now: datetime, zone: ZoneInfo) -> str:
    """Return the message that says: still here, and nothing has changed."""
    return json.dumps({"type": "heartbeat", "time": _time(now, zone)}, separators=(",", ":"))


def _time(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat(timespec="milliseconds")
