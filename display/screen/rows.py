"""The rows of a screen: a number apart from its letter, a counter, and how large both can be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from display.board import Board, Call

MOST_ROWS = 6
"""Rows at once; more calls are shown by turns, the newest always."""


class Size(StrEnum):
    """How large the numbers are, by how many calls are shown."""

    ONE = "one"
    FEW = "few"
    MANY = "many"


class Fit(StrEnum):
    """How wide a counter's name is."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Row:
    """One call as it is drawn; `letter` is the queue's, empty where the number has none."""

    letter: str
    digits: str
    counter: str
    fit: Fit


def rows_of(board: Board) -> tuple[Row, ...]:
    """Return the rows of a board, newest first, at most six: a page without script has no turns."""
    return tuple(_row(call) for call in board.shown[:MOST_ROWS])


def size_of(calls: int) -> Size:
    """Return how large numbers are when so many calls are shown."""
    if calls <= 1:
        return Size.ONE
    return Size.FEW if calls <= 3 else Size.MANY


def fit_of(counter: str) -> Fit:
    """Return how wide a counter's name is."""
    if len(counter) <= 3:
        return Fit.SHORT
    return Fit.MEDIUM if len(counter) <= 8 else Fit.LONG


def _row(call: Call) -> Row:
    digits = call.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letter = call.number[: len(call.number) - len(digits)]
    return Row(letter, digits, call.counter, fit_of(call.counter))
