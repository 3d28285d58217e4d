"""What was rendered: the free starts of an office on a date, and whole answers made of them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

REMEMBERED = 50_000
MOST_BYTES = 64 * 1024 * 1024
"""What whole answers may take; then they are forgotten and made anew."""

Key = tuple[int, date, int, frozenset[int]]
"""Office, date, minutes of the visit, skills it needs."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """One office's starts on one date, rendered; good as long as the day's stamp is the same."""

    stamp: int
    text: bytes


class Fragments:
    """The rendered days of one process; forgets everything when it has too many."""

    def __init__(self) -> None:
        self._known: dict[Key, Fragment] = {}

    def get(self, key: Key, stamp: int) -> bytes | None:
        """Return a rendered day if it is still what the index says."""
        found = self._known.get(key)
        return found.text if found is not None and found.stamp == stamp else None

    def put(self, key: Key, stamp: int, text: bytes) -> None:
        """Keep a rendered day."""
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[key] = Fragment(stamp, text)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer with its tag; good as long as nothing is offered differently."""

    moment: tuple[int, int]
    body: bytes
    tag: str


class Answers:
    """The whole answers of one process: most people ask for the same few services."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Answer] = {}
        self._bytes = 0

    def get(self, question: Hashable, moment: tuple[int, int]) -> Answer | None:
        """Return the answer to a question if it was given at this moment of the index."""
        found = self._known.get(question)
        return found if found is not None and found.moment == moment else None

    def put(self, question: Hashable, answer: Answer) -> None:
        """Keep an answer in the place of the last one to the same question."""
        before = self._known.get(question)
        self._bytes += len(answer.body) - (len(before.body) if before else 0)
        if self._bytes > MOST_BYTES or len(self._known) >= REMEMBERED:
            self._known.clear()
            self._bytes = len(answer.body)
        self._known[question] = answer
