"""The working days of a plan as a table of people and dates: shift, breaks, and what they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from api.manager.plan_table import clock
from termin.planning.shifts import PlannedShift


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when somebody does something; without a name it is back office."""

    start: time
    end: time
    name: str = ""


@dataclass(frozen=True, slots=True)
class Workday:
    """A cell: the shift, its breaks, minutes of back office, and the tasks in order."""

    start: time
    end: time
    breaks: tuple[Stretch, ...]
    back_office: int
    tasks: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A stretch in which somebody is elsewhere than before; without a name it is back office."""

    start: time
    end: time
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Person:
    """A row: who works, how many minutes in the week, and their days."""

    name: str
    work: int
    days: tuple[Workday | None, ...]


@dataclass(frozen=True, slots=True)
class ShiftTable:
    """People in rows, dates in columns."""

    dates: tuple[date, ...]
    people: tuple[Person, ...]


def shift_rows(
    shifts: Sequence[PlannedShift], office: int, clerks: Mapping[int, str]
) -> ShiftTable:
    """Return the working days of an office, people by name."""
    mine = [one for one in shifts if one.office == office]
    dates = tuple(sorted({one.on for one in mine}))
    found = {(one.clerk, one.on): one for one in mine}
    people = sorted({one.clerk for one in mine}, key=lambda who: (clerks.get(who, ""), who))
    return ShiftTable(
        dates,
        tuple(
            Person(
                clerks.get(who, ""),
                sum(one.work for one in mine if one.clerk == who),
                tuple(workday(found.get((who, on))) for on in dates),
            )
            for who in people
        ),
    )


def moves_of(before: PlannedShift | None, after: PlannedShift | None) -> tuple[Move, ...]:
    """Return when somebody who works at both times is elsewhere, by time."""
    if before is None or after is None:
        return ()
    tasks = [*before.tasks, *after.tasks]
    edges = sorted({edge for one in tasks for edge in (one.start, one.end)})
    found: list[tuple[int, int, str, str]] = []
    for start, end in pairwise(edges):
        old, new = _place(before, start), _place(after, start)
        if old is None or new is None or old == new:
            continue
        touches = found and found[-1][1:] == (start, old, new)
        found.append((found.pop()[0] if touches else start, end, old, new))
    return tuple(Move(clock(start), clock(end), old, new) for start, end, old, new in found)


def _place(shift: PlannedShift, minute: int) -> str | None:
    return next((one.name for one in shift.tasks if one.start <= minute < one.end), None)


def workday(shift: PlannedShift | None) -> Workday | None:
    """Return a working day as it is shown; None where there is none."""
    if shift is None:
        return None
    return Workday(
        clock(shift.start),
        clock(shift.end),
        tuple(Stretch(clock(start), clock(end)) for start, end in shift.breaks),
        shift.back_office,
        tuple(Stretch(clock(one.start), clock(one.end), one.name) for one in shift.tasks),
    )
