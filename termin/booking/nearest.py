"""Which other time comes nearest to one that fell away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

METRES_A_DAY = 3_000
"""A day later weighs as much as a way so much longer."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A free start: where, and how far from the place that fell away (`metres`, 0 at the same)."""

    office: int
    start: datetime
    metres: int
    same_place: bool


def nearest(
    candidates: Iterable[Candidate], lost: datetime, most: int = 8
) -> tuple[Candidate, ...]:
    """Return the best of them, best first.

    The next visit to the same place comes first, at the hour nearest to the lost one. After these
    come other places, by days and distance together: a day weighs like 3 km.
    """
    found = tuple(candidates)
    here = [one for one in found if one.same_place]
    elsewhere = [one for one in found if not one.same_place]
    here.sort(key=lambda one: (one.start.date(), _hours_apart(one.start, lost), one.start))
    elsewhere.sort(key=lambda one: (_detour(one, lost), _hours_apart(one.start, lost), one.start))
    # Some of each, since all of one kind may be taken by the time they are asked for.
    kept = here[: most - min(len(elsewhere), most // 4)]
    return (*kept, *elsewhere[: most - len(kept)])


def _detour(one: Candidate, lost: datetime) -> int:
    return one.metres + abs((one.start.date() - lost.date()).days) * METRES_A_DAY


def _hours_apart(start: datetime, lost: datetime) -> timedelta:
    """Return how far apart two times of day are."""
    day = timedelta(days=1)
    apart = (start - lost) % day
    return min(apart, day - apart)
