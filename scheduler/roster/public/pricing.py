"""The cheapest legal rows of one person under given costs: exact dynamic programming, compiled.

Costs are 32-bit integers, so sums are exact and several are added at a time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scheduler.compiled import compiled
from scheduler.roster.public.graph import NEVER, Graph, Ints

Rows = npt.NDArray[np.int8]


FREE = -2
"""In a row to keep to: any shift, or none."""


def cheapest(graph: Graph, cost: Ints, count: int, keep: Rows | None = None) -> tuple[Ints, Rows]:
    """Return the costs of at most `count` rows, and the rows [row, day] with shifts or -1 for off.

    The first is the cheapest of all; the others are the cheapest of those that end in another
    place. `cost` is [day, shift], below 2**28 in all; `keep` [day] says which days stay as they are
    (`FREE`: this one may change). None at all: there is no legal row.
    """
    days = len(graph.days) - 1
    cells = np.full(graph.cells, NEVER, np.int32)
    best = np.full(count, NEVER, np.int32)
    rows = np.full((count, days), -1, np.int8)
    if keep is None:
        keep = np.full(days, FREE, np.int8)
    reach(graph.arcs, graph.days, cost, keep, cells)
    _cheapest(graph.arcs, graph.days, graph.ends, cost, keep, cells, best, rows)
    found = int(np.count_nonzero(best < NEVER // 2))
    return best[:found], rows[:found]


@compiled
def reach(arcs, days, cost, keep, cells):  # type: ignore[no-untyped-def]
    """Walk all arcs forward: the least cost of each cell, which must be `NEVER` before."""
    shifts = cost.shape[1]
    flat = cost.reshape(-1)
    cells[0] = 0
    for day in range(days.size - 1):
        only = keep[day] if keep[day] < 0 else day * shifts + keep[day]
        for arc in range(days[day], days[day + 1]):
            if only != FREE and only != arcs[arc, 3]:
                continue
            length = arcs[arc, 2]
            source = cells[arcs[arc, 0] : arcs[arc, 0] + length]
            target = cells[arcs[arc, 1] : arcs[arc, 1] + length]
            step = flat[arcs[arc, 3]] if arcs[arc, 3] >= 0 else np.int32(0)
            for one in range(length):
                target[one] = min(target[one], source[one] + step)


@compiled
def _cheapest(arcs, days, ends, cost, keep, cells, best, rows):  # type: ignore[no-untyped-def]
    """Walk back from the cheapest ends."""
    shifts = cost.shape[1]
    flat = cost.reshape(-1)
    finals = np.zeros(best.size, np.int32)
    for place in range(ends.size - 1):
        if ends[place] == ends[place + 1]:
            continue
        cell = ends[place] + np.argmin(cells[ends[place] : ends[place + 1]])
        one = best.size - 1
        if cells[cell] >= best[one]:
            continue
        while one > 0 and cells[cell] < best[one - 1]:
            best[one], finals[one] = best[one - 1], finals[one - 1]
            one -= 1
        best[one], finals[one] = cells[cell], cell
    for one in range(best.size):
        if best[one] >= NEVER // 2:
            break
        cell = finals[one]
        for day in range(days.size - 2, -1, -1):
            only = keep[day] if keep[day] < 0 else day * shifts + keep[day]
            for arc in range(days[day], days[day + 1]):
                start = cell - arcs[arc, 1]
                if start < 0 or start >= arcs[arc, 2] or (only != FREE and only != arcs[arc, 3]):
                    continue
                before = arcs[arc, 0] + start
                step = flat[arcs[arc, 3]] if arcs[arc, 3] >= 0 else np.int32(0)
                if cells[before] + step == cells[cell]:
                    rows[one, day] = arcs[arc, 3] % shifts if arcs[arc, 3] >= 0 else -1
                    cell = before
                    break
