"""Words that stand near another one: the same stem, a part of a compound, or a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

SHORTEST_PART = 4
SHORTEST_MIDDLE = 5
SHORTEST_SLIP = 5
"""Letters; shorter words are too much alike to be guessed."""

LEAST_RATIO = 78
"""Of 100: how alike two words must be written."""

GOOD = 0.8
"""A likeness that needs no guess at slips."""


class Vocabulary:
    """Known stems, and for any stem those like it with a likeness from 0 to 1."""

    def __init__(self, words: Iterable[str], guessed: Iterable[str] | None = None) -> None:
        """Take the known words; slips of the pen are looked for among `guessed` (default: all)."""
        self.words = frozenset(words)
        self._text = "\n" + "\n".join(sorted(self.words)) + "\n"
        self._guessed = sorted(self.words if guessed is None else self.words.intersection(guessed))
        self.alike = lru_cache(maxsize=20_000)(self._alike)

    def _alike(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the known words like this one, each once, with their likeness."""
        found: dict[str, float] = {}
        for known, likeness in (
            *self._compounds_with(word),
            *self._parts_of(word),
            *([(word, 1.0)] if word in self.words else []),
        ):
            found[known] = max(likeness, found.get(known, 0.0))
        if max(found.values(), default=0.0) < GOOD:
            for known, likeness in self._slips(word):
                found[known] = max(likeness, found.get(known, 0.0))
        return tuple(found.items())

    def _compounds_with(self, word: str) -> Iterable[tuple[str, float]]:
        if len(word) < SHORTEST_PART:
            return
        at = self._text.find(word)
        while at >= 0:
            start = self._text.rfind("\n", 0, at + 1) + 1
            end = self._text.find("\n", at)
            share = len(word) / (end - start)
            if start == at:
                yield self._text[start:end], 0.6 + 0.35 * share
            elif len(word) >= SHORTEST_MIDDLE:
                last = at + len(word) == end
                yield self._text[start:end], (0.55 if last else 0.4) + 0.35 * share
            at = self._text.find(word, end)

    def _parts_of(self, word: str) -> Iterable[tuple[str, float]]:
        for start in range(len(word) - SHORTEST_PART + 1):
            for end in range(start + SHORTEST_PART, len(word) + 1):
                if word[start:end] in self.words:
                    edge = 0.1 if start == 0 or end == len(word) else 0.0
                    yield word[start:end], 0.3 + edge + 0.4 * (end - start) / len(word)

    def _slips(self, word: str) -> Iterable[tuple[str, float]]:
        if len(word) < SHORTEST_SLIP:
            return
        for known, ratio, _ in process.extract(
            word, self._guessed, scorer=fuzz.ratio, score_cutoff=LEAST_RATIO, limit=8
        ):
            yield known, 0.97 * (ratio / 100) ** 2
