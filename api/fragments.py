"""Rendered days: the free starts of an office on a date, made once and joined many times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

REMEMBERED = 50_000

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
