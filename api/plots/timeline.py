"""A day of many counters: rows of blocks under one clock, and above them how many wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from markupsafe import Markup

from api.plots.frame import LETTER, Key, Words, key, pattern_of, picture
from api.plots.steps import Step
from api.plots.svg import element, path
from api.plots.ticks import hours

NAMES, RIGHT = 118.0, 20.0
KEY, CLOCK, CROWD, ROW = 52.0, 26.0, 64.0, 46.0
THICK, THIN = 26.0, 9.0
SMALL_LETTER = 7.6


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

    def x(self, at: datetime) -> float:
        share = (at - self.start).total_seconds() / (self.end - self.start).total_seconds()
        return NAMES + min(1.0, max(0.0, share)) * (self.width - NAMES - RIGHT)

    @property
    def top(self) -> float:
        return KEY + CLOCK

    @property
    def first_row(self) -> float:
        return self.top + (CROWD if self.crowd else 0)

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
    names: tuple[str, str],
) -> Markup:
    """Return the day from `start` to `end`, `minute` units of the picture for each minute.

    `now` is marked with a line, if it is given; `names` are the words for those who wait and for
    the present.
    """
    width = max(720.0, NAMES + RIGHT + minute * (end - start).total_seconds() / 60)
    sheet = _Sheet(start, end, width, max((s.count for s in crowd), default=0), len(rows))
    parts = [key(entries, width), _clock(sheet, words, zone)]
    if sheet.crowd:
        parts.append(_crowd(sheet, crowd, min(end, now or end), names[0]))
    parts += [_row(sheet, row, place) for place, row in enumerate(rows)]
    if now is not None and start <= now <= end:
        parts.append(_now(sheet, now, f"{names[1]} {words.clock(now)}"))
    return picture(words, parts, width, sheet.height)


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


def _crowd(sheet: _Sheet, crowd: Sequence[Step], until: datetime, name: str) -> Markup:
    ground, room = sheet.first_row - 10, CROWD - 24
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
        element("text", name, class_="plot__text", x=4.0, y=ground - 6),
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
    letters = int((NAMES - 8) / LETTER)
    name = row.name if len(row.name) <= letters else f"{row.name[: letters - 1]}…"
    return element(
        "g",
        element("path", class_="plot__grid", d=edge),
        element("text", name, class_="plot__text", x=4.0, y=y + 28),
        *[_block(sheet, block, y) for block in row.blocks],
    )


def _block(sheet: _Sheet, block: Block, y: float) -> Markup:
    left, right = sheet.x(block.start), sheet.x(block.end)
    if block.look is Look.MISSED:
        return _missed(block, right, y + 6 + THICK / 2)
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
    if block.label and wide >= len(block.label) * SMALL_LETTER + 4:
        parts.append(
            element(
                "text",
                block.label,
                class_=f"plot__text plot__small plot__text--middle plot__on-{block.look.value}",
                x=left + wide / 2,
                y=top + thick / 2 + 4.5,
            )
        )
    elif block.label and block.look is Look.SERVING and wide >= 12:
        x, middle = left + wide / 2, top + thick / 2
        parts.append(
            element(
                "text",
                block.label[-2:],
                class_="plot__text plot__tiny plot__text--middle plot__on-serving",
                x=x,
                y=middle + 4,
            )
        )
    return element("g", *parts)


def _missed(block: Block, x: float, y: float) -> Markup:
    cross = f"M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10"
    return element(
        "g",
        element("title", block.text),
        element("circle", class_="plot__missed-ground", cx=x, cy=y, r=9.0),
        element("path", class_="plot__missed", d=cross),
    )


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
