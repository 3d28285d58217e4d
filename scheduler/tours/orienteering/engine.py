"""Ruin and recreate with annealing, compiled: takes places out of routes and puts others in.

Putting in is greedy by profit over added time, with random exponent and noise; how long a route can
wait at each place is kept, so that an insertion is judged in constant time (Vansteenwegen et al.
2009; ruin and recreate: Schrimpf et al., Journal of Computational Physics 159, 2000).

All functions share two tuples. `facts`: travel[from, to], service, profit, opens, closes of places
(the depot is 0; its closing is the end). `tours`: route[vehicle, position], length[vehicle], of
(vehicle of a place, -1 for none), begins (of service), wait (before it), slack (how much later
service may begin without harm).
"""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled


@compiled
def clock(facts, tours, vehicle):  # type: ignore[no-untyped-def]
    """Compute begins, wait and slack along one vehicle's route."""
    travel, service, _, opens, closes = facts
    route, length, _, begins, wait, slack = tours
    time, at = opens[0], 0
    for position in range(length[vehicle]):
        place = route[vehicle, position]
        arrives = time + travel[at, place]
        wait[place] = max(opens[place] - arrives, 0)
        begins[place] = arrives + wait[place]
        time, at = begins[place] + service[place], place
    later = closes[0] - (time + travel[at, 0])
    for position in range(length[vehicle] - 1, -1, -1):
        place = route[vehicle, position]
        slack[place] = min(closes[place] - begins[place], later)
        later = wait[place] + slack[place]


@compiled
def cheapest(facts, tours, vehicle, place):  # type: ignore[no-untyped-def]
    """Return the least time that a place adds to a route, and its position; (-1, 0): nowhere."""
    travel, service, _, opens, closes = facts
    route, length, _, begins, wait, slack = tours
    least, best = -1, 0
    for position in range(length[vehicle] + 1):
        before = route[vehicle, position - 1] if position else 0
        free = begins[before] + service[before] if position else opens[0]
        arrives = free + travel[before, place]
        if arrives > closes[place]:
            break
        leaves = max(arrives, opens[place]) + service[place]
        if position < length[vehicle]:
            after = route[vehicle, position]
            adds = leaves + travel[place, after] - free - travel[before, after]
            if adds - wait[after] > slack[after]:
                continue
        else:
            adds = leaves + travel[place, 0] - free - travel[before, 0]
            if leaves + travel[place, 0] > closes[0]:
                continue
        if least < 0 or adds < least:
            least, best = max(adds, 0), position
    return least, best


@compiled
def recreate(facts, tours, power, noise):  # type: ignore[no-untyped-def]
    """Put places in, the one worth most for its time first, until no more fit."""
    profit = facts[2]
    route, length, of, _, _, _ = tours
    vehicles, places = len(length), len(of)
    adds = np.full((places, vehicles), -1, np.int64)
    where = np.zeros((places, vehicles), np.int32)
    worth = profit**power
    changed = np.ones(vehicles, np.bool_)
    while True:
        chosen, into, most = -1, 0, -1.0
        for vehicle in range(vehicles):
            for place in range(1, places):
                if of[place] >= 0:
                    continue
                if changed[vehicle]:
                    least, position = cheapest(facts, tours, vehicle, place)
                    adds[place, vehicle], where[place, vehicle] = least, position
                if adds[place, vehicle] < 0:
                    continue
                value = worth[place] / (adds[place, vehicle] + 1.0)
                value *= 1.0 + noise * np.random.random()  # numba's own generator
                if value > most:
                    chosen, into, most = place, vehicle, value
            changed[vehicle] = False
        if chosen < 0:
            return
        at = where[chosen, into]
        for position in range(length[into], at, -1):
            route[into, position] = route[into, position - 1]
        route[into, at] = chosen
        length[into] += 1
        of[chosen] = into
        clock(facts, tours, into)
        changed[into] = True


