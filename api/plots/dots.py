"""One mark for each person at the time of the call, as high as the minutes waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from markupsafe import Markup

from api.plots.frame import LEFT, RIGHT, Key, Plane, Words, axes, key, mark, picture, scale_of
from api.plots.svg import element, path


class Shape(StrEnum):
    """How a mark looks."""

    BOOKED = "dot-booked"
    WALK_IN = "dot-walk-in"


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark; `between` is drawn as a line behind it, `ringed` sets it off."""

    at: datetime
    amount: float
    shape: Shape
    text: str
    between: tuple[float, float] | None = None
    ringed: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A line across the whole plot, with its words."""

    amount: float
    text: str


def dots(
    words: Words,
    found: Sequence[Dot],
    limits: Sequence[Limit],
    entries: Sequence[Key],
    start: datetime,
    end: datetime,
    zone: tzinfo,
) -> Markup:
    """Return the marks with the limits they are held against."""
    marks = scale_of(_heights(found, limits), whole=True)
    plane = Plane(start, end, marks[-1])
    parts = [key(entries), axes(plane, marks, words, zone)]
    parts += [_limit(plane, limit, limits) for limit in limits]
    for dot in found:
        if dot.between:
            x, low, high = plane.x(dot.at), plane.y(dot.between[0]), plane.y(dot.between[1])
            parts.append(element("path", class_="plot__told", d=path([(x, low), (x, high)])))
    for dot in found:
        x, y = plane.x(dot.at), plane.y(dot.amount)
        ring = [element("circle", class_="plot__ring", cx=x, cy=y, r=8.0)] if dot.ringed else []
        parts.append(element("g", element("title", dot.text), *ring, mark(dot.shape.value, x, y)))
    return picture(words, parts)


def _heights(found: Sequence[Dot], limits: Sequence[Limit]) -> list[float]:
    """Return what the axis has to reach: the dots, and of all else what is not far above them."""
    highest = max((dot.amount for dot in found), default=0.0)
    near = max(2 * highest, 10.0)
    told = [min(dot.between[1], near) for dot in found if dot.between]
    return [highest, *told, *(limit.amount for limit in limits if limit.amount <= near)]


def _limit(plane: Plane, limit: Limit, limits: Sequence[Limit]) -> Markup:
    """Return a limit as a line; one far above everything is named at the upper edge."""
    inside = limit.amount <= plane.most
    above = [one for one in limits if one.amount > plane.most]
    y = plane.y(limit.amount)
    text = limit.text if inside else f"↑ {limit.text}"
    place = y - 5 if inside else y + 13 + 17 * above.index(limit)
    words = element(
        "text",
        text,
        class_="plot__text plot__promise-text plot__text--end",
        x=plane.width - RIGHT,
        y=place,
    )
    if not inside:
        return words
    across = path([(LEFT, y), (plane.width - RIGHT, y)])
    return element("g", element("path", class_="plot__promise", d=across), words)
