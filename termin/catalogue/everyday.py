"""Everyday words: what people say and which services they mean, from `everyday_words.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from termin.catalogue.folding import fold


@dataclass(frozen=True)
class EverydayWords:
    """`means`: an everyday expression -> official words; `asks`: a service of our catalogue -> what
    people say for it; `lives`: a Lebenslage -> what people say when they are in it.
    """

    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(not fold(key).strip() for key in (*self.means, *self.asks, *self.lives)):
            raise ValueError("an expression without a letter means nothing")


@cache
def everyday_words() -> EverydayWords:
    """Return the words that come with the product."""
    shipped = resources.files("termin.catalogue").joinpath("everyday_words.json")
    stored = json.loads(shipped.read_text(encoding="utf-8"))
    return EverydayWords(**{part: _tuples(stored[part]) for part in ("means", "asks", "lives")})


def _tuples(stored: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in stored.items()}
