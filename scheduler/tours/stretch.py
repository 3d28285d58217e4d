"""Stretches of work, and how two join over a way (Vidal et al., C&OR 40, 2013)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """Work without gaps chosen by us: started from `earliest` to `latest`, it takes `minutes`.

    Started before `earliest` it ends no sooner; after `latest` it cannot be started.
    """

    minutes: int
    earliest: int
    latest: int


def joined(one: Stretch, other: Stretch, minutes: int) -> Stretch | None:
    """Return both as one, the other begun `minutes` after the first ends or later; or None."""
    apart = one.minutes + minutes
    if one.earliest + apart > other.latest:
        return None
    waits = max(0, other.earliest - apart - one.latest)
    return Stretch(
        apart + waits + other.minutes,
        max(other.earliest - apart, one.earliest) - waits,
        min(other.latest - apart, one.latest),
    )
