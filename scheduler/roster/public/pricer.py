"""Prices everybody at once: new columns for the master, and a bound that holds for any prices."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from scheduler.roster.public.graph import Graph, Ints, graph
from scheduler.roster.public.numbers import Floats, Numbers
from scheduler.roster.public.pricing import Rows, cheapest

LOADS = 512
"""How many combinations of tracked numbers of shifts a graph may tell apart."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A person's cheapest cost under the prices, never too high, and legal rows near it."""

    person: int
    value: int
    rows: Rows


@dataclass(frozen=True, slots=True)
class Ask:
    """How many rows of each person, by which threads, and which days stay as they are.

    `keep` [person, day] holds shifts, -1 for off, `FREE` for a day that may change.
    """

    count: int = 3
    threads: Executor | None = None
    keep: Rows | None = None


@dataclass(slots=True)
class Pricer:
    """Keeps everybody's graph, and with it which caps have to be minded.

    A cap is tracked only once a row has broken it, since each one multiplies the graph; `forget`
    drops them all, and those that still matter come back.
    """

    numbers: Numbers
    scale: int = 1024
    tracked: list[tuple[int, ...]] = field(default_factory=list)
    _graphs: dict[tuple[int, tuple[int, ...]], Graph] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin without caps, with the finest costs that cannot overflow."""
        self.forget()
        wishes = int(np.abs(self.numbers.wishes).max(initial=0))
        dearest = wishes + int(max(self.numbers.under.max(), self.numbers.over.max()))
        while self.scale > 1 and dearest * self.scale * self.numbers.instance.days >= 1 << 27:
            self.scale //= 2

    def forget(self) -> None:
        """Mind no cap."""
        self.tracked = [()] * self.numbers.people

    def whole(self, prices: Floats) -> Ints:
        """Round prices [day, shift], cut to what cover can be worth, to whole units of cost."""
        cut = np.clip(prices, -self.numbers.over, self.numbers.under)
        return np.rint(cut * self.scale).astype(np.int32)

    def price(self, person: int, prices: Ints, count: int = 1, keep: Rows | None = None) -> Priced:
        """Return the person's cheapest rows at whole prices, the cost in whole units."""
        cost = self.numbers.wishes[person] * np.int32(self.scale) - prices
        while True:
            values, rows = cheapest(self.graph(person), cost, count, keep)
            if not len(values):
                return Priced(person, 0, rows)
            broken = [self.numbers.capped(person, row) for row in rows]
            fresh = [one for one in broken[0] if one not in self.tracked[person]]
            if not fresh or not self.track(person, int(fresh[0])):
                kept = [not len(one) for one in broken]
                base = int(self.numbers.base[person]) * self.scale
                return Priced(person, int(values[0]) + base, rows[kept])

    def possible(self, person: int) -> bool:
        """Return whether the person has a row within all limits but, perhaps, the caps."""
        free = np.zeros(self.numbers.wanted.shape, np.int32)
        return bool(len(cheapest(self.graph(person), free, 1)[0]))

    def track(self, person: int, shift: int) -> bool:
        """Mind one more cap from now on, unless the graph would grow too large."""
        more = (*self.tracked[person], shift)
        if np.prod(self.numbers.limits[person].caps[list(more)] + 1.0) > LOADS:
            return False
        self.tracked[person] = more
        return True

    def graph(self, person: int) -> Graph:
        """Return the person's graph with the caps that are minded now."""
        key = person, self.tracked[person]
        if key not in self._graphs:
            tracked = np.array(key[1], np.int32)
            numbers = self.numbers
            built = graph(numbers.limits[person], numbers.lengths, numbers.allowed, tracked)
            self._graphs[key] = built
        return self._graphs[key]

    def everybody(self, people: Sequence[int], prices: Ints, ask: Ask) -> list[Priced]:
        """Price all these people, in as many threads as asked for."""

        def one(person: int) -> Priced:
            keep = None if ask.keep is None else ask.keep[person]
            return self.price(person, prices, ask.count, keep)

        return list(ask.threads.map(one, people) if ask.threads else map(one, people))
