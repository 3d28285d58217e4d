"""Is it a solution, and what does it score? Judged step by step, without the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.finding import Finding, Rule, Verdict
from scheduler.tours.orienteering.problem import Instance, Routes

FLEET = Rule("fleet", "{routes} routes for {vehicles} vehicles", hard=True)
KNOWN = Rule("known", "place {place} of route {route} does not exist", hard=True)
ONCE = Rule("once", "place {place} is visited {times} times", hard=True)
WINDOW = Rule("window", "route {route} reaches {place} at {at}, after {closes}", hard=True)
BACK = Rule("back", "route {route} is back at {at}, after {closes}", hard=True)


@dataclass(frozen=True, slots=True)
class Score:
    """What the rules say, the sum of profits, and when service begins at each place."""

    verdict: Verdict
    value: int
    begins: tuple[tuple[int, ...], ...]


def check(instance: Instance, vehicles: int, routes: Routes) -> Score:
    """Judge routes: all rules are hard; the value counts each visited place once."""
    visits = Counter(place for route in routes for place in route)
    strange = [
        Finding(KNOWN, None, {"place": place, "route": number})
        for number, route in enumerate(routes)
        for place in route
        if not 0 < place < len(instance.places)
    ]
    fleet = [Finding(FLEET, None, {"routes": len(routes), "vehicles": vehicles})]
    if strange:
        return Score(Verdict.of(strange), 0, ())
    verdict = Verdict.of(
        fleet if len(routes) > vehicles else (),
        (Finding(ONCE, None, {"place": p, "times": n}) for p, n in visits.items() if n > 1),
        *(late(instance, number, route) for number, route in enumerate(routes)),
    )
    begins = tuple(tuple(times(instance, route)[:-1]) for route in routes)
    return Score(verdict, sum(instance.places[place].profit for place in visits), begins)


def times(instance: Instance, route: tuple[int, ...]) -> list[int]:
    """Return when service begins at each place of a route, and last when it is back."""
    depot = instance.places[0]
    clock, at, found = depot.opens, 0, []
    for place in route:
        clock = max(clock + instance.travel[at][place], instance.places[place].opens)
        found.append(clock)
        clock += instance.places[place].service
        at = place
    return [*found, clock + instance.travel[at][0]]


def late(instance: Instance, number: int, route: tuple[int, ...]) -> Iterator[Finding]:
    """Find where a route comes after a place has closed, or home too late."""
    *begins, back = times(instance, route)
    for place, at in zip(route, begins, strict=True):
        closes = instance.places[place].closes
        if at > closes:
            facts = {"route": number, "place": place, "at": at, "closes": closes}
            yield Finding(WINDOW, None, facts)
    closes = instance.places[0].closes
    if back > closes:
        yield Finding(BACK, None, {"route": number, "at": back, "closes": closes})
