"""Large neighbourhoods: a few people over all days, or everybody over a few days, solved anew.

Each is a small problem of the same kind: columns are generated for what may change, the bound says
early that nothing can be won, and otherwise the restricted master picks the best of the columns
whose reduced cost is below the gap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.roster.public.generate import Goal, generate
from scheduler.roster.public.master import Master
from scheduler.roster.public.numbers import Floats, Numbers
from scheduler.roster.public.pricer import Ask, Pricer
from scheduler.roster.public.pricing import FREE, Rows
from scheduler.roster.public.restricted import restricted

GOAL = Goal(gap=0.3, rounds=40)
MIP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """What may change: these people, on these days."""

    people: tuple[int, ...]
    days: range


def few_people(numbers: Numbers, rng: np.random.Generator, count: int) -> Part:
    """Some people, over the whole horizon."""
    count = min(count, numbers.people)
    people = sorted(rng.choice(numbers.people, count, replace=False).tolist())
    return Part(tuple(people), range(numbers.instance.days))


def few_days(numbers: Numbers, rng: np.random.Generator, count: int) -> Part:
    """Some days in a row, for everybody; days at the edges come as often as others."""
    days = numbers.instance.days
    count = min(count, days)
    start = int(rng.integers(-(count // 2), days - count // 2))
    return Part(tuple(range(numbers.people)), range(max(0, start), min(days, start + count)))


def improve(
    pricer: Pricer, rows: Rows, part: Part, centre: Floats | None, left: Callable[[], float]
) -> Rows | None:
    """Return a cheaper roster [person, day] that differs in this part only, if one is found.

    `left` tells how many seconds there are still.
    """
    numbers = pricer.numbers
    days = slice(part.days.start, part.days.stop)
    others = np.delete(rows, part.people, axis=0)
    wanted = (numbers.wanted - numbers.there(others)).astype(np.int32)
    keep = rows.copy()
    keep[list(part.people), days] = FREE
    master = Master(numbers, part.people, wanted, part.days)
    for person in part.people:
        master.add(person, rows[person])
    now = _cost(numbers, rows, part)
    goal = Goal(
        gap=GOAL.gap, rounds=GOAL.rounds, enough=now - 1 + 1e-6, stop=lambda *_: left() <= 0
    )
    found = generate(pricer, master, goal, Ask(keep=keep), centre)
    if found.bound > goal.enough or left() <= 0:
        return None
    answer = master.solve()
    reduced = master.reduced(answer)
    columns = [
        column
        for column, price in zip(master.columns, reduced, strict=True)
        if price < now - answer.value
    ]
    chosen = restricted(master, columns, max(0.01, min(MIP_SECONDS, left())), now).rows
    if chosen is None:
        return None
    better = rows.copy()
    for person, row in chosen.items():
        better[person] = row
    return better if numbers.cost(better) < numbers.cost(rows) else None


def _cost(numbers: Numbers, rows: Rows, part: Part) -> int:
    """Return what the part costs: wishes of its people, cover of its days."""
    days = slice(part.days.start, part.days.stop)
    there = numbers.there(rows)
    short = np.maximum(numbers.wanted - there, 0) * numbers.under
    spare = np.maximum(there - numbers.wanted, 0) * numbers.over
    paid = sum(numbers.paid(person, rows[person]) for person in part.people)
    return int((short + spare)[days].sum()) + paid
