"""What no solution can exceed: two simple relaxations, the lower of which counts."""

from __future__ import annotations

from scheduler.tours.orienteering.problem import Instance


def bound(instance: Instance, vehicles: int) -> int:
    """Return an upper bound of the sum of profits for a number of vehicles."""
    within = reachable(instance)
    everything = sum(instance.places[place].profit for place in within)
    return min(everything, filled(instance, vehicles, within))


def reachable(instance: Instance) -> list[int]:
    """Return the places that a vehicle can visit at all, alone, and be back in time."""
    depot, found = instance.places[0], []
    for at, place in enumerate(instance.places[1:], 1):
        begins = max(depot.opens + instance.travel[0][at], place.opens)
        back = begins + place.service + instance.travel[at][0]
        if begins <= place.closes and back <= depot.closes:
            found.append(at)
    return found


def filled(instance: Instance, vehicles: int, within: list[int]) -> int:
    """Fill all vehicles' time with the places worth most for theirs, the last one in part.

    A place takes its service and half of the shortest feasible way in and out; a vehicle's time
    lacks half of its shortest way out and home. All orders and waiting are ignored (a fractional
    knapsack; Dantzig 1957). Counted in halves, so that all is whole.
    """
    depot = instance.places[0]
    ends = [(instance.travel[0][at], instance.travel[at][0]) for at in within]
    if not ends:
        return 0
    least = min(out for out, _ in ends) + min(home for _, home in ends)
    left = vehicles * (2 * (depot.closes - depot.opens) - least)
    goods = []
    for at in within:
        before = [one for one in (0, *within) if one != at and _follows(instance, one, at)]
        after = [one for one in (0, *within) if one != at and _follows(instance, at, one)]
        way_in = min(instance.travel[one][at] for one in before)
        way_out = min(instance.travel[at][one] for one in after)
        takes = 2 * instance.places[at].service + way_in + way_out
        goods.append((instance.places[at].profit, takes))
    goods.sort(key=lambda good: good[0] / good[1] if good[1] else float("inf"), reverse=True)
    value = 0
    for profit, takes in goods:
        if takes > left:
            return value + profit * left // takes
        value, left = value + profit, left - takes
    return value


def _follows(instance: Instance, one: int, other: int) -> bool:
    """Say whether a vehicle can go from one place on to the other within their windows."""
    first, then, depot = instance.places[one], instance.places[other], instance.places[0]
    begins = max(depot.opens + instance.travel[0][one], first.opens) if one else depot.opens
    arrives = begins + (first.service if one else 0) + instance.travel[one][other]
    return max(arrives, then.opens if other else 0) <= then.closes
