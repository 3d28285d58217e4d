"""A board as a picture that fills a terminal: as large as it can be, at 80 by 24 too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from api.terminal.letters import can_draw, height, large, width
from api.terminal.lines import ASK, EMPTY, call_of, clock, figures_of, stale_of
from display.wire import SeenBoard, SeenCall

LARGEST_SCALE = 6
ARROW = " → "
FRESH = 8.0
"""Seconds for which a new call stands out."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to draw: the board, the office's time now, and since when it is not current."""

    name: str
    board: SeenBoard | None
    now: datetime | None
    stale_since: datetime | None


def picture(scene: Scene, columns: int, rows: int) -> Text:
    """Return exactly `rows` lines of at most `columns` signs; the last one has no line end."""
    if scene.board is None:
        return _whole([_centred("Verbindung wird aufgebaut …", columns)], columns, rows)
    top = [_head(scene, columns)]
    if scene.stale_since is not None and scene.now is not None:
        top += _stale(scene.stale_since, scene.now, columns)
    foot = Text(figures_of(scene.board), style="bold", no_wrap=True)
    room = rows - len(top) - 2
    body = _calls(scene.board.calls, scene, columns, room)
    filling = [Text()] * max(0, room - len(body))
    return _whole([*top, *body, *filling, Text(), foot], columns, rows)


def _head(scene: Scene, columns: int) -> Text:
    time = clock(scene.now) if scene.now else ""
    name = scene.name[: max(0, columns - len(time) - 1)]
    gap = " " * max(1, columns - len(name) - len(time))
    return Text.assemble((name, "bold"), gap, (time, "bold"))


def _stale(since: datetime, now: datetime, columns: int) -> list[Text]:
    said = Text(stale_of(since, now).center(columns), style="bold white on red")
    return [Text(), said, _centred(ASK, columns), Text()]


def _calls(calls: Sequence[SeenCall], scene: Scene, columns: int, room: int) -> list[Text]:
    if not calls:
        return [Text()] * (room // 2) + [_centred(EMPTY, columns)]
    scale = _scale(calls, columns, room)
    if scale == 0:
        return [Text(call_of(call), style=_style(call, scene)) for call in calls[:room]]
    each = height(scale)
    shown = min(len(calls), max(1, room // each))
    rest = calls[shown:]
    if rest:
        shown = max(1, (room - 1) // each)
        rest = calls[shown:]
    spare = room - shown * each - bool(rest)
    gap = min(2, spare // shown)
    widest = max(width(call.number, scale) for call in calls[:shown])
    lines: list[Text] = []
    for call in calls[:shown]:
        lines += _large(call, scale, widest, columns, _style(call, scene))
        lines += [Text()] * gap
    if rest:
        others = "Weiter: " + " · ".join(call_of(call) for call in rest)
        lines.append(Text(others[:columns]))
    return lines


def _scale(calls: Sequence[SeenCall], columns: int, room: int) -> int:
    """Return the largest scale at which all calls fit, 1 where only some do, 0 where none does."""
    if not all(can_draw(call.number) for call in calls):
        return 0
    for scale in range(LARGEST_SCALE, 0, -1):
        wide = max(
            width(call.number, scale) + len(ARROW) + _least(call.counter, scale) for call in calls
        )
        if wide <= columns and (height(scale) * len(calls) <= room or scale == 1):
            return scale if height(scale) + 1 <= room else 0
    return 0


def _least(counter: str, scale: int) -> int:
    """Return the columns a counter's name needs: half as large as the number where it is short."""
    return width(counter, (scale + 1) // 2) if len(counter) <= 3 else min(len(counter), 24)


def _large(call: SeenCall, scale: int, number_width: int, columns: int, style: str) -> list[Text]:
    left = columns - number_width - len(ARROW)
    number = large(call.number, scale)
    middle = len(number) // 2
    counter = _counter(call.counter, scale, left, len(number))
    return [
        Text.assemble(
            (line.ljust(number_width), style),
            ARROW if row == middle else " " * len(ARROW),
            (counter[row], style),
        )
        for row, line in enumerate(number)
    ]


def _counter(name: str, scale: int, columns: int, lines: int) -> list[str]:
    """Return a counter's name, large where it fits, in the middle of so many lines."""
    sizes = [size for size in range(scale, 0, -1) if width(name, size) <= columns]
    drawn = large(name, sizes[0]) if sizes and can_draw(name) else [name[:columns]]
    above = (lines - len(drawn)) // 2 if len(drawn) > 1 else lines // 2
    return [""] * above + drawn + [""] * (lines - above - len(drawn))


def _style(call: SeenCall, scene: Scene) -> str:
    if scene.stale_since is not None or scene.now is None:
        return "dim"
    fresh = (scene.now - call.since).total_seconds() <= FRESH
    return "bold black on yellow" if fresh else "bold"


def _centred(text: str, columns: int) -> Text:
    return Text(text[:columns].center(columns))


def _whole(lines: Sequence[Text], columns: int, rows: int) -> Text:
    kept = [line.copy() for line in lines[:rows]]
    for line in kept:
        line.truncate(columns)
    kept += [Text()] * (rows - len(kept))
    return Text("\n", no_wrap=True, end="").join(kept)
