"""What is different between two plans of halts, said halt by halt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from termin.mobile.halts import HaltPlan


class Kind(StrEnum):
    """How a halt differs."""

    NEW = "new"
    GONE = "gone"
    OTHER_TIME = "other-time"
    OTHER_DAY = "other-day"


@dataclass(frozen=True, slots=True)
class Difference:
    """One halt that is not as it was: `was` is None for a new one, `becomes` for one that goes."""

    kind: Kind
    was: HaltPlan | None
    becomes: HaltPlan | None

    @property
    def halt(self) -> HaltPlan:
        """The halt it is about, as it becomes where it stays."""
        found = self.becomes or self.was
        assert found is not None  # noqa: S101  # one of the two is always there
        return found


def differences(was: Iterable[HaltPlan], becomes: Iterable[HaltPlan]) -> tuple[Difference, ...]:
    """Return what differs, in the order of days.

    A halt of the same stop on the same day is one at another time; one that goes and one that comes
    at the same stop within the same calendar month are one on another day. Each is told once.
    """
    old, new = sorted({*was} - {*becomes}), sorted({*becomes} - {*was})
    found = []
    for kind, same in ((Kind.OTHER_TIME, _same_day), (Kind.OTHER_DAY, _same_month)):
        for one in tuple(old):
            partner = next((other for other in new if same(one, other)), None)
            if partner is not None:
                found.append(Difference(kind, one, partner))
                old.remove(one)
                new.remove(partner)
    found += [Difference(Kind.GONE, one, None) for one in old]
    found += [Difference(Kind.NEW, None, one) for one in new]
    return tuple(sorted(found, key=lambda one: (one.halt, one.kind)))


def _same_day(one: HaltPlan, other: HaltPlan) -> bool:
    return one.stop == other.stop and one.date == other.date


def _same_month(one: HaltPlan, other: HaltPlan) -> bool:
    return one.stop == other.stop and one.date.replace(day=1) == other.date.replace(day=1)
