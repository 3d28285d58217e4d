"""Finding services by everyday words: tolerant of spelling, inflection and other languages.

A query's words are compared as stems with the words of names, keywords and descriptions (equal, as
part of a compound, or nearly equal), after everyday words have added the official ones they mean;
sayings lead to their service directly. Rare words weigh more, as in BM25 (Robertson, Zaragoza
2009); how often a word is repeated counts for nothing, since names are short.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from termin.catalogue.everyday import EverydayWords
from termin.catalogue.folding import LONGEST_WORDS, spoken, stems
from termin.catalogue.same_as import Candidate, Original, same_as
from termin.catalogue.sayings import Sayings
from termin.catalogue.vocabulary import Vocabulary

NAME, OTHER_NAME, KEYWORD, DESCRIPTION = 1.0, 0.9, 0.75, 0.2
"""How much a word says by where it stands."""

MEANT = 0.9
"""How much a word counts that was meant rather than said."""

ONLY_MEANT = 0.7
"""How much likeness counts of an everyday word that is in no name."""

RELATED = 0.6
"""How much a saying for one service counts for others with its words in their names."""

NOT_OFFERED = 0.85
"""How much a service counts that is done at no office."""

LEAST = 0.2
"""Below this a service is not worth showing."""

FIRST_WORDS = 80
"""Of a description; what follows is conditions and small print."""

MOST_WORDS = 12
"""Of a query."""

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """A service as it can be found; `key` comes back, `offered` ones go before equal others."""

    key: int
    external_id: str
    name: str
    source: str = "local"
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str = ""
    leika: tuple[str, ...] = ()
    offered: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A service that was found: `score` from 0 to 1, `why` the words that led to it."""

    key: int
    score: float
    why: str


