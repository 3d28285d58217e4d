"""Agreed shifts as values of the scheduler, and whether the law allows them."""

from __future__ import annotations

from scheduler.roster.choices import legal
from scheduler.roster.problem import Pause, Shift
from termin.offices.agreement import AgreedShift

DAY = 24 * 60


def shift_of(agreed: AgreedShift) -> Shift:
    """Return an agreed shift, named as people write it."""
    pauses = tuple(Pause(start, end - start) for start, end in agreed.breaks)
    name = f"{_clock(agreed.start)}-{_clock(agreed.end)}"
    return Shift(
        " ".join([name, *(_clock(one.start) for one in pauses)]), agreed.start, agreed.end, pauses
    )


def why_not(agreed: AgreedShift) -> str:
    """Return why a shift cannot be agreed on, in a sentence; nothing if it can."""
    spans = sorted(agreed.breaks)
    edges = [agreed.start, *(edge for span in spans for edge in span), agreed.end]
    if edges != sorted(edges) or agreed.start >= agreed.end or agreed.end > DAY:
        return "Die Zeiten passen nicht zueinander."
    if any(edge % 5 for edge in edges):
        return "Bitte geben Sie Zeiten auf fünf Minuten genau an."
    shift = shift_of(agreed)
    if not legal(shift):
        return (
            "Erlaubt sind zehn Stunden am Tag, über sechs Stunden mit 30 und über neun mit 45 "
            "Minuten Pause, und nie mehr als sechs Stunden ohne Pause (ArbZG §§ 3 und 4)."
        )
    return ""


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
