"""How much of each list fits beside the person: one screen, nothing to scroll."""

from __future__ import annotations

from collections.abc import Mapping

HEIGHT = 575
"""What the lists may take of a screen of 720, in CSS pixels."""

BANNER = 76
"""What the alarm of another desk takes of it."""

HEADING = 30
AFTER = 18
"""The gap below a list."""

MORE = 26
"""The line that says how many more wait."""

ROWS: Mapping[str, int] = {"next": 48, "parked": 48, "coming": 32, "missed": 48}
"""The height of a row of each list; the order is that in which they get further rows."""

FIRST: Mapping[str, int] = {"next": 2, "parked": 2, "coming": 1, "missed": 1}
"""So many of each are shown before any gets more."""

MOST: Mapping[str, int] = {"next": 6, "parked": 4, "coming": 6, "missed": 3}
STANDING = frozenset({"next", "coming"})
"""Lists that are there also when nobody is on them, with a sentence."""


def fitting(lengths: Mapping[str, int], height: int = HEIGHT) -> Mapping[str, int]:
    """Return how many rows of each list are shown, given how long they are."""
    shown = {name: min(length, FIRST[name]) for name, length in lengths.items()}
    left = height - 2 * MORE - sum(_frame(name, length) for name, length in lengths.items())
    left -= sum(count * ROWS[name] for name, count in shown.items())
    growing = True
    while growing:
        growing = False
        for name, height_of_row in ROWS.items():
            wanted = min(lengths.get(name, 0), MOST[name])
            if shown.get(name, 0) < wanted and height_of_row <= left:
                shown[name] += 1
                left -= height_of_row
                growing = True
    return shown


def _frame(name: str, length: int) -> int:
    if length:
        return HEADING + AFTER
    return HEADING + ROWS["coming"] if name in STANDING else 0
