"""Who may watch a board."""

from __future__ import annotations

from dataclasses import dataclass

from display.today import Today


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who wants to watch; `office` is set for a display that was paired with an office."""

    office: int | None = None


ANYBODY = Visitor()


def may_watch(visitor: Visitor, today: Today) -> bool:
    """Return whether the board is public, or of the visitor's own office.

    A board has no personal data, so being public is a choice about offices, not about people.
    """
    return today.public or visitor.office == today.office
