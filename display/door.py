"""Who may watch."""

from __future__ import annotations

from dataclasses import dataclass

from display.today import Today


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who wants to watch; `offices` are those a paired display was given to show."""

    offices: frozenset[int] = frozenset()


ANYBODY = Visitor()


def may_watch(visitor: Visitor, today: Today) -> bool:
    """Return whether the board is public, or one that the visitor was given.

    A board has no personal data, so being public is a choice about offices, not about people.
    """
    return today.public or today.office in visitor.offices
