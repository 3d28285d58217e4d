"""Lifts the bound to the best roster: picks it among all rows that it could be made of.

A roster that costs at most a target can only contain rows whose reduced cost is at most the target
less the bound. Where these are few they are written down; what they make at best is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from scheduler.roster.public.generate import lagrange
from scheduler.roster.public.master import Master
from scheduler.roster.public.near import near
from scheduler.roster.public.numbers import Floats
from scheduler.roster.public.pricer import Ask, Pricer
from scheduler.roster.public.pricing import Rows
from scheduler.roster.public.restricted import restricted

COLUMNS = 30_000
"""How many columns SCIP is given at most."""
CELLS = 2000
"""Up to how many people times days rows are enumerated."""


def prove(
    pricer: Pricer,
    prices: Floats,
    seconds: Callable[[], float],
    tell: Callable[[Rows | None, float], None],
) -> None:
    """Raise the target by one until a roster costs just that; tell each bound, and the roster.

    Gives up as soon as there are too many rows, or `seconds` are over.
    """
    numbers = pricer.numbers
    people, days = range(numbers.people), range(numbers.instance.days)
    if numbers.people * len(days) > CELLS:
        return
    whole = pricer.whole(prices)
    master = Master(numbers, people, numbers.wanted, days)
    priced = pricer.everybody(people, whole, Ask(count=1))
    bound = lagrange(pricer, master, whole, priced)
    target = math.ceil(bound - 1e-6)
    while seconds() > 0:
        spare = math.floor((target - bound) * pricer.scale + 1e-6)
        for one in priced:
            cost = numbers.wishes[one.person] * np.int32(pricer.scale) - whole
            limit = one.value - int(numbers.base[one.person]) * pricer.scale + spare
            rows = near(pricer.graph(one.person), cost, limit, COLUMNS)
            if rows is None:
                return
            for row in rows:
                if not len(numbers.capped(one.person, row)):
                    master.add(one.person, row.copy())
            if len(master.columns) > COLUMNS:
                return
        picked = restricted(master, master.columns, max(0.01, seconds()), target + 1)
        if picked.rows is not None:
            best = np.stack([picked.rows[person] for person in people])
            tell(best, target if picked.all_seen else 0.0)
            return
        if not picked.all_seen:
            return
        target += 1
        tell(None, target)
