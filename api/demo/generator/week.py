"""Weeks written as people write them: `week(("mo", "08:00-12:00 13:00-18:00"))`."""

from __future__ import annotations

from datetime import time

from termin.offices import Stretch

DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")


def week(*rows: tuple[str, str]) -> tuple[Stretch, ...]:
    """Return the stretches of a week; each row names days ("mo fr") and times ("08:00-12:00")."""
    return tuple(
        Stretch(DAYS.index(day), minutes_of(times[:5]), minutes_of(times[6:]))
        for days, stretches in rows
        for day in days.split()
        for times in stretches.split()
    )


def minutes_of(clock: str) -> int:
    """Return the minutes after midnight of "09:30"."""
    told = time.fromisoformat(clock)
    return told.hour * 60 + told.minute
