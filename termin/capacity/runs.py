"""Free starts of one office-day as run lengths in numpy: what `slots.starts` says, much faster.

A day is a row of cells of one grid step; each cell holds how many free cells follow without a
break, itself included, so a start for k cells is wherever the number is k or more. There is one row
for each set of skills that somebody has on that day. `city.py` stacks such days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import numpy as np
from numpy.typing import NDArray

from termin.capacity.grid import at_mark, cells, mark_from, mark_until
from termin.capacity.skills import Able
from termin.capacity.slots import Lane
from termin.interval import Interval


@dataclass(frozen=True, eq=False, slots=True)
class DayRuns:
    """One office-day: `runs[s, c]` is the longest free run from cell c on with skills s.

    `first` is the mark of the first cell on the grid; `runs` has the shape (skill sets, cells of
    the day) and is never written after it was built. A run is one lane's: neighbouring runs of two
    lanes do not add up, since nobody changes counters in the middle.
    """

    first: int
    signatures: tuple[Able, ...]
    runs: NDArray[np.uint16]

    @classmethod
    def of(cls, lanes: Iterable[Lane], bounds: Interval) -> Self:
        """The runs of these lanes within the day's bounds; time outside is cut off.

        Refuses bounds that are not on the grid (ValueError).
        """
        first, last = mark_from(bounds.start), mark_until(bounds.end)
        if at_mark(first) != bounds.start or at_mark(last) != bounds.end:
            raise ValueError(f"a day starts and ends on the grid: {bounds.start} to {bounds.end}")
        rows: dict[Able, NDArray[np.uint16]] = {}
        for lane in lanes:
            for free in lane.free:
                start = max(mark_from(free.start), first) - first
                end = min(mark_until(free.end), last) - first
                if start < end:
                    if lane.skills not in rows:
                        rows[lane.skills] = np.zeros(last - first, np.uint16)
                    stretch = rows[lane.skills][start:end]
                    countdown = np.arange(1, end - start + 1, dtype=np.uint16)[::-1]
                    np.maximum(stretch, countdown, out=stretch)
        empty = np.zeros((0, last - first), np.uint16)
        runs = np.stack(list(rows.values())) if rows else empty
        runs.setflags(write=False)
        return cls(first, tuple(rows), runs)

    def longest(self, required: frozenset[int]) -> NDArray[np.uint16]:
        """For each cell the longest free run from there with somebody who has these skills."""
        able = [
            row
            for row, skills in enumerate(self.signatures)
            if skills is None or required <= skills
        ]
        longest: NDArray[np.uint16] = self.runs[able].max(axis=0, initial=0)
        return longest

    def starts_mask(self, cells_needed: int, required: frozenset[int]) -> NDArray[np.bool_]:
        """For each cell whether `cells_needed` free cells start there with these skills."""
        return self.longest(required) >= _positive(cells_needed)

    def starts(
        self, minutes: int, required: frozenset[int], not_before: datetime
    ) -> tuple[datetime, ...]:
        """The same instants as `slots.starts` of the lanes it was built from."""
        mask = self.starts_mask(cells(minutes), required)
        mask[: max(0, mark_from(not_before) - self.first)] = False
        return tuple(at_mark(self.first + int(cell)) for cell in np.flatnonzero(mask))


def _positive(cells_needed: int) -> int:
    if cells_needed <= 0:
        raise ValueError(f"an appointment takes time: {cells_needed} cells")
    return cells_needed
