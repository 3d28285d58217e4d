"""Free starts of all offices over all days at once, kept current by replacing single days.

In memory, for one event loop, not for several threads. The first question for a set of skills
gathers its rows (tens of milliseconds for a city), each further one is a comparison of one array.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from termin.capacity.grid import GRID, at_mark, mark_from
from termin.capacity.runs import DayRuns

CELLS = 25 * 60 // GRID
"""Cells of the longest day, when the clocks go back by an hour."""

_NEVER = CELLS + 1  # more cells than any run has

OfficeDate = tuple[int, date]


@dataclass(frozen=True, eq=False, slots=True)
class FreeStarts:
    """The free starts of some office-days: `mask[d, c]` says whether one is at cell c of day d.

    Cell c of day d is the mark `first[d] + c` of the grid. The days are in no order.
    """

    days: tuple[OfficeDate, ...]
    first: NDArray[np.int64]
    mask: NDArray[np.bool_]

    def by_day(self) -> Iterator[tuple[date, int, tuple[datetime, ...]]]:
        """Date, office and starts of each day that has any, by date, then office."""
        found: list[int] = np.flatnonzero(self.mask.any(axis=1)).tolist()
        for row in sorted(found, key=lambda row: self.days[row][::-1]):
            office, on = self.days[row]
            yield on, office, self.starts_of(row)

    def starts_of(self, row: int) -> tuple[datetime, ...]:
        """The starts of one row, by time."""
        first = int(self.first[row])
        return tuple(at_mark(first + int(cell)) for cell in np.flatnonzero(self.mask[row]))

    def earliest(self, most: int = 5) -> tuple[tuple[datetime, int], ...]:
        """The `most` earliest starts with their offices; of the same time, smaller ids first."""
        if most < 1 or not self.mask.any():
            return ()
        # They lie in the days whose own first starts are the earliest.
        first_cell = self.mask.argmax(axis=1)
        found = np.flatnonzero(self.mask[np.arange(len(first_cell)), first_cell])
        opening = self.first[found] + first_cell[found]
        latest = np.sort(opening)[:most][-1]
        starts = sorted(
            (int(self.first[row] + cell), self.days[row][0])
            for row in found[opening <= latest]
            for cell in np.flatnonzero(self.mask[row])[:most]
        )
        return tuple((at_mark(mark), office) for mark, office in starts[:most])


class CityRuns:
    """The stack of all office-days: `replace` a day when its version changes, `find` its starts.

    `remembered` sets of skills are kept ready, the latest used (600 bytes a day each: 1.8 MB with
    50 offices and 60 days).
    """

    def __init__(self, remembered: int = 32) -> None:
        self._remembered = remembered
        self._row_of: dict[OfficeDate, int] = {}
        # One entry a row, dense: the last row takes the place of one that is dropped. The arrays
        # have room for more rows than are in use.
        self._days: list[OfficeDate] = []
        self._runs: list[DayRuns] = []
        self._where = np.zeros((3, 0), np.int64)  # office, ordinal of the date, first mark
        self._longest: OrderedDict[frozenset[int], NDArray[np.uint16]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._days)

    def day(self, office: int, on: date) -> DayRuns | None:
        """The runs of one office-day, if it is known."""
        row = self._row_of.get((office, on))
        return None if row is None else self._runs[row]

    def replace(self, office: int, on: date, runs: DayRuns) -> None:
        """Take these runs for the day from now on; refuses a day of over 25 hours (ValueError)."""
        if runs.runs.shape[1] > CELLS:
            raise ValueError(f"a day has at most {CELLS} cells: {runs.runs.shape[1]}")
        row = self._row_of.setdefault((office, on), len(self._days))
        if row == len(self._days):
            self._make_room(row + 1)
            self._days.append((office, on))
            self._runs.append(runs)
        self._runs[row] = runs
        self._where[:, row] = office, on.toordinal(), runs.first
        for required, longest in self._longest.items():
            _write(longest, row, runs, required)

    def drop(self, office: int, on: date) -> None:
        """Forget a day, because it is over or no longer open; an unknown one is no mistake."""
        row = self._row_of.pop((office, on), None)
        if row is None:
            return
        last_day, last_runs = self._days.pop(), self._runs.pop()
        last = len(self._days)
        if row != last:
            self._row_of[last_day] = row
            self._days[row], self._runs[row] = last_day, last_runs
            self._where[:, row] = self._where[:, last]
            for longest in self._longest.values():
                longest[row] = longest[last]

    def find(
        self,
        cells_needed: int | Mapping[int, int],
        required: frozenset[int],
        *,
        not_before: datetime | None = None,
        dates: tuple[date, date] | None = None,
    ) -> FreeStarts:
        """Where so many free cells start with these skills.

        `cells_needed` may differ by office: then it maps offices to cells, and only its offices are
        searched. `dates` are the first and the last day. Refuses less than one cell (ValueError).
        """
        count = len(self._days)
        longest = self._gathered(required)[:count]
        office, ordinal, first = self._where[:, :count]
        chosen = np.ones(count, np.bool_)
        if dates is not None:
            chosen &= (ordinal >= dates[0].toordinal()) & (ordinal <= dates[1].toordinal())
        if isinstance(cells_needed, Mapping):
            chosen &= np.isin(office, list(cells_needed))
        if chosen.all():
            days, first = tuple(self._days), first.copy()
        else:
            rows = np.flatnonzero(chosen)
            days = tuple(self._days[row] for row in rows)
            longest, office, first = longest[rows], office[rows], first[rows]
        mask = longest >= _threshold(cells_needed, office)
        if not_before is not None:
            past = np.clip(mark_from(not_before) - first, 0, CELLS)
            for row in np.flatnonzero(past):
                mask[row, : past[row]] = False
        return FreeStarts(days, first, mask)

    def _gathered(self, required: frozenset[int]) -> NDArray[np.uint16]:
        """The longest runs of every day with these skills, made at most once while remembered."""
        longest = self._longest.get(required)
        if longest is None:
            longest = np.zeros((self._where.shape[1], CELLS), np.uint16)
            for row, runs in enumerate(self._runs):
                _write(longest, row, runs, required)
            self._longest[required] = longest
            if len(self._longest) > self._remembered:
                self._longest.popitem(last=False)
        self._longest.move_to_end(required)
        return longest

    def _make_room(self, rows: int) -> None:
        """Let all arrays have at least so many rows, and a quarter more, so that it is rare."""
        more = rows - self._where.shape[1]
        if more > 0:
            more += rows // 4
            self._where = np.pad(self._where, ((0, 0), (0, more)))
            for required, longest in self._longest.items():
                self._longest[required] = np.pad(longest, ((0, more), (0, 0)))


def _write(longest: NDArray[np.uint16], row: int, runs: DayRuns, required: frozenset[int]) -> None:
    """Put one day's longest runs into its row; cells that a shorter day lacks are never free."""
    width = runs.runs.shape[1]
    longest[row, :width] = runs.longest(required)
    longest[row, width:] = 0


def _threshold(
    cells_needed: int | Mapping[int, int], office: NDArray[np.int64]
) -> np.uint16 | NDArray[np.uint16]:
    """The cells needed: one number if all offices need the same, else a column, a row an office."""
    wanted = set(cells_needed.values()) if isinstance(cells_needed, Mapping) else {cells_needed}
    if min(wanted, default=1) < 1:
        raise ValueError(f"an appointment takes time: {cells_needed} cells")
    if isinstance(cells_needed, Mapping) and len(wanted) > 1:
        offices, places = np.unique(office, return_inverse=True)
        needed = [min(cells_needed[int(one)], _NEVER) for one in offices]
        return np.array(needed, np.uint16)[places, None]
    return np.uint16(min(max(wanted, default=_NEVER), _NEVER))
