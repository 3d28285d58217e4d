"""How much of each list fits beside the person: one screen, nothing to scroll."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

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

LINE = 19
"""The height of each further line of a reason."""

SIGNS = 55
"""So many signs of a reason go on a line."""

FIRST: Mapping[str, int] = {"next": 2, "parked": 2, "coming": 1, "missed": 1}
"""So many of each are shown before any gets more."""

MOST: Mapping[str, int] = {"next": 6, "parked": 4, "coming": 6, "missed": 3}
STANDING = frozenset({"next", "coming"})
"""Lists that are there also when nobody is on them, with a sentence."""


def fitting(
    lengths: Mapping[str, int], height: int = HEIGHT, reasons: Sequence[str] = ()
) -> Mapping[str, int]:
    """Return how many rows of each list are shown, given how long they are.

    `reasons` are those of the first people who wait: a long one takes more lines.
    """

    def row(name: str, at: int) -> int:
        text = reasons[at] if name == "next" and at < len(reasons) else ""
        return ROWS[name] + LINE * (max(1, ceil(len(text) / SIGNS)) - 1)

    shown = {name: min(length, FIRST[name]) for name, length in lengths.items()}
    left = height - 2 * MORE - sum(_frame(name, length) for name, length in lengths.items())
    left -= sum(row(name, at) for name, count in shown.items() for at in range(count))
    growing = True
    while growing:
        growing = False
        for name in ROWS:
            wanted = min(lengths.get(name, 0), MOST[name])
            if shown.get(name, 0) < wanted and (further := row(name, shown[name])) <= left:
                shown[name] += 1
                left -= further
                growing = True
    return shown


def _frame(name: str, length: int) -> int:
    if length:
        return HEADING + AFTER
    return HEADING + ROWS["coming"] if name in STANDING else 0
