"""Which starts are free, and which counter takes one: the one place that offers and judges.

Nothing here knows what the free time is for. The caller gives one `Lane` for each published duty,
with what is left of it for a channel, and asks: which starts (`starts`), who takes this one
(`fit`), which of them break the day least (`rank`) and which few to show (`shortlist`). All starts
lie on the grid, and lengths are rounded up to whole grid steps. `runs.py` and `city.py` answer the
first question for a whole city, and always agree with `starts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from termin.capacity.grid import GRID, at_mark, cells, mark_from, mark_until
from termin.capacity.skills import Able
from termin.interval import Interval, union


@dataclass(frozen=True, slots=True)
class Lane:
    """What is free of one published duty: where, with which skills (None: with every skill), when.

    `free` is kept sorted and joined where its parts touch.
    """

    duty: int
    counter: int
    skills: Able
    free: tuple[Interval, ...]

    def __post_init__(self) -> None:
        if any(one.end >= other.start for one, other in pairwise(self.free)):
            object.__setattr__(self, "free", union(self.free))

    def serves(self, required: frozenset[int]) -> bool:
        """Whether who stands there has all the required skills."""
        return self.skills is None or required <= self.skills


def starts(
    lanes: Iterable[Lane],
    minutes: int,
    required: frozenset[int],
    not_before: datetime,
    grid: int = GRID,
) -> tuple[datetime, ...]:
    """Every start on the grid, from `not_before` on, that at least one lane can take; by time."""
    needed = cells(minutes, grid)
    marks = {
        mark
        for gap in _gaps(lanes, required, not_before, grid)
        for mark in range(gap.first, gap.last - needed + 1)
    }
    return tuple(at_mark(mark, grid) for mark in sorted(marks))


def fit(
    lanes: Iterable[Lane],
    start: datetime,
    minutes: int,
    required: frozenset[int],
    *,
    not_before: datetime | None = None,
    smallest: int | None = None,
    grid: int = GRID,
) -> Lane | None:
    """The lane that best takes this start; None exactly where `starts` does not offer it.

    Best is where the fewest minutes become useless, that is, remain beside it in gaps shorter than
    `smallest` minutes (the shortest service; if not given, `minutes`). Then who has the fewest
    skills, to spare those who can do more; then the tightest gap, to keep long ones whole; then the
    smallest counter id.
    """
    mark = mark_from(start, grid)
    if mark != mark_until(start, grid):
        return None
    needed = cells(minutes, grid)
    least = cells(smallest or minutes, grid)
    taking = (gap for gap in _gaps(lanes, required, not_before, grid) if gap.takes(mark, needed))
    best = min(taking, key=lambda gap: gap.burden(mark, needed, least), default=None)
    return best.lane if best else None


def rank(
    lanes: Iterable[Lane],
    starts: Iterable[datetime],
    minutes: int,
    smallest: int,
    *,
    required: frozenset[int] = frozenset(),
    not_before: datetime | None = None,
    grid: int = GRID,
) -> tuple[datetime, ...]:
    """The starts that leave no gap shorter than `smallest` minutes, then the others, each by time.

    Starts that no lane can take (any more) are left out.
    """
    waste = _waste(
        lanes, starts, minutes, smallest, required=required, not_before=not_before, grid=grid
    )
    return tuple(sorted(waste, key=lambda start: (waste[start] > 0, start)))


def shortlist(
    lanes: Iterable[Lane],
    starts: Iterable[datetime],
    minutes: int,
    smallest: int,
    most: int = 8,
    *,
    required: frozenset[int] = frozenset(),
    not_before: datetime | None = None,
    noon: datetime | None = None,
    grid: int = GRID,
) -> tuple[datetime, ...]:
    """At most `most` starts of one day to show, by time, of the morning and of the afternoon.

    Each half of the day (before and from `noon`; if not given, the middle between the first and
    the last start) gets half of the places, unless it has fewer starts. Within a half, starts that
    leave no useless gap go first; among these the earliest of the day, then always the one farthest
    from those chosen. Starts that no lane can take are left out.
    """
    waste = _waste(
        lanes, starts, minutes, smallest, required=required, not_before=not_before, grid=grid
    )
    if not waste:
        return ()
    noon = noon or min(waste) + (max(waste) - min(waste)) / 2
    halves = [{s for s in waste if s < noon}, {s for s in waste if s >= noon}]
    chosen: list[datetime] = []
    while len(chosen) < most and any(halves):
        for half in halves:
            if half and len(chosen) < most:
                best = min(half, key=lambda s: (waste[s] > 0, -_distance(s, chosen), s))
                half.remove(best)
                chosen.append(best)
    return tuple(sorted(chosen))


@dataclass(frozen=True, slots=True)
class _Gap:
    """Free time of a lane from one mark of the grid to another."""

    lane: Lane
    first: int
    last: int

    def takes(self, mark: int, needed: int) -> bool:
        return self.first <= mark and mark + needed <= self.last

    def waste(self, mark: int, needed: int, least: int) -> int:
        """Steps that remain beside it in rests shorter than `least`."""
        before, after = mark - self.first, self.last - mark - needed
        return (before if before < least else 0) + (after if after < least else 0)

    def burden(self, mark: int, needed: int, least: int) -> tuple[int, float, int, int, int]:
        """What taking it costs the day, the lightest first."""
        skills = self.lane.skills
        breadth = float("inf") if skills is None else len(skills)
        length = self.last - self.first
        lane = self.lane
        return self.waste(mark, needed, least), breadth, length, lane.counter, lane.duty


def _gaps(
    lanes: Iterable[Lane], required: frozenset[int], not_before: datetime | None, grid: int
) -> Iterator[_Gap]:
    """The free time of the lanes that have the skills, as far as it is on the grid and ahead."""
    for lane in lanes:
        if lane.serves(required):
            for free in lane.free:
                begin = free.start if not_before is None else max(free.start, not_before)
                yield _Gap(lane, mark_from(begin, grid), mark_until(free.end, grid))


def _waste(
    lanes: Iterable[Lane],
    starts: Iterable[datetime],
    minutes: int,
    smallest: int,
    *,
    required: frozenset[int],
    not_before: datetime | None,
    grid: int,
) -> dict[datetime, int]:
    """For each start that a lane can take, the steps made useless where that is least."""
    needed, least = cells(minutes, grid), cells(smallest, grid)
    gaps = list(_gaps(lanes, required, not_before, grid))
    waste: dict[datetime, int] = {}
    for start in starts:
        mark = mark_from(start, grid)
        if mark == mark_until(start, grid):
            found = [gap.waste(mark, needed, least) for gap in gaps if gap.takes(mark, needed)]
            if found:
                waste[start] = min(found)
    return waste


def _distance(start: datetime, chosen: Sequence[datetime]) -> timedelta:
    return min((abs(start - other) for other in chosen), default=timedelta())
