"""A second process that searches beside the first; the two tell each other what they find."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from scheduler.crew import Hand
from scheduler.roster.public.dive import greedy
from scheduler.roster.public.exact import CELLS, exact
from scheduler.roster.public.instance import Instance
from scheduler.roster.public.numbers import Floats, numbers
from scheduler.roster.public.pricer import Pricer
from scheduler.roster.public.pricing import Rows
from scheduler.roster.public.proof import prove
from scheduler.roster.public.search import Search

PROOF_SHARE = 0.6
"""For which part of its time it may try to prove the best."""


@dataclass(frozen=True, slots=True)
class Told:
    """A roster [person, day] with its cost, prices near which columns are good, a bound for all."""

    rows: Rows | None = None
    value: float = np.inf
    prices: Floats | None = None
    bound: float = 0.0


class Mate:
    """The second process as the first one sees it; use as a context."""

    def __init__(self, instance: Instance, seconds: float, seed: int) -> None:
        """Start it; it ends after `seconds`, with the context, or when this process dies."""
        self._hand = Hand(_work, instance, seconds, seed)

    def __enter__(self) -> Mate:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process at once."""
        self._hand.end()

    def tell(self, told: Told) -> None:
        """Send what was found; a mate that has ended does not mind."""
        with suppress(OSError):
            self._hand.line.send(told)

    def heard(self) -> list[Told]:
        """Return what it has found since the last time."""
        return _heard(self._hand.line)


def _heard(line: Connection) -> list[Told]:
    told: list[Told] = []
    try:
        while line.poll():
            told.append(line.recv())
    except (EOFError, OSError):
        return told
    return told


def _work(line: Connection, instance: Instance, seconds: float, seed: int) -> None:
    ends = time.monotonic() + seconds

    def left() -> float:
        return ends - time.monotonic()

    made = numbers(instance)
    if made.people * instance.days <= CELLS:
        exact(made, seconds, seed, lambda rows, bound: _say(line, made.cost(rows), rows, bound))
        return
    pricer = Pricer(made)
    search = Search(pricer, np.random.default_rng((seed, 1)), left)
    rows = greedy(pricer, np.random.default_rng((seed, 2)))
    value = np.inf if rows is None else made.cost(rows)
    while left() > 0:
        for told in _heard(line):
            if told.prices is not None:
                search.centre = told.prices
                _prove(line, pricer, told.prices, PROOF_SHARE * left())
            if told.value < value:
                rows, value = told.rows, told.value
        if rows is None:
            time.sleep(0.05)
            continue
        better = search.step(rows)
        if better is not None:
            rows, value = better, made.cost(better)
            _say(line, value, rows)


def _prove(line: Connection, pricer: Pricer, prices: Floats, seconds: float) -> None:
    ends = time.monotonic() + seconds

    def tell(rows: Rows | None, bound: float) -> None:
        _say(line, np.inf if rows is None else pricer.numbers.cost(rows), rows, bound)

    prove(pricer, prices, lambda: ends - time.monotonic(), tell)


def _say(line: Connection, value: float, rows: Rows | None, bound: float = 0.0) -> None:
    with suppress(OSError):  # the first process is gone, which ends this one too
        line.send(Told(rows, value, bound=bound))
