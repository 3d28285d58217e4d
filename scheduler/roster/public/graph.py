"""The legal rows of one person as the paths through a graph, built once and compiled.

A state after a day is (place, load, minutes). *Place* is the shift worked and how many days the run
of work has lasted, or how many days off there have been (as far as they still matter). *Load* is
the number of weekends used, and that of each shift whose number is tracked. The states of one day,
place and load are neighbouring cells, one for each number of minutes from which the person can
still end within the limits: this *window* keeps the graph small. An arc stands for all steps from
one such vector of cells to another, so a step of the dynamic programme is a loop over an arc.

Source: resource-constrained shortest paths of column generation for rostering, see
docs/explanation/rosters-by-columns.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.compiled import compiled

Ints = npt.NDArray[np.int32]
NEVER = 1 << 29
"""Stands for what cannot be reached."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Arcs [from cell, to cell, cells, day * shifts + shift or -1 for off], ordered by day.

    `days[d]` is the first arc into day d; `ends[p]` the first cell of place p on the last day.
    Cell 0 is the source.
    """

    arcs: Ints
    days: Ints
    ends: Ints
    cells: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may work, in numbers; minutes in units that divide all lengths.

    `weekends` is None where their number does not matter; `open` is [day, shift]; `caps` [shift].
    """

    least: int
    most: int
    max_run: int
    min_run: int
    min_rest: int
    weekends: int | None
    open: npt.NDArray[np.bool_]
    caps: Ints


def graph(limits: Limits, lengths: Ints, allowed: npt.NDArray[np.bool_], tracked: Ints) -> Graph:
    """Build the graph of all rows within the limits.

    Of the caps it minds only those of the shifts `tracked`; `allowed` is [earlier, later].
    """
    weekends = -1 if limits.weekends is None else limits.weekends
    sizes = limits.least, limits.most, limits.max_run, limits.min_run, limits.min_rest, weekends
    slot = np.full(len(lengths), -1, np.int32)
    slot[tracked] = np.arange(len(tracked))
    caps = np.append(limits.caps[tracked], 0).astype(np.int32)
    radix = np.cumprod(np.append(1, caps[:-1] + 1)).astype(np.int32)
    up, down = _reach(sizes, lengths, limits.open, allowed)
    rules = sizes, lengths, limits.open, allowed, slot, caps, radix
    return Graph(*_arcs(*rules, up, down))


@compiled
def off_after(place, day, shifts, max_run, min_run, min_rest):  # type: ignore[no-untyped-def]
    """Return the place of a day off on `day` after `place`, or -1 where it must not follow."""
    first = shifts * max_run
    if place >= first:
        return min(place + 1, first + min_rest - 1)
    run = place % max_run + 1
    return first if run >= min_run or run == day else -1


