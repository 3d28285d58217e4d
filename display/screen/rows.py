"""The rows of a screen: a number apart from its letter, a counter, and how large both can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from display.board import Board, Call

MOST_ROWS = 6
"""Rows at once; more calls are shown by turns, the newest always."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONG_LABEL = 5
"""Signs of a number from which it is drawn smaller: AB001, A1001."""


class Fit(StrEnum):
    """How wide a counter's name is."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"
    WORDS = "words"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class Row:
    """One call as it is drawn; `letter` is the queue's, empty where the number has none.

    `office` is named where a screen shows several, else empty.
    """

    letter: str
    digits: str
    counter: str
    fit: Fit
    office: str = ""

    @property
    def is_long(self) -> bool:
        """Whether the number needs more room than usual."""
        return len(self.letter) + len(self.digits) >= LONG_LABEL


def rows_of(
    boards: Iterable[tuple[str, Board]], rooms: Collection[str] = (), most: int = MOST_ROWS
) -> tuple[Row, ...]:
    """Return the rows of a screen, newest first, at most so many: without script are no turns.

    `boards` come with the name of their office (empty where there is one only); with `rooms` only
    those called from these waiting rooms are shown, and those of counters without a room.
    """
    calls = [(call, office) for office, board in boards for call in shown_in(board, rooms)]
    calls.sort(key=lambda each: each[0].since, reverse=True)
    return tuple(_row(call, office) for call, office in calls[:most])


def shown_in(board: Board, rooms: Collection[str]) -> tuple[Call, ...]:
    """Return the calls of a board that concern these waiting rooms; no rooms mean all."""
    return tuple(call for call in board.shown if not rooms or not call.room or call.room in rooms)


def fit_of(counter: str) -> Fit:
    """Return how wide a counter's name is."""
    for most, fit in ((2, Fit.SHORT), (4, Fit.MEDIUM), (8, Fit.LONG)):
        if len(counter) <= most:
            return fit
    longest = max(map(len, counter.split(" ")))
    return Fit.WORDS if longest <= 10 and len(counter) <= 20 else Fit.LONGEST


def _row(call: Call, office: str) -> Row:
    digits = call.number.lstrip(LETTERS)
    letter = call.number[: len(call.number) - len(digits)]
    return Row(letter, digits, call.counter, fit_of(call.counter), office)
