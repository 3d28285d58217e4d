"""Where the words of a map stand, so that they cover neither each other nor what they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.plots.frame import LETTER

HIGH = 18.0
"""Units of the picture that a line of text takes."""

GAP = 12.0
"""Between a spot's middle and its words."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: Box) -> float:
        """Return the area that two boxes share."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0

    @property
    def area(self) -> float:
        """Its area."""
        return (self.right - self.left) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place: x where they begin, end or have their middle (`anchor`), y their line."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box


Point = tuple[float, float]


def placed(
    spots: Sequence[tuple[Point, str]], lines: Sequence[tuple[Point, Point]], frame: Box
) -> tuple[Label, ...]:
    """Return a label for each spot, in their order; the best of eight places around it.

    Each is put where it shares least with spots, lines, labels before it and the outside; so words
    overlap only where there is no room at all.
    """
    taken = [_around(point, 9.0) for point, _ in spots]
    taken += [box for line in lines for box in _along(*line)]
    found: list[Label] = []
    for place, (point, text) in enumerate(spots):
        others = [box for number, box in enumerate(taken) if number != place]
        others += [label.box for label in found]
        best = min(
            enumerate(_places(point, text)),
            key=lambda one: (round(_cost(one[1].box, others, frame), 3), one[0]),
        )
        found.append(best[1])
    return tuple(found)


def _cost(box: Box, others: Sequence[Box], frame: Box) -> float:
    outside = box.area - box.shared(frame)
    return 10 * outside + sum(box.shared(other) for other in others)


def _places(point: Point, text: str) -> tuple[Label, ...]:
    x, y = point
    return tuple(
        _label(text, x + across, y + down, anchor)
        for across, down, anchor in (
            (GAP, 5.0, "start"),
            (-GAP, 5.0, "end"),
            (0.0, -GAP, "middle"),
            (0.0, GAP + 11, "middle"),
            (GAP - 4, -GAP + 3, "start"),
            (GAP - 4, GAP + 9, "start"),
            (-GAP + 4, -GAP + 3, "end"),
            (-GAP + 4, GAP + 9, "end"),
        )
    )


def _label(text: str, x: float, y: float, anchor: str) -> Label:
    wide = len(text) * LETTER
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    return Label(text, x, y, anchor, Box(left, y - HIGH + 4, left + wide, y + 4))


def _around(point: Point, far: float) -> Box:
    return Box(point[0] - far, point[1] - far, point[0] + far, point[1] + far)


def _along(start: Point, end: Point) -> list[Box]:
    """Return small boxes along a line, less in the way than spots and words are."""
    wide, high = end[0] - start[0], end[1] - start[1]
    steps = max(1, int((wide**2 + high**2) ** 0.5 // 12))
    return [
        _around((start[0] + wide * step / steps, start[1] + high * step / steps), 2.0)
        for step in range(1, steps)
    ]