@compiled
def work_after(place, shift, shifts, max_run, min_rest, allowed):  # type: ignore[no-untyped-def]
    """Return the place of `shift` on the day after `place`, or -1 where it must not follow."""
    first = shifts * max_run
    if place >= first:
        return shift * max_run if place == first + min_rest - 1 else -1
    run = place % max_run + 1
    if run == max_run or not allowed[place // max_run, shift]:
        return -1
    return shift * max_run + run


@compiled
def opens_weekend(day, place, first_off, weekends):  # type: ignore[no-untyped-def]
    """Return 1 if weekends count and work on `day`, after `place`, is the first on its weekend."""
    return int(weekends >= 0 and (day % 7 == 5 or (day % 7 == 6 and place >= first_off)))


@compiled
def _reach(sizes, lengths, open_, allowed):  # type: ignore[no-untyped-def]
    """Return the most and the least minutes that can be added after [day, place, weekends]."""
    _, _, max_run, min_run, min_rest, weekends = sizes
    days, shifts = open_.shape
    places = shifts * max_run + min_rest
    spans = max(weekends, 0) + 1
    up = np.zeros((days, places, spans), np.int32)
    down = np.zeros((days, places, spans), np.int32)
    for day in range(days - 1, 0, -1):
        for place in range(places):
            off = off_after(place, day, shifts, max_run, min_run, min_rest)
            opens = opens_weekend(day, place, shifts * max_run, weekends)
            for used in range(spans):
                high, low = -NEVER, NEVER
                if off >= 0:
                    high, low = up[day, off, used], down[day, off, used]
                for shift in range(shifts):
                    to = work_after(place, shift, shifts, max_run, min_rest, allowed)
                    if to >= 0 and open_[day, shift] and used + opens < spans:
                        high = max(high, up[day, to, used + opens] + lengths[shift])
                        low = min(low, down[day, to, used + opens] + lengths[shift])
                up[day - 1, place, used] = max(high, -NEVER)
                down[day - 1, place, used] = min(low, NEVER)
    return up, down


@compiled
def _arcs(sizes, lengths, open_, allowed, slot, caps, radix, up, down):  # type: ignore[no-untyped-def]  # noqa: PLR0912, PLR0915 - one compiled loop
    """Walk forward, cut each vector of cells to its window, and write down the arcs."""
    least, most, max_run, min_run, min_rest, weekends = sizes
    days, shifts = open_.shape
    places, spans, unit = shifts * max_run + min_rest, max(weekends, 0) + 1, radix[-1]
    loads = spans * unit
    first = np.full((2, places, loads), NEVER, np.int32)
    last = np.full((2, places, loads), -1, np.int32)
    at = np.zeros((2, places, loads), np.int32)
    first_arc, ends = np.zeros(days + 1, np.int32), np.zeros(places + 1, np.int32)
    arcs = np.empty((1024, 4), np.int32)
    count, size = 0, 1
    start = places - 1  # before day 0 somebody has rested enough, at the cell before all others
    first[1, start, 0], last[1, start, 0] = 0, 0
    for day in range(days):
        new, old = day % 2, 1 - day % 2
        first[new], last[new] = NEVER, -1
        # Twice: to see how far the windows reach, then, once they have cells, to write the arcs.
        for step in range(2):
            for place in range(places):
                off = off_after(place, day, shifts, max_run, min_run, min_rest)
                opens = opens_weekend(day, place, shifts * max_run, weekends)
                for load in range(loads):
                    low, high = first[old, place, load], last[old, place, load]
                    if low > high:
                        continue
                    for shift in range(-1, shifts):
                        to, then, minutes = off, load, 0
                        if shift >= 0:
                            if not open_[day, shift] or load // unit + opens >= spans:
                                continue
                            to = work_after(place, shift, shifts, max_run, min_rest, allowed)
                            then, minutes = load + opens * unit, lengths[shift]
                            kept = slot[shift]
                            if kept >= 0:
                                if load // radix[kept] % (caps[kept] + 1) >= caps[kept]:
                                    continue
                                then += radix[kept]
                        if to < 0:
                            continue
                        start, end = low + minutes, high + minutes
                        if step == 0:
                            first[new, to, then] = min(first[new, to, then], start)
                            last[new, to, then] = max(last[new, to, then], end)
                            continue
                        start = max(start, first[new, to, then])
                        end = min(end, last[new, to, then])
                        if start > end:
                            continue
                        if count == len(arcs):
                            more = np.empty((2 * count, 4), np.int32)
                            more[:count] = arcs
                            arcs = more
                        arcs[count, 0] = at[old, place, load] + start - minutes - low
                        arcs[count, 1] = at[new, to, then] + start - first[new, to, then]
                        arcs[count, 2] = end - start + 1
                        arcs[count, 3] = -1 if shift < 0 else day * shifts + shift
                        count += 1
            if step == 0:
                for place in range(places):
                    ends[place] = size
                    for load in range(loads):
                        used = load // unit
                        low = max(first[new, place, load], least - up[day, place, used])
                        high = min(last[new, place, load], most - down[day, place, used])
                        first[new, place, load], last[new, place, load] = low, high
                        if low <= high:
                            at[new, place, load] = size
                            size += high - low + 1
                ends[places] = size
        first_arc[day + 1] = count
    return arcs[:count].copy(), first_arc, ends, size
