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
    candidates: Iterable[Candidate],
    lost: datetime,
    kept_from: datetime | None = None,
    most: int = 8,
) -> tuple[Candidate, ...]:
    """Return the best of them, best first.

    The same place comes first, on the day nearest to the lost one (of two as near the later, since
    nobody planned to come sooner) at the hour nearest to it. After these come other places, by days
    and distance together: a day weighs like 3 km. Last of all comes what is both before the lost
    day and before `kept_from`: it would press people who had planned for later.
    """
    found = tuple(candidates)
    hasty = [one for one in found if _is_hasty(one, lost, kept_from)]
    best = _mixed([one for one in found if not _is_hasty(one, lost, kept_from)], lost, most)
    return (*best, *_mixed(hasty, lost, most - len(best)))


def _is_hasty(one: Candidate, lost: datetime, kept_from: datetime | None) -> bool:
    sooner = one.start.date() < lost.date()
    return sooner and kept_from is not None and one.start < kept_from


def _mixed(found: list[Candidate], lost: datetime, most: int) -> tuple[Candidate, ...]:
    here = [one for one in found if one.same_place]
    elsewhere = [one for one in found if not one.same_place]
    here.sort(key=lambda one: (_days_apart(one, lost), *_order(one, lost)))
    elsewhere.sort(key=lambda one: (_detour(one, lost), *_order(one, lost)))
    # Some of each, since all of one kind may be taken by the time they are asked for.
    kept = here[: most - min(len(elsewhere), most // 4)]
    return (*kept, *elsewhere[: most - len(kept)])


def _order(one: Candidate, lost: datetime) -> tuple[bool, timedelta, datetime]:
    """Order what is as near: the later day, then the hour nearest to the lost one."""
    return one.start.date() < lost.date(), _hours_apart(one.start, lost), one.start


def _days_apart(one: Candidate, lost: datetime) -> int:
    return abs((one.start.date() - lost.date()).days)


def _detour(one: Candidate, lost: datetime) -> int:
    return one.metres + _days_apart(one, lost) * METRES_A_DAY


def _hours_apart(start: datetime, lost: datetime) -> timedelta:
    """Return how far apart two times of day are."""
    day = timedelta(days=1)
    apart = (start - lost) % day
    return min(apart, day - apart)
