"""The best route of one vehicle, proven: ways grow from the depot, the most promising one first.

What a way can still earn is bounded by the prices of places (`prices.py`), so most are never begun;
a way is dropped where another one has been at no other places, is there no later and has earned no
less (Feillet et al., Networks 44, 2004). While it runs, what the most promising way promises is a
bound; once none promises more than the best route known, that route is the best of all.

A way is a number; `ways` are place, begins (of service there), gained (profits less prices), earned
(profits), seen[way, word] (a bit for each place), before (the way it goes on from), next_here
(another way to the same place). `heap` are promises and their ways, the most promising first.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from scheduler.tours.orienteering.prices import Prices, downhill

compiled = numba.njit(cache=True, nogil=True)

SPANS = 5000
MOST = 400_000
"""Ways that are kept at most, about 80 bytes each."""

ENDED, STOPPED, FULL = 0, 1, 2
LITTLE = 1e-6


def best_route(
    prices: Prices, state: npt.NDArray[np.int64], most: int = MOST
) -> tuple[int, tuple[int, ...]]:
    """Return what no route of one vehicle exceeds, and a better one than known, () for none.

    `state` is shared with other threads: [0] is set to stop, [1] tells the best profit so far.
    Raises ValueError where prices are none (see `Prices`).
    """
    if not prices.width or prices.vehicles != 1:
        raise ValueError("a route can be proven for one vehicle, and with prices only")
    facts = prices.facts
    places, horizon = len(prices.best), int(facts[4][0])
    width = min(prices.width, max(1, -(-horizon // SPANS)))
    shape = (horizon // width + 2, places)
    worth = (np.empty(shape), np.empty(shape), np.empty(shape, np.int16))
    gains = facts[2] - prices.best
    gains[0] = 0.0
    downhill(facts, gains, width, worth)
    route = np.zeros(places, np.int64)
    base = float(prices.best.sum())
    how, promise = grow(facts, gains, base, width, worth, state, route, max(most, 2))
    found = tuple(int(place) for place in route if place)
    if how == ENDED:
        own = sum(int(facts[2][place]) for place in found)
        return max(own, int(state[1])), found
    return int(min(prices.bound, promise + LITTLE)), found


@compiled
def grow(facts, gains, base, width, worth, state, route, most):  # type: ignore[no-untyped-def]
    """Grow ways until none promises more; return how it ended and what is promised then."""
    travel, service, profit, opens, closes = facts
    places = len(gains)
    ways = (
        np.zeros(most, np.int16),
        np.zeros(most, np.int64),
        np.zeros(most),
        np.zeros(most),
        np.zeros((most, (places + 63) // 64), np.uint64),
        np.full(most, -1, np.int32),
        np.full(most, -1, np.int32),
    )
    place, begins, gained, earned, seen, before, next_here = ways
    latest = np.full(places, -1, np.int32)
    heap = (np.empty(most), np.empty(most, np.int32))
    known, waiting, way = 1, 0, 0
    begins[0] = opens[0]
    best, whole = float(state[1]), np.inf  # what the way promises from which others grow
    while True:
        here, leaves = place[way], begins[way] + service[place[way]]
        for there in range(1, places):
            if profit[there] <= 0 or there == here or has(seen[way], there):
                continue
            start = max(leaves + travel[here, there], opens[there])
            if start > closes[there] or start + service[there] + travel[there, 0] > closes[0]:
                continue
            sum_gained, sum_earned = gained[way] + gains[there], earned[way] + profit[there]
            more = still(facts, gains, width, worth, here if way else -1, there, start)
            promise = sum_gained + more + base
            if promise <= best + LITTLE:
                continue
            if beaten(ways, latest[there], way, there, start, sum_earned):
                continue
            if known == most:
                return FULL, whole
            place[known], begins[known], before[known] = there, start, way
            gained[known], earned[known] = sum_gained, sum_earned
            seen[known] = seen[way]
            seen[known, there >> 6] |= np.uint64(1) << np.uint64(there & 63)
            next_here[known], latest[there] = latest[there], known
            if sum_earned > best:
                best = sum_earned
                write(ways, known, route)
            put(heap, waiting, promise, known)
            known, waiting = known + 1, waiting + 1
        best = max(best, float(state[1]))
        if waiting == 0 or heap[0][0] <= best + LITTLE:
            return ENDED, best
        whole, way = heap[0][0], heap[1][0]
        waiting -= 1
        take(heap, waiting)
        if state[0]:
            return STOPPED, whole


@compiled
def still(facts, gains, width, worth, here, there, start):  # type: ignore[no-untyped-def]
    """Return what can be gained at most after serving a place, not going straight back."""
    travel, service, _, opens, closes = facts
    first, second, following = worth
    if gains[there] > 0:
        at = start // width
        return max(second[at, there] if following[at, there] == here else first[at, there], 0.0)
    most, leaves = 0.0, start + service[there]
    for then in range(1, len(gains)):
        begins = max(leaves + travel[there, then], opens[then])
        if gains[then] > 0 and begins <= closes[then] and begins <= closes[0]:
            most = max(most, first[begins // width, then] + gains[then])
    return most


@compiled
def has(seen, place):  # type: ignore[no-untyped-def]
    """Say whether a place is among those seen."""
    return (seen[place >> 6] >> np.uint64(place & 63)) & np.uint64(1) != 0


@compiled
def beaten(ways, other, way, there, start, sum_earned):  # type: ignore[no-untyped-def]
    """Say whether a way to the same place is as early, as good, and has seen nothing else."""
    _, begins, _, earned, seen, _, next_here = ways
    while other >= 0:
        if begins[other] <= start and earned[other] >= sum_earned:
            inside = True
            for word in range(seen.shape[1]):
                mine = seen[way, word]
                if word == there >> 6:
                    mine |= np.uint64(1) << np.uint64(there & 63)
                if seen[other, word] & ~mine:
                    inside = False
                    break
            if inside:
                return True
        other = next_here[other]
    return False


@compiled
def write(ways, way, route):  # type: ignore[no-untyped-def]
    """Write a way's places into the route, in order; 0 behind the last."""
    route[:] = 0
    count, at = 0, way
    while at > 0:
        count, at = count + 1, ways[5][at]
    at = way
    while at > 0:
        count -= 1
        route[count], at = ways[0][at], ways[5][at]


@compiled
def put(heap, size, promise, way):  # type: ignore[no-untyped-def]
    """Put a way into the heap of `size`."""
    promises, numbers = heap
    at = size
    while at > 0 and promises[(at - 1) >> 1] < promise:
        promises[at], numbers[at] = promises[(at - 1) >> 1], numbers[(at - 1) >> 1]
        at = (at - 1) >> 1
    promises[at], numbers[at] = promise, way


@compiled
def take(heap, size):  # type: ignore[no-untyped-def]
    """Take the first out of the heap, of which `size` remain."""
    promises, numbers = heap
    promise, way = promises[size], numbers[size]
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and promises[child + 1] > promises[child]:
            child += 1
        if promises[child] <= promise:
            break
        promises[at], numbers[at] = promises[child], numbers[child]
        at = child
    promises[at], numbers[at] = promise, way
