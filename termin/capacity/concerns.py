"""What speaks against a duty before it is published, as values for whoever words it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from termin.interval import Interval, intersect, subtract


class Concern(StrEnum):
    """A reason to look twice; the first two keep a duty from being published."""

    COUNTER_TAKEN = "counter-taken"
    CLERK_TAKEN = "clerk-taken"
    CLOSED = "closed"
    PARTLY_CLOSED = "partly-closed"
    NOTHING_SERVED = "nothing-served"
    NOTHING_SPECIAL = "nothing-special"


@dataclass(frozen=True, slots=True)
class Planned:
    """A duty as far as the others are concerned."""

    duty: int | None
    counter: int
    clerk: int
    during: Interval


def concerns(
    planned: Planned,
    opening: Sequence[Interval],
    others: Iterable[Planned],
    equipped: frozenset[int] | None,
    learned: frozenset[int] | None,
    wanted: Iterable[int | None],
) -> tuple[Concern, ...]:
    """Return what speaks against a duty, the gravest first.

    `opening` is when its office is open; `equipped` and `learned` are the skills of counter and
    clerk (None: every one); `wanted` the skill that each service of the office needs (None: none).
    """
    found: set[Concern] = set()
    for other in others:
        if other.duty == planned.duty and planned.duty is not None:
            continue
        if other.during.overlaps(planned.during):
            if other.counter == planned.counter:
                found.add(Concern.COUNTER_TAKEN)
            if other.clerk == planned.clerk:
                found.add(Concern.CLERK_TAKEN)
    if not intersect((planned.during,), opening):
        found.add(Concern.CLOSED)
    elif subtract((planned.during,), opening):
        found.add(Concern.PARTLY_CLOSED)
    needed = set(wanted)
    if not any(_is_served(skill, equipped, learned) for skill in needed):
        found.add(Concern.NOTHING_SERVED)
    elif equipped and learned and not equipped & learned:
        found.add(Concern.NOTHING_SPECIAL)
    return tuple(concern for concern in Concern if concern in found)


def _is_served(
    skill: int | None, equipped: frozenset[int] | None, learned: frozenset[int] | None
) -> bool:
    return skill is None or all(able is None or skill in able for able in (equipped, learned))
