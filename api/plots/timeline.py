"""A day of many counters: rows of blocks under one clock, and above them how many wait.

Two pictures beside each other, so that the names of the rows stay when the day is moved sideways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from markupsafe import Markup

from api.plots.frame import LETTER, Key, Words, cross, key, pattern_of, picture
from api.plots.steps import Step
from api.plots.svg import element, path
from api.plots.ticks import hours

NAMES, LEFT, RIGHT = 92.0, 26.0, 26.0
KEY, CLOCK, CROWD, ROW = 52.0, 26.0, 76.0, 46.0
PRESENT = 20.0
"""What the word of the present needs above the rows where nobody waited."""
THICK, THIN = 26.0, 9.0
_SIZES = (("plot__small", 7.6), ("plot__tiny", 6.0))
"""How wide a letter is in each size."""


class Look(StrEnum):
    """What a block is, and how it looks."""

    PLANNED = "shift"
    PAUSE = "pause"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch in a row; `label` is written into it where there is room, `text` is told on it."""

    look: Look
    start: datetime
    end: datetime
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A counter's day; blocks are drawn in their order, later ones on top."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    start: datetime
    end: datetime
    width: float
    crowd: float
    rows: int
    present: bool = False

    def x(self, at: datetime) -> float:
        share = (at - self.start).total_seconds() / (self.end - self.start).total_seconds()
        return LEFT + min(1.0, max(0.0, share)) * (self.width - LEFT - RIGHT)

    @property
    def top(self) -> float:
        return KEY + CLOCK

    @property
    def first_row(self) -> float:
        return self.top + (CROWD if self.crowd else PRESENT if self.present else 0)

    @property
    def height(self) -> float:
        return self.first_row + self.rows * ROW + 6


def timeline(
    words: Words,
    rows: Sequence[Row],
    crowd: Sequence[Step],
    entries: Sequence[Key],
    start: datetime,
    end: datetime,
    now: datetime | None,
    zone: tzinfo,
    *,
    minute: float,
    names: tuple[str, str, str],
) -> Markup:
    """Return the day from `start` to `end`, `minute` pixels for each minute.

    `now` is marked with a line, if it is given; `names` are the words for those who wait, for the
    rows, and for the present.
    """
    width = max(640.0, LEFT + RIGHT + minute * (end - start).total_seconds() / 60)
    present = now is not None and start <= now <= end
    most = max((step.count for step in crowd), default=0)
    sheet = _Sheet(start, end, width, most, len(rows), present)
    parts = [key(entries, width, LEFT), _clock(sheet, words, zone)]
    if sheet.crowd:
        parts.append(_crowd(sheet, crowd, min(end, now or end)))
    parts += [_row(sheet, row, place) for place, row in enumerate(rows)]
    if now is not None and present:
        parts.append(_now(sheet, now, f"{names[2]} {words.clock(now)}"))
    return _names(sheet, rows, names) + picture(words, parts, width, sheet.height, exact=True)


def _names(sheet: _Sheet, rows: Sequence[Row], names: tuple[str, str, str]) -> Markup:
    """Return the names of the rows as a picture of their own; who hears the page has the table."""
    letters = int((NAMES - 8) / LETTER)
    told = [(names[1], sheet.top - 8)]
    if sheet.crowd:
        told.append((names[0], sheet.first_row - 16))
    told += [(row.name, sheet.first_row + place * ROW + 28) for place, row in enumerate(rows)]
    parts = [
        element(
            "text",
            name if len(name) <= letters else f"{name[: letters - 1]}…",
            class_="plot__text plot__muted" if place == 0 else "plot__text",
            x=10.0,
            y=y,
        )
        for place, (name, y) in enumerate(told)
    ]
    parts += [
        element("path", class_="plot__grid", d=path([(0, y), (NAMES, y)]))
        for y in (sheet.first_row + place * ROW for place in range(len(rows)))
    ]
    return element(
        "svg",
        *parts,
        class_="plot-names",
        viewBox=f"0 0 {NAMES:.0f} {sheet.height:.0f}",
        width=NAMES,
        height=sheet.height,
        aria_hidden="true",
        focusable="false",
    )


