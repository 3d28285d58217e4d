"""What all plots share: the picture with its words, the axes, the grid and the key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from markupsafe import Markup

from api.plots.svg import element, joined, path
from api.plots.ticks import hours, ticks, whole_ticks

WIDTH, HEIGHT = 720.0, 320.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 30.0, 62.0, 34.0
LETTER = 8.0
"""About how wide a letter of the plots' text is, in units of the picture."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a plot says: its title and description for those who hear it, and what the axis counts.

    `id` is the plot's own on the page; `clock` writes an instant as time of day.
    """

    id: str
    title: str
    description: str
    unit: str
    clock: Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the key: how something looks, and what it is."""

    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Plane:
    """Where values lie in the picture: time across, amounts upwards from 0 to `most`."""

    start: datetime
    end: datetime
    most: float
    width: float = WIDTH
    height: float = HEIGHT

    def x(self, at: datetime) -> float:
        """Return how far to the right an instant lies; those outside lie at the edge."""
        whole = (self.end - self.start).total_seconds()
        share = (at - self.start).total_seconds() / whole if whole else 0.0
        return LEFT + min(1.0, max(0.0, share)) * (self.width - LEFT - RIGHT)

    def y(self, amount: float) -> float:
        """Return how far down an amount lies; more than `most` lies at the top."""
        share = min(1.0, max(0.0, amount / self.most))
        return self.height - BOTTOM - share * (self.height - TOP - BOTTOM)

    @property
    def ground(self) -> float:
        """Where nothing lies."""
        return self.height - BOTTOM


def picture(
    words: Words,
    parts: Iterable[Markup],
    width: float = WIDTH,
    height: float = HEIGHT,
    *,
    exact: bool = False,
) -> Markup:
    """Return the whole picture with its title and description; `exact`: in pixels, never scaled."""
    return element(
        "svg",
        element("title", words.title, id=f"{words.id}-titel"),
        element("desc", words.description, id=f"{words.id}-beschreibung"),
        joined(parts),
        xmlns="http://www.w3.org/2000/svg",
        class_="plot plot--exact" if exact else "plot",
        width=width if exact else None,
        height=height if exact else None,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_labelledby=f"{words.id}-titel",
        aria_describedby=f"{words.id}-beschreibung",
        focusable="false",
    )


def scale_of(amounts: Iterable[float], *, whole: bool) -> tuple[float, ...]:
    """Return the marks of an axis that reaches all amounts."""
    most = max(amounts, default=0.0)
    return whole_ticks(most) if whole else ticks(most)


def axes(plane: Plane, marks: Sequence[float], words: Words, zone: tzinfo) -> Markup:
    """Return the grid with its numbers, the hours, and what is counted."""
    return joined([*_amounts(plane, marks, words), *_hours(plane, words, zone)])


def amount_axis(plane: Plane, marks: Sequence[float], words: Words) -> Markup:
    """Return the grid with its numbers and what is counted."""
    return joined(_amounts(plane, marks, words))


def key(entries: Iterable[Key], width: float = WIDTH, left: float = LEFT) -> Markup:
    """Return the key above the plot, in as many lines as it needs (two have room)."""
    parts, x, line = [], left, 0
    for entry in entries:
        wide = 30 + len(entry.text) * LETTER
        if x + wide > width and x > left:
            x, line = left, line + 1
        y = 14.0 + line * 20
        parts += [
            sample(entry.look, x, y),
            element("text", entry.text, class_="plot__text", x=x + 26, y=y + 5),
        ]
        x += wide + 14
    return joined(parts)


def sample(look: str, x: float, y: float) -> Markup:
    """Return a small piece of what a series looks like."""
    if look in _LINES:
        return element("path", class_=f"plot__{look}", d=path([(x, y), (x + 20, y)]))
    if look in ("dot-booked", "dot-walk-in"):
        return mark(look, x + 10, y)
    if look == "ring":
        return element("circle", class_="plot__ring", cx=x + 10, cy=y, r=8.0)
    if look == "missed":
        return cross(x + 10, y)
    return element(
        "rect", class_=f"plot__{look}", x=x, y=y - 7, width=20.0, height=14.0, fill=pattern_of(look)
    )


_LINES = frozenset({"promise", "usual", "told", "now", "line"})


def mark(look: str, x: float, y: float, size: float = 5.0) -> Markup:
    """Return a dot: a disc for appointments, a diamond for those without."""
    if look == "dot-booked":
        return element("circle", class_="plot__dot-booked", cx=x, cy=y, r=size)
    around = [(x, y - size - 1), (x + size + 1, y), (x, y + size + 1), (x - size - 1, y)]
    return element("path", class_="plot__dot-walk-in", d=path(around, closed=True))


def cross(x: float, y: float) -> Markup:
    """Return the mark of a call that nobody answered."""
    return element(
        "g",
        element("circle", class_="plot__missed-ground", cx=x, cy=y, r=7.5),
        element("path", class_="plot__missed", d=f"M{x - 3.5:.1f} {y - 3.5:.1f}l7 7m0 -7l-7 7"),
    )


def pattern_of(look: str) -> str | None:
    """Return what fills a look that is hatched."""
    return {
        "bar-walk-in": "url(#muster-schraeg)",
        "pause": "url(#muster-kreuz)",
        "parked": "url(#muster-schraeg)",
        "late": "url(#muster-kreuz)",
    }.get(look)


def patterns() -> Markup:
    """Return the hatchings that plots refer to; once on a page, before the first plot."""
    return element(
        "svg",
        element(
            "defs",
            _pattern("muster-schraeg", "walk-in", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
            _pattern("muster-kreuz", "rest", "M0 8L8 0M0 0L8 8"),
        ),
        class_="plot-patterns",
        aria_hidden="true",
        focusable="false",
        width="0",
        height="0",
    )


def _pattern(name: str, look: str, lines: str) -> Markup:
    return element(
        "pattern",
        element("rect", class_=f"plot__{look}-ground", width="8", height="8"),
        element("path", class_=f"plot__{look}-lines", d=lines),
        id=name,
        width="8",
        height="8",
        patternUnits="userSpaceOnUse",
    )


def _amounts(plane: Plane, marks: Sequence[float], words: Words) -> Iterable[Markup]:
    for amount in marks:
        y = plane.y(amount)
        yield element("path", class_="plot__grid", d=path([(LEFT, y), (plane.width - RIGHT, y)]))
        yield element(
            "text", _number(amount), class_="plot__text plot__text--end", x=LEFT - 8, y=y + 5
        )
    yield element("text", words.unit, class_="plot__text plot__muted", x=4.0, y=TOP - 16)


def _hours(plane: Plane, words: Words, zone: tzinfo) -> Iterable[Markup]:
    for at in hours(plane.start, plane.end, zone):
        x = plane.x(at)
        yield element(
            "path", class_="plot__tick", d=path([(x, plane.ground), (x, plane.ground + 5)])
        )
        yield element(
            "text",
            words.clock(at),
            class_="plot__text plot__text--middle",
            x=x,
            y=plane.ground + 22,
        )


def _number(amount: float) -> str:
    return f"{amount:.0f}" if amount == int(amount) else f"{amount:.1f}".replace(".", ",")
