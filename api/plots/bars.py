"""Bars side by side in time, each a stack of parts, with what is usual as a line across each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from markupsafe import Markup

from api.plots.frame import Key, Plane, Words, axes, key, pattern_of, picture, scale_of
from api.plots.svg import element, path

GAP = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a stack: how it looks and how much it is."""

    look: str
    amount: float


@dataclass(frozen=True, slots=True)
class Group:
    """The stack of one stretch of time; `usual` is drawn across it."""

    start: datetime
    lasting: timedelta
    bars: tuple[Bar, ...]
    text: str
    usual: float | None = None

    @property
    def height(self) -> float:
        """All parts together."""
        return sum(bar.amount for bar in self.bars)


def bars(
    words: Words,
    groups: Sequence[Group],
    entries: Sequence[Key],
    start: datetime,
    end: datetime,
    zone: tzinfo,
) -> Markup:
    """Return the stacks from `start` to `end`."""
    marks = scale_of(
        [group.height for group in groups] + [group.usual or 0.0 for group in groups], whole=True
    )
    plane = Plane(start, end, marks[-1])
    parts = [key(entries), axes(plane, marks, words, zone)]
    parts += [_group(plane, group) for group in groups]
    return picture(words, parts)


def _group(plane: Plane, group: Group) -> Markup:
    left, right = plane.x(group.start) + GAP, plane.x(group.start + group.lasting) - GAP
    parts, below = [element("title", group.text)], 0.0
    for bar in group.bars:
        if bar.amount:
            top, bottom = plane.y(below + bar.amount), plane.y(below)
            parts.append(
                element(
                    "rect",
                    class_=f"plot__{bar.look}",
                    x=left,
                    y=top,
                    width=right - left,
                    height=bottom - top,
                    fill=pattern_of(bar.look),
                )
            )
            below += bar.amount
    if group.usual is not None:
        y = plane.y(group.usual)
        across = path([(left - GAP, y), (right + GAP, y)])
        # On a bar the line needs an edge of its own to be seen.
        parts += [
            element("path", class_="plot__usual-edge", d=across),
            element("path", class_="plot__usual", d=across),
        ]
    return element("g", *parts)
