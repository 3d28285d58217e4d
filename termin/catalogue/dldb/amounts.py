"""Amounts within reason: minutes of a service, pieces in a visit."""

from __future__ import annotations

from termin.catalogue.export import Notes
from termin.catalogue.fields import whole

LONGEST_MINUTES = 24 * 60
MOST_PIECES = 100
ASSUMED_MINUTES = 15
"""Where an export states neither slots nor a duration; each use is noted."""


def minutes(value: object) -> int | None:
    """Return a stated number of minutes from 1 to a day; None where there is none."""
    stated = whole(value)
    return stated if stated is not None and 1 <= stated <= LONGEST_MINUTES else None


def stated_minutes(value: object, kind: str, record: str, what: str, notes: Notes) -> int | None:
    """Return the minutes as `minutes` does; a value that is none, and not just empty, is noted."""
    found = minutes(value)
    if found is None and value not in (None, "", 0, "0", False):
        notes.add(kind, record, f"{what} {str(value)[:20]!r} is no number of minutes")
    return found


def pieces(value: object, kind: str, record: str, notes: Notes) -> int | None:
    """Return how often in one visit, 1 to 100; None where nothing or no limit (0) is stated."""
    stated = whole(value)
    if stated is not None and 1 <= stated <= MOST_PIECES:
        return stated
    if stated is not None and stated > MOST_PIECES:
        notes.add(kind, record, f"maxQuantity {stated} is cut to {MOST_PIECES}")
        return MOST_PIECES
    if stated != 0 and value not in (None, ""):
        notes.add(kind, record, f"maxQuantity {str(value)[:20]!r} is no number of pieces")
    return None
