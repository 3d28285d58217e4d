"""How long each stop is open in a month, as it is and as it would be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from termin.mobile import HaltPlan


@dataclass(frozen=True, slots=True)
class Visits:
    """So many halts, and the minutes they are open together."""

    halts: int = 0
    minutes: int = 0

    @property
    def usual(self) -> int:
        """The minutes that one is open on average; 0 for none."""
        return round(self.minutes / self.halts) if self.halts else 0


@dataclass(frozen=True, slots=True)
class Hours:
    """The halts at a stop, or at all of them, before and after a change."""

    stop: int | None
    before: Visits
    after: Visits

    @property
    def more(self) -> int:
        """So many minutes more (or fewer) it is open."""
        return self.after.minutes - self.before.minutes


@dataclass(frozen=True, slots=True)
class HoursOfAll:
    """The stops in the order of their names, and all together."""

    stops: tuple[Hours, ...]
    together: Hours

    @property
    def left(self) -> tuple[int, ...]:
        """The stops where nothing halts any more."""
        return tuple(
            one.stop for one in self.stops if one.stop and one.before.halts and not one.after.halts
        )


def hours_of(
    stops: Sequence[int], before: Iterable[HaltPlan], after: Iterable[HaltPlan]
) -> HoursOfAll:
    """Return how long each of these stops is open before and after; one without halts is left out.

    `stops` in the order in which they are to be shown.
    """
    was, becomes = list(before), list(after)
    each = [Hours(stop, _visits(was, stop), _visits(becomes, stop)) for stop in stops]
    return HoursOfAll(
        tuple(one for one in each if one.before.halts or one.after.halts),
        Hours(None, _visits(was), _visits(becomes)),
    )


def _visits(plans: Sequence[HaltPlan], stop: int | None = None) -> Visits:
    found = [one.minutes for one in plans if stop in (None, one.stop)]
    return Visits(len(found), sum(found))