def _clock(sheet: _Sheet, words: Words, zone: tzinfo) -> Markup:
    parts = []
    for at in hours(sheet.start, sheet.end, zone, most=max(6, int(sheet.width / 90))):
        x = sheet.x(at)
        line = path([(x, sheet.top), (x, sheet.height)])
        parts += [
            element("path", class_="plot__grid", d=line),
            element(
                "text",
                words.clock(at),
                class_="plot__text plot__text--middle",
                x=x,
                y=sheet.top - 8,
            ),
        ]
    return element("g", *parts)


def _crowd(sheet: _Sheet, crowd: Sequence[Step], until: datetime) -> Markup:
    ground, room = sheet.first_row - 10, CROWD - 36
    corners: list[tuple[float, float]] = []
    before = 0
    for step in crowd:
        x = sheet.x(step.at)
        for count in (before, step.count):
            corners.append((x, ground - room * count / sheet.crowd))
        before = step.count
    corners.append((sheet.x(until), ground - room * before / sheet.crowd))
    closed = [(corners[0][0], ground), *corners, (corners[-1][0], ground)]
    top = max(crowd, key=lambda step: step.count)
    return element(
        "g",
        element("path", class_="plot__area", d=path(closed, closed=True)),
        element("path", class_="plot__line", d=path(corners)),
        element(
            "text",
            str(top.count),
            class_="plot__text plot__strong plot__text--middle",
            x=sheet.x(top.at),
            y=ground - room - 4,
        ),
    )


def _row(sheet: _Sheet, row: Row, place: int) -> Markup:
    y = sheet.first_row + place * ROW
    edge = path([(0, y), (sheet.width, y)])
    return element(
        "g",
        element("path", class_="plot__grid", d=edge),
        *[_block(sheet, block, y) for block in row.blocks],
    )


def _block(sheet: _Sheet, block: Block, y: float) -> Markup:
    left, right = sheet.x(block.start), sheet.x(block.end)
    if block.look is Look.MISSED:
        return element("g", element("title", block.text), cross(right, y + 6 + THICK / 2))
    top, thick = {
        Look.PLANNED: (y + 3, ROW - 6),
        Look.PARKED: (y + 6 + THICK + 2, THIN),
    }.get(block.look, (y + 6, THICK))
    wide = max(2.0, right - left)
    parts = [
        element("title", block.text),
        element(
            "rect",
            class_=f"plot__{block.look.value}",
            x=left,
            y=top,
            width=wide,
            height=thick,
            rx=2.0,
            fill=pattern_of(block.look.value),
        ),
    ]
    size = _size(block.label, wide)
    if size:
        parts.append(
            element(
                "text",
                block.label,
                class_=f"plot__text {size} plot__text--middle plot__on-{block.look.value}",
                x=left + wide / 2,
                y=top + thick / 2 + 4.5,
            )
        )
    return element("g", *parts)


def _size(label: str, wide: float) -> str:
    """Return in which size a label fits into its block; empty: in none, never a part of it."""
    for size, letter in _SIZES:
        if label and wide >= len(label) * letter + 3:
            return size
    return ""


def _now(sheet: _Sheet, now: datetime, text: str) -> Markup:
    x = sheet.x(now)
    side = "plot__text--end" if x > sheet.width - 110 else ""
    return element(
        "g",
        element("path", class_="plot__now", d=path([(x, sheet.top - 4), (x, sheet.height)])),
        element(
            "text",
            text,
            class_=f"plot__text plot__strong {side}".strip(),
            x=x + (-5 if side else 5),
            y=sheet.top + 12,
        ),
        id="jetzt",
    )
