"""What goes over the wire: boards and heartbeats as JSON, written by us and read by screens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from display.board import Board, Version, Wait


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call as a screen gets it; `since` carries the office's offset from UTC."""

    number: str
    counter: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SeenBoard:
    """A board as a screen gets it: whole, and current at `time`."""

    office: str
    date: date
    seq: int
    time: datetime
    calls: tuple[SeenCall, ...]
    waiting: int
    wait: Wait | None

    @property
    def version(self) -> Version:
        """What boards of one office are ordered by."""
        return self.date, self.seq


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life: at `time` the board of this `version` was current."""

    time: datetime
    version: Version | None


class NotABoard(ValueError):
    """Something came over the line that is neither a board nor a heartbeat."""


def board_json(board: Board, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return a board as programs get it; times carry the office's offset from UTC."""
    return {
        "office": str(board.office),
        "date": board.date.isoformat(),
        "seq": board.seq,
        "time": _time(now, zone),
        "calls": [
            {
                "number": call.number,
                "counter": call.counter,
                "room": call.room,
                "since": _time(call.since, zone),
                "times": call.times,
            }
            for call in board.shown
        ],
        "waiting": board.waiting,
        "wait": {"low": board.wait.low, "high": board.wait.high} if board.wait else None,
    }


def board_message(board: Board, now: datetime, zone: ZoneInfo) -> str:
    """Return a board as one message."""
    return json.dumps(board_json(board, now, zone), separators=(",", ":"))


def heartbeat_message(board: Board, now: datetime, zone: ZoneInfo) -> str:
    """Return the message that says: still here, and this board is still the latest.

    A screen that shows another version than this one is wrong and knows it.
    """
    version = {"date": board.date.isoformat(), "seq": board.seq}
    said = {"type": "heartbeat", "time": _time(now, zone), "board": version}
    return json.dumps(said, separators=(",", ":"))


def read_message(text: str | bytes) -> SeenBoard | Heartbeat:
    """Return what a message says.

    Raises:
        NotABoard: it is none of ours.
    """
    try:
        said = json.loads(text)
        if said.get("type") == "heartbeat":
            return Heartbeat(datetime.fromisoformat(said["time"]), _version(said.get("board")))
        return _seen(said)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotABoard from error


def _seen(said: dict[str, Any]) -> SeenBoard:
    wait = said["wait"]
    return SeenBoard(
        office=str(said["office"]),
        date=date.fromisoformat(said["date"]),
        seq=int(said["seq"]),
        time=datetime.fromisoformat(said["time"]),
        calls=tuple(
            SeenCall(call["number"], call["counter"], datetime.fromisoformat(call["since"]))
            for call in said["calls"]
        ),
        waiting=int(said["waiting"]),
        wait=Wait(int(wait["low"]), int(wait["high"])) if wait else None,
    )


def _version(said: dict[str, Any] | None) -> Version | None:
    return (date.fromisoformat(said["date"]), int(said["seq"])) if said else None


def _time(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat(timespec="milliseconds")
