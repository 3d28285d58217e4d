"""A count that changes at certain instants, as a filled staircase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from markupsafe import Markup

from api.plots.frame import Plane, Words, axes, picture, scale_of
from api.plots.svg import element, path


@dataclass(frozen=True, slots=True)
class Step:
    """How many from an instant on."""

    at: datetime
    count: int


def steps(
    words: Words, found: Sequence[Step], start: datetime, end: datetime, zone: tzinfo
) -> Markup:
    """Return the staircase from `start` to `end`, with the highest step marked."""
    marks = scale_of((float(step.count) for step in found), whole=True)
    plane = Plane(start, end, marks[-1])
    line = staircase(plane, found, end)
    parts = [axes(plane, marks, words, zone)]
    if line:
        closed = [(line[0][0], plane.ground), *line, (line[-1][0], plane.ground)]
        parts += [
            element("path", class_="plot__area", d=path(closed, closed=True)),
            element("path", class_="plot__line", d=path(line)),
        ]
        top = max(found, key=lambda step: step.count)
        x, y = plane.x(top.at), plane.y(top.count)
        # Near the right edge the words stand to the left of the mark.
        side = "plot__text--end" if x > plane.width - 90 else ""
        parts += [
            element("circle", class_="plot__dot-top", cx=x, cy=y, r=4.5),
            element(
                "text",
                f"{top.count} ({words.clock(top.at)})",
                class_=f"plot__text plot__strong {side}".strip(),
                x=x + (-8 if side else 8),
                y=y - 8,
            ),
        ]
    return picture(words, parts)


def staircase(plane: Plane, found: Sequence[Step], until: datetime) -> list[tuple[float, float]]:
    """Return the corners of a staircase in a plane, up to `until`."""
    line: list[tuple[float, float]] = []
    before = 0
    for step in found:
        x = plane.x(step.at)
        line += [(x, plane.y(before)), (x, plane.y(step.count))]
        before = step.count
    if line:
        line.append((plane.x(until), plane.y(before)))
    return line
