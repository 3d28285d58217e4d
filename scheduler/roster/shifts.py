"""The shifts that an office could have: all that the law allows, on a grid, with their breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.roster.problem import Pause, Shift

GRID = 30
MOST = 150
"""So many shifts are enough; with more of them none is ever missed, but the search is slower."""

SHORT = (240, 300, 360)
"""Minutes of work without a break (ArbZG § 4)."""
LONG = (360, 390, 420, 450, 480, 510, 540)
"""Minutes of work with half an hour of break; 540 are nine hours."""
LONGEST = 585
"""Nine and three quarter hours, with 45 minutes of break: on the grid, and below the ten of § 3."""

EARLIEST, LATEST = 11 * 60, 14 * 60
"""Between these a break begins, if that can be."""
STRETCH = 360


def legal_shifts(opens: int, closes: int, most: int = MOST) -> tuple[Shift, ...]:
    """Return shifts between two minutes of a day that keep ArbZG §§ 3 and 4, about `most` at most.

    They begin on half hours and take four to ten hours; breaks lie around noon. Where there would
    be too many, lengths that others come close to are left out, then breaks, then beginnings.
    """
    for lengths, breaks, step in (
        ((*SHORT, *LONG, LONGEST), 4, GRID),
        ((240, 300, 360, 420, 450, 480, 510, LONGEST), 3, GRID),
        ((240, 360, 450, 480, 510, LONGEST), 3, GRID),
        ((240, 360, 480, 510), 2, GRID),
        ((240, 360, 480), 2, 2 * GRID),
    ):
        found = tuple(_shifts(opens, closes, lengths, breaks, step))
        if len(found) <= most:
            return found
    return found


def _shifts(
    opens: int, closes: int, lengths: Sequence[int], breaks: int, step: int
) -> Iterator[Shift]:
    for start in range(-(-opens // GRID) * GRID, closes, step):
        for work in dict.fromkeys(lengths):
            if work in SHORT and start + work <= closes:
                yield _shift(start, work)
            pause = 45 if work > 540 else 30
            if work >= min(LONG) and start + work + pause <= closes:
                for at in _noons(start, start + work + pause, pause)[:breaks]:
                    yield _shift(start, work, Pause(at, pause))


def _noons(start: int, end: int, pause: int) -> list[int]:
    """Return when the break may begin: around noon first, on the grid, no stretch too long."""
    able = range(start + 120, end - pause - 120 + 1, GRID)
    lawful = [at for at in able if at - start <= STRETCH and end - at - pause <= STRETCH]
    middle = (start + end - pause) / 2
    return sorted(
        lawful, key=lambda at: (not EARLIEST <= at < LATEST, abs(at - middle) // 60, abs(at - 735))
    )


def _shift(start: int, work: int, *pauses: Pause) -> Shift:
    end = start + work + sum(pause.minutes for pause in pauses)
    name = f"{_clock(start)}-{_clock(end)}"
    if pauses:
        name += " " + " ".join(_clock(pause.start) for pause in pauses)
    return Shift(name, start, end, pauses)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