@compiled
def ruin(facts, tours):  # type: ignore[no-untyped-def]
    """Take places out: a stretch of each route, some at random, or those around a place."""
    route, length, of, _, _, _ = tours
    inside = length.sum()
    count = 1 + np.random.randint(0, max(1, min(inside, 3 + inside // 3)))
    out = np.zeros(len(of), np.bool_)
    kind = np.random.randint(0, 3)
    if kind == 0:
        mark_stretches(tours, out)
    elif kind == 1:
        mark_any(tours, out, count)
    else:
        middle = np.random.randint(1, len(of))
        near = np.argsort(np.where(of >= 0, facts[0][middle], 1 << 40))
        out[near[: min(count, inside)]] = True
    for vehicle in range(len(length)):
        kept = 0
        for position in range(length[vehicle]):
            place = route[vehicle, position]
            if out[place]:
                of[place] = -1
            else:
                route[vehicle, kept] = place
                kept += 1
        length[vehicle] = kept
        clock(facts, tours, vehicle)


@compiled
def mark_stretches(tours, out):  # type: ignore[no-untyped-def]
    """Mark a stretch of up to half of each route, around its end if it must be."""
    route, length = tours[0], tours[1]
    for vehicle in range(len(length)):
        if length[vehicle]:
            some = 1 + np.random.randint(0, max(1, length[vehicle] // 2))
            first = np.random.randint(0, length[vehicle])
            for step in range(some):
                out[route[vehicle, (first + step) % length[vehicle]]] = True


@compiled
def mark_any(tours, out, count):  # type: ignore[no-untyped-def]
    """Mark up to `count` places, drawn with replacement."""
    route, length = tours[0], tours[1]
    for _ in range(count):
        vehicle = np.random.randint(0, len(length))
        if length[vehicle]:
            out[route[vehicle, np.random.randint(0, length[vehicle])]] = True


@compiled
def adopt(facts, tours, route, length):  # type: ignore[no-untyped-def]
    """Make the tours those of the given routes."""
    tours[0][:] = route
    tours[1][:] = length
    tours[2][:] = -1
    for vehicle in range(len(length)):
        for position in range(length[vehicle]):
            tours[2][route[vehicle, position]] = vehicle
        clock(facts, tours, vehicle)


@compiled
def anneal(facts, route, length, steps, heat, seed, state):  # type: ignore[no-untyped-def]
    """Ruin and recreate `steps` times, cooling from `heat` to 0, from the given routes on.

    Writes the best found into route and length and returns its profit. `state` is shared with the
    caller's thread: [0] is set to stop, [1] tells the best profit so far.
    """
    np.random.seed(seed)  # numba's own generator, one for each thread
    profit, places = facts[2], len(facts[1])
    tours = (
        route.copy(),
        length.copy(),
        np.full(places, -1, np.int64),
        np.zeros(places, np.int64),
        np.zeros(places, np.int64),
        np.zeros(places, np.int64),
    )
    adopt(facts, tours, route, length)
    recreate(facts, tours, 2.0, 0.0)
    now = profit[tours[2] >= 0].sum()
    best = now
    route[:], length[:] = tours[0], tours[1]
    kept_route, kept_length = tours[0].copy(), tours[1].copy()
    for step in range(steps):
        if state[0]:
            break
        warmth = heat * (1.0 - step / steps) + 1e-9
        ruin(facts, tours)
        recreate(facts, tours, 0.5 + 2.0 * np.random.random(), 1.5 * np.random.random())
        value = profit[tours[2] >= 0].sum()
        if value >= now or np.random.random() < np.exp((value - now) / warmth):
            now = value
            kept_route[:], kept_length[:] = tours[0], tours[1]
            if value > best:
                best = value
                state[1] = max(state[1], int(best))
                route[:], length[:] = tours[0], tours[1]
        else:
            adopt(facts, tours, kept_route, kept_length)
    return best