class SearchIndex:
    """The words of a catalogue, ready to be searched in well under 5 ms for 700 services."""

    def __init__(
        self,
        entries: Iterable[Entry],
        everyday: EverydayWords,
        originals: Mapping[str, Original],
    ) -> None:
        """Index the services; `originals` are those of our catalogue that sayings speak of."""
        self._entries = tuple(entries)
        self._postings, names = _postings(self._entries)
        self._meanings = _meanings(everyday.means)
        meant = [word for words in self._meanings.values() for one in words for word in one]
        guessed = {word for words in names for word in words}
        guessed |= {word for key in self._meanings for word in key}
        self._vocabulary = Vocabulary([*self._postings, *meant, *guessed], guessed=guessed)
        self._rarity = {word: self._rare(len(found)) for word, found in self._postings.items()}
        self._names = names
        self._name_weight = np.array(
            [sum(self._rarity[word] for word in words) or 1.0 for words in names], dtype=np.float32
        )
        self._offered = np.array(
            [1.0 if entry.offered else NOT_OFFERED for entry in self._entries], dtype=np.float32
        )
        self._sayings = Sayings(everyday.asks)
        self._lives = Sayings(everyday.lives)
        self._twins = _twins(self._entries, originals)
        self._original_names = {key: stems(original.name) for key, original in originals.items()}
        self._felt = lru_cache(maxsize=5_000)(self._feel)
        self._ranked = lru_cache(maxsize=2_000)(self._rank)

    def search(self, words: str, most: int = 20) -> tuple[Found, ...]:
        """Return the services that the words mean, best first."""
        typed = spoken(words[:LONGEST_WORDS])
        found = self._ranked(stems(words[:LONGEST_WORDS])[:MOST_WORDS])[:most]
        return tuple(replace(one, why=typed.get(one.why, one.why)) for one in found)

    def situations(self, words: str, most: int = 3) -> tuple[str, ...]:
        """Return the Lebenslagen (ids of our catalogue) that the words mean, best first."""
        found = self._lives.agreeing(stems(words[:LONGEST_WORDS])[:MOST_WORDS])
        ordered = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))
        return tuple(key for key, (score, _) in ordered if score >= 0.4)[:most]

    def _rank(self, query: tuple[str, ...]) -> tuple[Found, ...]:
        if not query or not self._entries:
            return ()
        said, reasons = self._said(query)
        lexical, best_word = self._lexical(query)
        total = (1 - (1 - lexical) * (1 - 0.95 * said)) * self._offered
        order = sorted(
            np.flatnonzero(total >= LEAST).tolist(),
            key=lambda number: (-total[number], len(self._entries[number].name), number),
        )
        return tuple(
            Found(
                self._entries[number].key,
                round(float(total[number]), 4),
                reasons.get(number) or query[int(best_word[number])],
            )
            for number in order
        )

    def _said(self, query: Sequence[str]) -> tuple[Scores, dict[int, str]]:
        """How well sayings for each service agree with the query, and which."""
        scores = np.zeros(len(self._entries), dtype=np.float32)
        reasons: dict[int, str] = {}
        for key, (score, text) in self._sayings.agreeing(query).items():
            twin = self._twins.get(key)
            felt = RELATED * score * self._named(self._original_names.get(key, ()))
            if twin is not None:
                felt[twin] = score
            for number in np.flatnonzero(felt > scores).tolist():
                reasons[number] = text
            scores = np.maximum(scores, felt)
        return scores, reasons

    def _named(self, words: Sequence[str]) -> Scores:
        """How fully each service has these words; 0 where it lacks one."""
        if not words:
            return np.zeros(len(self._entries), dtype=np.float32)
        felt = np.stack([self._felt(word) for word in words])
        return np.where(felt.min(axis=0) >= 0.6, felt.mean(axis=0), 0).astype(np.float32)

    def _lexical(self, query: Sequence[str]) -> tuple[Scores, NDArray[np.intp]]:
        """How well each service's own words agree, and which word of the query agrees best."""
        rows: list[Scores] = []
        weights: list[float] = []
        names: list[str] = []
        for place, word in enumerate(query):
            row = self._felt(word)
            if (word,) in self._meanings and word not in self._postings:
                row = ONLY_MEANT * row  # "Perso" is no beginning of "Person"
            for joined in self._joined(query, place):
                row = np.maximum(row, self._felt(joined))
                names.append(joined)
            for meant in self._meant(query, place):
                felt = np.mean([self._felt(one) for one in meant], axis=0)
                row = np.maximum(row, MEANT * felt)
                names.extend(meant)
            names.append(word)
            rows.append(row)
            strong = int(np.count_nonzero(row >= 0.5))
            weights.append(self._rare(strong) if strong else 0.5 * self._rare(0))
        felt = np.stack(rows)
        weight = np.array(weights, dtype=np.float32)[:, None]
        coverage = (felt * weight).sum(axis=0) / weight.sum()
        focus = self._focus(names)
        return coverage * (0.75 + 0.25 * focus), (felt * weight).argmax(axis=0)

    def _focus(self, words: Iterable[str]) -> Scores:
        """How much of each service's name was asked for; extra words make it another service."""
        heard: dict[str, float] = {}
        for word in dict.fromkeys(words):
            for known, likeness in self._vocabulary.alike(word):
                heard[known] = max(likeness, heard.get(known, 0.0))
        return (
            np.array(
                [
                    sum(self._rarity[word] * heard.get(word, 0.0) for word in name)
                    for name in self._names
                ],
                dtype=np.float32,
            )
            / self._name_weight
        )

    def _meant(self, query: Sequence[str], place: int) -> Iterable[tuple[str, ...]]:
        """What the word at this place may mean, alone or with its neighbours."""
        for start in range(max(0, place - 2), place + 1):
            for end in range(place + 1, min(len(query), start + 3) + 1):
                yield from self._meanings.get(tuple(query[start:end]), ())
        if (query[place],) not in self._meanings and query[place] not in self._postings:
            for known, likeness in self._vocabulary.alike(query[place]):
                if likeness >= 0.72:
                    yield from self._meanings.get((known,), ())

    def _joined(self, query: Sequence[str], place: int) -> Iterable[str]:
        """The compounds that this word makes with a neighbour, where there are such words."""
        for start in (place - 1, place):
            if start >= 0 and start + 1 < len(query):
                joined = query[start] + query[start + 1]
                if joined in self._postings:
                    yield joined

    def _feel(self, word: str) -> Scores:
        """How strongly each service has this word or one like it."""
        row = np.zeros(len(self._entries), dtype=np.float32)
        for known, likeness in self._vocabulary.alike(word):
            for number, weight in self._postings.get(known, {}).items():
                row[number] = max(row[number], likeness * weight)
        return row

    def _rare(self, count: int) -> float:
        return log(1 + (len(self._entries) + 1) / (count + 0.5))


def _postings(
    entries: Sequence[Entry],
) -> tuple[dict[str, dict[int, float]], tuple[tuple[str, ...], ...]]:
    """Stem -> service -> weight, and the stems of each name."""
    postings: dict[str, dict[int, float]] = defaultdict(dict)
    names = []
    for number, entry in enumerate(entries):
        names.append(tuple(dict.fromkeys(stems(entry.name))))
        for texts, weight in (
            ((entry.name,), NAME),
            (entry.names, OTHER_NAME),
            (entry.keywords, KEYWORD),
            ((" ".join(entry.description.split()[:FIRST_WORDS]),), DESCRIPTION),
        ):
            for word in {stem for text in texts for stem in stems(text)}:
                here = postings[word]
                here[number] = max(weight, here.get(number, 0.0))
    return dict(postings), tuple(names)


def _meanings(
    means: Mapping[str, Sequence[str]],
) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    return {stems(key): tuple(stems(text) for text in texts) for key, texts in means.items()}


def _twins(entries: Sequence[Entry], originals: Mapping[str, Original]) -> dict[str, int]:
    """Service of our catalogue -> place of the entry that is it."""
    own = {
        entry.external_id: number
        for number, entry in enumerate(entries)
        if entry.source == "catalogue"
    }
    foreign = [
        Candidate(number, entry.external_id, entry.name, entry.leika)
        for number, entry in enumerate(entries)
        if entry.source != "catalogue"
    ]
    return same_as(originals.values(), foreign) | own
