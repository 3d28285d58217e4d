"""Two amounts for each of a few things, as lying bars under their names: planned and real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.plots.frame import LETTER, RIGHT, WIDTH, Key, Words, key, picture
from api.plots.svg import element, path
from api.plots.ticks import ticks

TOP, ROW, THICK = 40.0, 58.0, 13.0
LEFT = 12.0
ROOM = 70.0
"""Kept at the right for the figure behind the longest bar."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A thing with what was planned for it and what it really was."""

    name: str
    planned: float
    real: float
    planned_text: str
    real_text: str


def pairs(words: Words, found: Sequence[Pair], entries: Sequence[Key]) -> Markup:
    """Return the pairs below each other, each under its name, with the figures behind the bars."""
    height = TOP + ROW * len(found) + 8
    most = ticks(max((max(one.planned, one.real) for one in found), default=1.0))[-1]
    scale = (WIDTH - LEFT - RIGHT - ROOM) / most
    parts = [key(entries)]
    for place, one in enumerate(found):
        y = TOP + ROW * place
        letters = int((WIDTH - LEFT - RIGHT) / LETTER)
        name = one.name if len(one.name) <= letters else f"{one.name[: letters - 1]}…"
        parts += [
            element("text", name, class_="plot__text", x=LEFT, y=y + 14),
            *_bar("planned", one.planned * scale, one.planned_text, y + 20),
            *_bar("real", one.real * scale, one.real_text, y + 20 + THICK + 2),
        ]
    base = path([(LEFT, TOP), (LEFT, height - 8)])
    parts.append(element("path", class_="plot__grid", d=base))
    return picture(words, parts, WIDTH, height)


def _bar(look: str, long: float, text: str, y: float) -> list[Markup]:
    return [
        element("rect", class_=f"plot__{look}", x=LEFT, y=y, width=max(long, 1.0), height=THICK),
        element("text", text, class_="plot__text plot__small", x=LEFT + long + 6, y=y + 11),
    ]
