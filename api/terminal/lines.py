"""A board in words: one line for each change, for files, pipes and simple terminals."""

from __future__ import annotations

from datetime import datetime

from display.wire import SeenBoard, SeenCall

EMPTY = "Ihre Nummer erscheint hier."
ASK = "Bitte achten Sie auf Ansagen oder fragen Sie am Empfang."


def line_of(board: SeenBoard) -> str:
    """Return a board in one line: time, calls newest first, who waits."""
    calls = " · ".join(call_of(call) for call in board.calls) or "keine Aufrufe"
    return f"{clock(board.time, seconds=True)}  {calls}  |  {figures_of(board)}"


def text_of(board: SeenBoard) -> str:
    """Return a board as a few lines, with its date."""
    calls = [f"{clock(call.since)}  {call_of(call)}" for call in board.calls] or [EMPTY]
    head = f"{board.date:%d.%m.%Y}, {clock(board.time)} Uhr"
    return "\n".join([head, *calls, figures_of(board)])


def call_of(call: SeenCall) -> str:
    """Return who shall go where; a terminal obeys signs that do not print, so they are left out."""
    said = f"{call.number} → {call.counter}"
    return "".join(sign for sign in said if sign.isprintable())


def figures_of(board: SeenBoard) -> str:
    """Return how many wait, and for how long who comes now."""
    waiting = f"Wartende: {board.waiting}"
    if board.wait is None:
        return waiting
    return f"{waiting} · Wartezeit ohne Termin: {board.wait.low}–{board.wait.high} Min."


def stale_of(since: datetime, today: datetime) -> str:
    """Return the sentence that says that the board is old; with the day where it is another."""
    day = "" if since.date() == today.date() else f"{since.day}.{since.month}., "
    return f"Nicht aktuell seit {day}{clock(since)}"


def clock(instant: datetime, *, seconds: bool = False) -> str:
    """Return the time as the office's clock shows it."""
    return instant.strftime("%H:%M:%S" if seconds else "%H:%M")
