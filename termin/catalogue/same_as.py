"""Which service of one source is which of another: by stated ids, LeiKa keys and names.

A LeiKa key is never an id: many services share one. It is compared as a prefix (the object, then
what is done with it), and names must not contradict it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from termin.catalogue.folding import stems

EMPTY_WORDS = frozenset(
    stem
    for word in ("beantragen", "Antrag", "ausstellen", "Ausstellung", "ein", "neu")
    for stem in stems(word)
)
"""Words that tell no service from another."""

NAMES_AGREE = 55
"""Of 100: how alike names must be where a LeiKa key's beginning or a stated id speaks for it."""


@dataclass(frozen=True, slots=True)
class Original:
    """A service as one source knows it; `ids` are those that other sources are said to use."""

    key: str
    name: str
    leika: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service of another source that may be the same."""

    key: int
    external_id: str
    name: str
    leika: tuple[str, ...] = ()


def same_as(originals: Iterable[Original], candidates: Iterable[Candidate]) -> dict[str, int]:
    """Return which candidate each original is; one to one, the surest first, doubtful ones not."""
    named = [(candidate, _telling(candidate.name)) for candidate in candidates]
    likely = sorted(
        (
            (-certainty, original.key, candidate.key)
            for original in originals
            for candidate, certainty in _likely(original, named)
        )
    )
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _, original, candidate in likely:
        if original not in found and candidate not in taken:
            found[original] = candidate
            taken.add(candidate)
    return found


def _likely(
    original: Original, candidates: Iterable[tuple[Candidate, frozenset[str]]]
) -> Iterator[tuple[Candidate, float]]:
    own = _telling(original.name)
    for candidate, theirs in candidates:
        stated = candidate.external_id in original.ids
        shared = _shared(original.leika, candidate.leika)
        if not stated and not shared and not own:
            continue
        names = fuzz.token_set_ratio(" ".join(sorted(own)), " ".join(sorted(theirs)))
        agree = names >= NAMES_AGREE
        if stated and (agree or shared):
            yield candidate, 1000 + names
        elif shared and agree:
            # Longer names say more than was asked for: "... of the place X", "... after loss".
            yield candidate, 10 * shared + names - 5 * len(theirs - own)
        elif own and own == theirs:
            yield candidate, 100


def _shared(own: Iterable[str], theirs: Iterable[str]) -> int:
    """How many digits of a key agree where one says no more than the other; 0 where they part."""
    return max((_agreeing(key, other) for key in own for other in theirs), default=0)


def _agreeing(one: str, other: str) -> int:
    said = _said(one), _said(other)
    if other.startswith(said[0]):
        return len(said[0])
    return len(said[1]) - 1 if one.startswith(said[1]) else 0


def _said(key: str) -> str:
    """The digits of a key that say something: 99, group, object, and what is done if stated."""
    while len(key) > 8 and key.endswith("000"):
        key = key[:-3]
    return key


def _telling(name: str) -> frozenset[str]:
    return frozenset(stems(name)) - EMPTY_WORDS
