"""Solve a TOPTW instance within a time: annealing runs, from nothing and from the best, in turn.

Beside them prices of places prove what no routes can exceed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock
from time import perf_counter

import numpy as np
import numpy.typing as npt

from scheduler.tours.orienteering.bound import bound
from scheduler.tours.orienteering.check import check
from scheduler.tours.orienteering.engine import anneal
from scheduler.tours.orienteering.exact import MOST, best_route
from scheduler.tours.orienteering.prices import Facts, Prices
from scheduler.tours.orienteering.problem import Instance, Routes
from scheduler.watch import Progress, Solution, Watch, heedless

FIRST = 300
SHARE, ROUNDS, WAYS = 0.4, 40, 20
"""Prices are mended for this share of the time; where none is given, for so many rounds, and so
many ways a step are tried for one vehicle."""

HEAT = 0.02
"""Annealing begins at this share of the best profit."""


def solve(
    instance: Instance,
    vehicles: int,
    seconds: float = 10.0,
    seed: int = 1,
    watch: Watch = heedless,
    *,
    steps: int | None = None,
) -> Solution[Routes]:
    """Return the best routes found; `value` is their profit and `bound` what none can exceed.

    Ends early where value and bound agree. With `steps` it runs that many steps instead of seconds,
    and a few rounds of prices after them, the same on every machine. Search and prices run beside
    the caller without holding Python's lock; the watch is asked ten times a second.
    """
    if vehicles < 1:
        raise ValueError("at least one vehicle is needed")
    facts = facts_of(instance)
    search = _Search(vehicles, Prices(facts, vehicles, bound(instance, vehicles)), seed)
    began = perf_counter()
    runs = search.counted(steps) if steps is not None else search.timed(seconds)
    with ThreadPoolExecutor(2, "tours") as threads:
        task = threads.submit(search.run, runs)
        if steps is None:
            proof = threads.submit(search.prove, lambda: perf_counter() - began < SHARE * seconds)
        try:
            _follow(search, task, began, seconds if steps is None else None, watch)
        finally:
            search.state[0] = 1
        task.result()
        if steps is None:
            proof.result()
    if steps is not None:
        search.prices.mend(lambda: search.best, lambda: True, min(ROUNDS, steps // 10))
        search.finish(WAYS * steps)
    score = check(instance, vehicles, search.routes)
    if not score.verdict.legal or score.value != search.best:
        raise AssertionError(f"{instance.name}: the engine says {search.best}, the check {score}")
    return Solution(search.routes, float(score.value), float(search.bound), perf_counter() - began)


def compile_engine() -> float:
    """Make the machine code ready, from disk where it was kept, and return the seconds it took."""
    began = perf_counter()
    places = np.ones(2, np.int64)
    facts = (np.ones((2, 2), np.int64), places, np.ones(2), places * 0, places * 9)
    route, length = _empty(1, 2)
    anneal(facts, route, length, 1, 1.0, 1, np.zeros(2, np.int64))
    facts = (np.ones((2, 2), np.int64), places * 2, *facts[2:])
    prices = Prices(facts, 1, 1)
    prices.mend(lambda: 0, lambda: True, 1)
    best_route(prices, np.zeros(2, np.int64), 2)
    return perf_counter() - began


@dataclass(slots=True)
class _Search:
    """Annealing runs that share the best found, and the prices that prove a bound."""

    vehicles: int
    prices: Prices
    seed: int
    state: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(2, np.int64))
    best: int = -1
    routes: Routes = ()
    lock: Lock = field(default_factory=Lock)

    @property
    def bound(self) -> int:
        """What no routes can exceed."""
        return self.prices.bound

    def prove(self, in_time: Callable[[], bool]) -> None:
        """Mend the prices for their share of the time, then seek one vehicle's best route."""
        self.prices.mend(lambda: int(self.state[1]), lambda: in_time() and not self.state[0])
        if not self.state[0]:
            self.finish(MOST)

    def finish(self, most: int) -> None:
        """Seek the best route of one vehicle by as many ways, and prove it as far as that goes."""
        if self.vehicles != 1 or not self.prices.width or self.bound <= self.state[1]:
            return
        proven, route = best_route(self.prices, self.state, most)
        value = int(sum(self.prices.facts[2][place] for place in route))
        with self.lock:
            if value > self.best:
                self.best, self.routes = value, (route,)
                self.state[1] = max(self.state[1], value)
            self.prices.bound = min(self.bound, proven)

    def run(self, runs: Iterator[int]) -> None:
        """Do run after run; odd ones go on from the best, even ones begin anew."""
        facts = self.prices.facts
        places = len(facts[1])
        best = _empty(self.vehicles, places)
        for number, steps in enumerate(runs):
            route, length = best if number % 2 else _empty(self.vehicles, places)
            route, length = route.copy(), length.copy()
            heat = HEAT * max(float(self.best), 0.3 * float(facts[2].sum()))
            seed = self.seed * 1000 + number
            value = anneal(facts, route, length, steps, heat, seed, self.state)
            with self.lock:
                if value > self.best:
                    self.best, best = int(value), (route, length)
                    self.routes = tuple(
                        tuple(int(place) for place in row[:count])
                        for row, count in zip(route, length, strict=True)
                    )
            if self.best >= self.bound or self.state[0]:
                return

    def timed(self, seconds: float) -> Iterator[int]:
        """Yield steps so that a run takes a quarter of the time, after a short first one."""
        began = perf_counter()
        steps, last = FIRST, began
        while True:
            yield steps
            now = perf_counter()
            rate = steps / max(now - last, 1e-3)
            left = max(seconds - (now - began), 0.2)
            steps, last = int(max(200, rate * min(max(seconds / 4, 0.5), left))), now

    def counted(self, steps: int) -> Iterator[int]:
        """Yield equal runs that make up the steps."""
        yield from [min(FIRST, steps)] + [steps // 4] * (4 if steps > FIRST else 0)


def _follow(
    search: _Search, task: Future[None], began: float, seconds: float | None, watch: Watch
) -> None:
    """Tell the watch how far the search is, until it is done, time is up or the watch says stop."""
    while not wait([task], timeout=0.1).done:
        past = perf_counter() - began
        best = float(search.state[1]) or None
        if watch(Progress(past, best, float(search.bound))):
            return
        if (seconds is not None and past >= seconds) or 0 < search.bound <= (best or 0.0):
            return


def facts_of(instance: Instance) -> Facts:
    """Return an instance as the engine and the prices read it."""
    places = instance.places
    service = [0, *(place.service for place in places[1:])]
    return (
        np.array(instance.travel, np.int64),
        np.array(service, np.int64),
        np.array([0, *(place.profit for place in places[1:])], np.float64),
        np.array([place.opens for place in places], np.int64),
        np.array([place.closes for place in places], np.int64),
    )


def _empty(vehicles: int, places: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    return np.zeros((vehicles, places + 1), np.int32), np.zeros(vehicles, np.int64)
