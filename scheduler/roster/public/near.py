"""All rows of one person that cost little more than the cheapest: what a proof has to look at."""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.public.graph import NEVER, Graph, Ints
from scheduler.roster.public.pricing import FREE, Rows, reach


def near(graph: Graph, cost: Ints, limit: int, most: int) -> Rows | None:
    """Return every row [row, day] of the graph that costs at most `limit`; None if over `most`.

    `cost` is [day, shift], below 2**28 in all.
    """
    days = len(graph.days) - 1
    cells = np.full(graph.cells, NEVER, np.int32)
    reach(graph.arcs, graph.days, cost, np.full(days, FREE, np.int8), cells)
    rows = np.full((most, days), -1, np.int8)
    found = _near(graph.arcs, graph.days, graph.ends, cost, cells, limit, rows)
    return rows[:found] if found <= most else None


@compiled
def _near(arcs, days, ends, cost, cells, limit, rows):  # type: ignore[no-untyped-def]
    """Walk back from every end, only where the cheapest way there keeps within the limit.

    So each step belongs to at least one row that is wanted.
    """
    shifts, last = cost.shape[1], days.size - 1
    flat = cost.reshape(-1)
    found = 0
    row = np.full(last, -1, np.int8)
    cell = np.zeros(last + 1, np.int32)
    after = np.zeros(last + 1, np.int64)
    at = np.zeros(last + 1, np.int32)
    for end in range(ends[0], ends[-1]):
        if cells[end] > limit:
            continue
        day = last - 1
        cell[last], at[day] = end, days[day]
        while day < last:
            if at[day] == days[day + 1]:
                day += 1
                continue
            arc = at[day]
            at[day] += 1
            start = cell[day + 1] - arcs[arc, 1]
            if start < 0 or start >= arcs[arc, 2]:
                continue
            before = arcs[arc, 0] + start
            step = after[day + 1] + (flat[arcs[arc, 3]] if arcs[arc, 3] >= 0 else 0)
            if cells[before] >= NEVER // 2 or cells[before] + step > limit:
                continue
            row[day] = arcs[arc, 3] % shifts if arcs[arc, 3] >= 0 else -1
            if day > 0:
                cell[day], after[day] = before, step
                day -= 1
                at[day] = days[day]
            elif found == len(rows):
                return found + 1
            else:
                rows[found] = row
                found += 1
    return found
