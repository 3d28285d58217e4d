"""What people say in so many words, and how well a query agrees with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from termin.catalogue.folding import stems
from termin.catalogue.vocabulary import Vocabulary

LEAST_RECALL = 0.6
"""Of a saying's words so many must be in the query."""

LIKE = 0.75
"""A likeness from which a word counts as said."""


class Sayings:
    """Sayings by the key of what they mean, ready to be compared with a query."""

    def __init__(self, said: Mapping[str, Iterable[str]]) -> None:
        """Take for each key what people say; sayings without a telling word are left out."""
        self._sayings = [
            (key, text, words)
            for key, texts in said.items()
            for text in texts
            if (words := tuple(dict.fromkeys(stems(text))))
        ]
        self._with: dict[str, list[int]] = defaultdict(list)
        for number, (_, _, words) in enumerate(self._sayings):
            for word in words:
                self._with[word].append(number)
        self.vocabulary = Vocabulary(self._with)

    def agreeing(self, query: Sequence[str]) -> dict[str, tuple[float, str]]:
        """Return for each key how well its best saying agrees with the query's stems, and which.

        1 means the same words; a query with more words agrees less, one that lacks too many not.
        """
        heard: dict[int, dict[str, float]] = defaultdict(dict)
        for word in dict.fromkeys(query):
            for known, likeness in self.vocabulary.alike(word):
                if likeness >= LIKE:
                    for number in self._with[known]:
                        felt = heard[number]
                        felt[known] = max(likeness, felt.get(known, 0.0))
        best: dict[str, tuple[float, str]] = {}
        for number, felt in heard.items():
            key, text, words = self._sayings[number]
            recall = sum(felt.values()) / len(words)
            if recall < LEAST_RECALL:
                continue
            precision = min(1.0, len(felt) / max(1, len(set(query))))
            score = recall * recall * (0.4 + 0.6 * precision)
            if score > best.get(key, (0.0, ""))[0]:
                best[key] = (score, text)
        return best
